// Data steps: changes of rows that take C++, called from a revision by `op = "call"`, in the revision's transaction.
//
//     #include <migrate/data_step.hpp>
//
//     MIGRATE_DATA_STEP(split_names, step) {
//       for (const auto& row : step.query("SELECT id, name FROM hero WHERE first IS NULL")) {
//         const auto [first, last] = split(row["name"].text());
//         step.execute("UPDATE hero SET first = ?, last = ? WHERE id = ?", first, last, row["id"]);
//       }
//     }
//
//     [[upgrade]]
//     op = "call"
//     step = "split_names"
//
// A step stands in a source file of the models library. It changes rows, and nothing but rows: the schema is the
// revision's. A step that throws fails its revision, which is rolled back. Values never become SQL text: each `?` takes
// one. Includes nothing but the standard library; migrate-models(7) says more.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "migrate/detail/step_abi.hpp"

namespace migrate::data_step {

/// What went wrong in a call of a step: the database's message, a NULL where a value was asked for. Where a statement
/// has failed the step cannot go on: every later call throws the same again.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Cell;

namespace detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_character =
    std::is_same_v<T, char> || std::is_same_v<T, wchar_t> || std::is_same_v<T, char8_t> ||
    std::is_same_v<T, char16_t> || std::is_same_v<T, char32_t>;

migrate_value_v1 value_of(const Cell& cell);

/// A view of `value`, which must outlive it.
template <class T>
migrate_value_v1 value_of(const T& value) {
  constexpr bool bytes = std::convertible_to<const T&, std::span<const std::byte>>;
  if constexpr (std::is_same_v<T, std::nullptr_t> || std::is_same_v<T, std::nullopt_t>) {
    return {migrate_value_null, 0, 0, nullptr, 0};
  } else if constexpr (is_optional<T>) {
    return value ? value_of(*value) : value_of(nullptr);
  } else if constexpr (std::is_same_v<T, bool>) {
    return {migrate_value_bool, value ? 1 : 0, 0, nullptr, 0};
  } else if constexpr (std::integral<T> && !is_character<T>) {
    if (!std::in_range<std::int64_t>(value)) throw Error("a number is larger than a column can hold");
    return {migrate_value_integer, static_cast<std::int64_t>(value), 0, nullptr, 0};
  } else if constexpr (std::floating_point<T>) {
    return {migrate_value_real, 0, static_cast<double>(value), nullptr, 0};
  } else if constexpr (std::convertible_to<const T&, std::string_view>) {
    const std::string_view text = value;
    return {migrate_value_text, 0, 0, text.data(), text.size()};
  } else if constexpr (bytes) {
    const std::span<const std::byte> span = value;
    return {migrate_value_blob, 0, 0, reinterpret_cast<const char*>(span.data()), span.size()};
  } else {
    static_assert(bytes,
                  "migrate: a value for a `?` is nullptr, a bool, a whole number, a double, text, bytes "
                  "(std::vector<std::byte>, std::span<const std::byte>), a cell of a row, or a std::optional of these");
  }
}

/// The name of a kind of value, for messages.
constexpr std::string_view kind_name(migrate_value_kind_v1 kind) {
  constexpr std::string_view names[] = {"NULL", "a bool", "a whole number", "a number", "text", "bytes"};
  return names[kind];
}

}  // namespace detail

/// One value of a row. What it holds is what the database says: SQLite gives a bool as the whole number 0 or 1, and
/// every database gives dates, decimals, JSON and UUIDs as text.
class Cell {
 public:
  Cell(migrate_value_v1 value, std::string_view column) : value_(value), column_(column) {}

  bool is_null() const { return value_.kind == migrate_value_null; }

  /// bool, whole numbers, float and double, std::string, std::string_view (valid until the next row),
  /// std::vector<std::byte>, or a std::optional of one of them. Throws Error, with the column, for a NULL that is
  /// not asked for as an optional, for a value of another kind, and for a number that T cannot hold.
  template <class T>
  T as() const {
    if constexpr (detail::is_optional<T>) {
      return is_null() ? T() : T(as<typename T::value_type>());
    } else if constexpr (std::is_same_v<T, bool>) {
      if (value_.kind == migrate_value_bool) return value_.integer != 0;
      if (value_.kind == migrate_value_integer && (value_.integer & ~std::int64_t{1}) == 0) return value_.integer == 1;
      fail("a bool");
    } else if constexpr (std::integral<T> && !detail::is_character<T>) {
      if (value_.kind != migrate_value_integer) fail("a whole number");
      if (!std::in_range<T>(value_.integer)) fail("a whole number of a smaller type");
      return static_cast<T>(value_.integer);
    } else if constexpr (std::floating_point<T>) {
      if (value_.kind == migrate_value_integer) return static_cast<T>(value_.integer);
      if (value_.kind != migrate_value_real) fail("a number");
      return static_cast<T>(value_.real);
    } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>) {
      if (value_.kind != migrate_value_text) fail("text");
      return T(value_.data, value_.size);
    } else {
      static_assert(std::is_same_v<T, std::vector<std::byte>>,
                    "migrate: a cell is asked for as bool, a whole number, double, std::string, std::string_view, "
                    "std::vector<std::byte>, or a std::optional of one of them");
      if (value_.kind != migrate_value_blob) fail("bytes");
      const auto* bytes = reinterpret_cast<const std::byte*>(value_.data);
      return T(bytes, bytes + value_.size);
    }
  }

  std::string text() const { return as<std::string>(); }
  std::int64_t integer() const { return as<std::int64_t>(); }
  double number() const { return as<double>(); }
  bool boolean() const { return as<bool>(); }
  std::vector<std::byte> blob() const { return as<std::vector<std::byte>>(); }

  const migrate_value_v1& raw() const { return value_; }

 private:
  [[noreturn]] void fail(std::string_view wanted) const {
    std::string message = "column '" + std::string(column_) + "' ";
    if (is_null()) {
      message += "is NULL, and ";
      message += wanted;
      throw Error(message + " was asked for: ask for a std::optional, or is_null() before");
    }
    message += "holds ";
    message += detail::kind_name(value_.kind);
    if (value_.kind == migrate_value_integer) message += " (" + std::to_string(value_.integer) + ")";
    throw Error(message + ", and " + std::string(wanted) + " was asked for");
  }

  migrate_value_v1 value_;
  std::string_view column_;
};

inline migrate_value_v1 detail::value_of(const Cell& cell) { return cell.raw(); }

/// The row that a loop over Rows is at; gone with the next one.
class Row {
 public:
  explicit Row(const migrate_cursor_v1& cursor) : cursor_(cursor) {}
  Row(const Row&) = delete;
  Row& operator=(const Row&) = delete;

  std::size_t size() const { return cursor_.column_count; }
  /// Throws Error where there is no such column.
  Cell operator[](std::size_t column) const {
    if (column < size()) return Cell(values_[column], cursor_.columns[column]);
    throw Error("there is no column " + std::to_string(column) + ": the query has " + std::to_string(size()) +
                ", counted from 0");
  }
  Cell operator[](int column) const { return (*this)[static_cast<std::size_t>(column)]; }
  Cell operator[](std::string_view column) const {
    for (std::size_t i = 0; i < size(); ++i) {
      if (cursor_.columns[i] == column) return (*this)[i];
    }
    std::string names;
    for (std::size_t i = 0; i < size(); ++i) names += (i == 0 ? "" : ", ") + std::string(cursor_.columns[i]);
    throw Error("the query has no column '" + std::string(column) + "'; it has " + names);
  }
  Cell operator[](const char* column) const { return (*this)[std::string_view(column)]; }

 private:
  friend class Rows;
  const migrate_cursor_v1& cursor_;
  const migrate_value_v1* values_ = nullptr;
};

/// What a query has found, to be walked through once. All of it is there before the first row is given out: what the
/// step changes meanwhile is not seen. Large results wait in a temporary file, not in memory.
class Rows {
 public:
  class Iterator {
   public:
    using value_type = Row;
    using difference_type = std::ptrdiff_t;

    explicit Iterator(Rows* rows) : rows_(rows) {}
    const Row& operator*() const { return rows_->row_; }
    const Row* operator->() const { return &rows_->row_; }
    Iterator& operator++() {
      rows_->advance();
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(std::default_sentinel_t) const { return rows_->row_.values_ == nullptr; }

   private:
    Rows* rows_;
  };

  Rows(const migrate_step_host_v1& host, migrate_cursor_v1 cursor) : host_(host), cursor_(cursor), row_(cursor_) {}
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  ~Rows() { host_.close(host_.context, cursor_.handle); }

  Iterator begin() {
    advance();
    return Iterator(this);
  }
  std::default_sentinel_t end() const { return {}; }

 private:
  void advance() {
    row_.values_ = nullptr;
    if (host_.next(host_.context, cursor_.handle, &row_.values_) < 0) throw Error(host_.error(host_.context));
  }

  const migrate_step_host_v1& host_;
  migrate_cursor_v1 cursor_;
  Row row_;
};

/// The database as a step sees it, for as long as the step runs.
class Step {
 public:
  explicit Step(const migrate_step_host_v1& host) : host_(host) {}
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

  /// "sqlite", "postgresql", "mysql": for SQL that differs between them.
  std::string_view dialect() const { return host_.dialect; }

  /// Runs one statement. The same text again is not prepared again. It does not wait for the database: that a
  /// statement failed may be told by a later call, or at the end of the step.
  template <class... Values>
  void execute(std::string_view sql, const Values&... values) {
    run(sql, nullptr, {detail::value_of(values)...});
  }
  /// The same, waits, and returns how many rows were changed.
  template <class... Values>
  std::uint64_t execute_and_count(std::string_view sql, const Values&... values) {
    std::uint64_t changed = 0;
    run(sql, &changed, {detail::value_of(values)...});
    return changed;
  }
  template <class... Values>
  Rows query(std::string_view sql, const Values&... values) {
    const std::array<migrate_value_v1, sizeof...(Values)> all{detail::value_of(values)...};
    migrate_cursor_v1 cursor{};
    check(host_.query(host_.context, sql.data(), sql.size(), all.data(), all.size(), &cursor));
    return Rows(host_, cursor);
  }
  /// Tells the person who waits how far the step is; `total` 0: not known. Cheap enough for every row.
  void progress(std::uint64_t done, std::uint64_t total = 0) { check(host_.progress(host_.context, done, total)); }

 private:
  void run(std::string_view sql, std::uint64_t* changed, std::initializer_list<migrate_value_v1> values) {
    check(host_.execute(host_.context, sql.data(), sql.size(), values.begin(), values.size(), changed));
  }
  void check(int result) const {
    if (result != 0) throw Error(host_.error(host_.context));
  }

  const migrate_step_host_v1& host_;
};

}  // namespace migrate::data_step

extern "C" {
/// The steps of this program or library, and of the libraries it is linked to.
__attribute__((visibility("default"))) inline const migrate_data_step_v1* migrate_data_step_list_v1 = nullptr;
__attribute__((visibility("default"), used)) inline const migrate_data_step_v1* migrate_data_steps_v1() noexcept {
  return migrate_data_step_list_v1;
}
}

namespace migrate::data_step::detail {

/// Runs before main, or when the library is loaded.
struct StepRegistration {
  StepRegistration(const char* name, const char* file, unsigned line, int (*run)(const migrate_step_host_v1*))
      : step{name, file, line, run, migrate_data_step_list_v1} {
    migrate_data_step_list_v1 = &step;
  }
  StepRegistration(const StepRegistration&) = delete;
  StepRegistration& operator=(const StepRegistration&) = delete;

  migrate_data_step_v1 step;
};

/// No exception crosses the border.
template <void (*Body)(Step&)>
int run_step(const migrate_step_host_v1* host) noexcept {
  std::string message = "it threw an exception that is not a std::exception";
  try {
    Step step(*host);
    Body(step);
    return 0;
  } catch (const std::exception& error) {
    message = error.what();
  } catch (...) {
  }
  host->fail(host->context, message.data(), message.size());
  return -1;
}

}  // namespace migrate::data_step::detail

/// Defines a data step: its body follows, in which `step` is a migrate::data_step::Step&.
#define MIGRATE_DATA_STEP(name, step)                                                                 \
  static void migrate_data_step_##name(::migrate::data_step::Step&);                                  \
  static const ::migrate::data_step::detail::StepRegistration migrate_data_step_registration_##name(  \
      #name, __FILE__, __LINE__, &::migrate::data_step::detail::run_step<&migrate_data_step_##name>); \
  static void migrate_data_step_##name([[maybe_unused]] ::migrate::data_step::Step& step)
