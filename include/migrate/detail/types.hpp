// Which C++ types can be columns, and of which SQL type. A type of your own becomes one by a specialisation of
// sql_type; an enum without one is a column of an SQL enum that has the enum's name and enumerators.
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "migrate/detail/reflect.hpp"
#include "migrate/detail/text.hpp"
#include "migrate/schema.hpp"

namespace migrate {

/// A moment, without a time zone: the column type `timestamp`. For another one say `Field{.type = "timestamptz"}`.
using timestamp = std::chrono::system_clock::time_point;

/// A time of day, counted from midnight: the column type `time`.
struct TimeOfDay {
  std::chrono::microseconds since_midnight{};

  auto operator<=>(const TimeOfDay&) const = default;
};

/// The column type `uuid`: sixteen bytes in the order in which they are printed.
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const Uuid&) const = default;
};

/// The column type `json`: a document as text.
struct Json {
  std::string text{};

  auto operator<=>(const Json&) const = default;
};

/// A type that one database has in place of the others' one; made by on().
struct TypeOn {
  const char* dialect;
  const char* text;
};
/// `.type = {"json", on("mysql", "text")}`
constexpr TypeOn on(const char* dialect, const char* text) { return {dialect, text}; }

/// `.type = "numeric(12,2)"`, or with other types for some databases: `.type = {"json", "postgresql:jsonb"}`.
class FieldType {
 public:
  static constexpr std::size_t most_others = 3;

  constexpr FieldType() = default;
  template <class... Others>
  requires(sizeof...(Others) <= most_others) constexpr FieldType(const char* text, Others... others)
      : text_(text), others_{other(others)...} {}

  constexpr const char* text() const { return text_; }
  constexpr const TypeOn (&others() const)[most_others] { return others_; }

 private:
  static constexpr TypeOn other(const char* native) { return {nullptr, native}; }
  static constexpr TypeOn other(TypeOn type) { return type; }

  const char* text_ = nullptr;
  TypeOn others_[most_others] = {};
};

/// The SQL type of a C++ type. Specialise it for a type of yours:
///
///     template <>
///     struct migrate::sql_type<Money> {
///       static constexpr auto type = "numeric(12,2)";
///     };
///
/// `type` is any text that Field's `.type` takes; for other types on some databases it is a FieldType:
/// `static constexpr migrate::FieldType type = {"varchar(36)", "postgresql:uuid"};`
///
/// `static std::string sql(const Money& value)` beside it says how a value is written in SQL, so that a plain
/// initialiser, `Money price = Money{500};`, fills existing rows as well; sql_quoted() writes a text.
template <class T>
struct sql_type {};

/// `O'Hara` → `'O''Hara'`
inline std::string sql_quoted(std::string_view text) { return detail::sql_literal(text); }

/// One value of an enum in enum_values: an enumerator, and its text in the database where that is not its name.
template <class E>
struct EnumValue {
  constexpr EnumValue(E enumerator, const char* spelt = nullptr) : value(enumerator), text(spelt) {}

  E value;
  const char* text;
};

/// What is not to be read off an enum: values outside -16 … 255, another order, texts that are no C++ names, the
/// name of the SQL type. Specialise it, with one of the two or with both:
///
///     template <>
///     struct migrate::enum_values<Status> {
///       static constexpr auto name = "ticket_status";
///       static constexpr migrate::EnumValue<Status> values[] = {Status::open, {Status::in_progress, "in-progress"}};
///     };
template <class E>
struct enum_values {};

namespace detail {

template <class T>
inline constexpr bool is_character =
    std::is_same_v<T, char> || std::is_same_v<T, wchar_t> || std::is_same_v<T, char8_t> ||
    std::is_same_v<T, char16_t> || std::is_same_v<T, char32_t>;
/// int16_t, int32_t, int64_t, under whatever name: `long` and `long long` are two types of one size.
template <class T, std::size_t Size>
concept Integer = std::is_integral_v<T> && std::is_signed_v<T> && !is_character<T> && sizeof(T) == Size;

}  // namespace detail

// clang-format off
template <> struct sql_type<bool> { static constexpr const char* type = "boolean"; };
template <detail::Integer<2> T> struct sql_type<T> { static constexpr const char* type = "smallint"; };
template <detail::Integer<4> T> struct sql_type<T> { static constexpr const char* type = "integer"; };
template <detail::Integer<8> T> struct sql_type<T> { static constexpr const char* type = "bigint"; };
template <> struct sql_type<float> { static constexpr const char* type = "real"; };
template <> struct sql_type<double> { static constexpr const char* type = "double"; };
template <> struct sql_type<std::string> { static constexpr const char* type = "varchar"; };
template <> struct sql_type<std::vector<std::byte>> { static constexpr const char* type = "blob"; };
template <> struct sql_type<std::chrono::sys_days> { static constexpr const char* type = "date"; };
template <> struct sql_type<std::chrono::local_days> { static constexpr const char* type = "date"; };
template <> struct sql_type<std::chrono::year_month_day> { static constexpr const char* type = "date"; };
template <class Duration> struct sql_type<std::chrono::time_point<std::chrono::system_clock, Duration>> { static constexpr const char* type = "timestamp"; };
template <class Duration> struct sql_type<std::chrono::local_time<Duration>> { static constexpr const char* type = "timestamp"; };
template <> struct sql_type<TimeOfDay> { static constexpr const char* type = "time"; };
template <class Duration> struct sql_type<std::chrono::hh_mm_ss<Duration>> { static constexpr const char* type = "time"; };
template <class Count, class Period> struct sql_type<std::chrono::duration<Count, Period>> { static constexpr const char* type = "interval"; };
template <> struct sql_type<Uuid> { static constexpr const char* type = "uuid"; };
template <> struct sql_type<Json> { static constexpr const char* type = "json"; };
// clang-format on

namespace detail {

template <class T>
struct Plain {
  using type = T;
};
template <class T>
struct Plain<std::optional<T>> {
  using type = T;
};
/// `std::optional<int>` → `int`
template <class T>
using plain_type = typename Plain<T>::type;
template <class T>
inline constexpr bool is_optional = !std::is_same_v<T, plain_type<T>>;

template <class T>
concept HasSqlType = requires {
  FieldType(sql_type<T>::type);
};
template <class E>
concept ListsValues = requires {
  enum_values<E>::values[0].value;
};
template <class T>
concept ColumnType = HasSqlType<plain_type<T>> || std::is_enum_v<plain_type<T>>;
/// A nested struct whose columns are inlined.
template <class T>
concept Embedded = std::is_class_v<T> && std::is_aggregate_v<T> && !ColumnType<T>;
/// An enum whose values from 0 on may all be asked for a name: one with a fixed underlying type.
template <class E>
concept FixedEnum = requires {
  E{0};
};

/// An enum that a column keeps as its number, by a sql_type.
template <class E>
constexpr bool kept_as_number() {
  if constexpr (HasSqlType<E>) {
    const std::string_view type = FieldType(sql_type<E>::type).text();
    return type == "smallint" || type == "integer" || type == "bigint";
  }
  return false;
}

template <class E, std::size_t... I>
std::vector<Enumerator> listed_enumerators(std::index_sequence<I...>) {
  const auto& list = enum_values<E>::values;
  auto names = parse_spelt(spelt_values<E, enum_values<E>::values[I].value...>());
  std::vector<Enumerator> out;
  ((out.push_back(
       {static_cast<std::int64_t>(list[I].value), list[I].text ? std::string(list[I].text) : std::string(names[I])})),
   ...);
  return out;
}

/// The enumerators that enum_values lists, or all between -16 and 255, by value. Of two with one value the compiler
/// names the first.
template <class E>
const std::vector<Enumerator>& enumerators() {
  if constexpr (ListsValues<E>) {
    static const auto listed = listed_enumerators<E>(std::make_index_sequence<std::size(enum_values<E>::values)>{});
    return listed;
  } else {
    static const auto found = found_enumerators(
        parse_spelt(spelt_enum<E>(std::make_index_sequence<looked_at_enumerators>{})),
        [](std::int64_t value) { return static_cast<std::int64_t>(static_cast<std::underlying_type_t<E>>(value)); });
    return found;
  }
}

template <class E>
std::string enumerator_name(std::int64_t value) {
  for (const auto& one : enumerators<E>()) {
    if (one.value == value) return one.name;
  }
  return {};
}

}  // namespace detail
}  // namespace migrate
