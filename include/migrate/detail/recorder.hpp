// How the annotations of a model are found again. A model is an ordinary struct whose members are initialised from
// `Field{…}`; while a recorder is set, each conversion of a Field to a member's type notes the Field and gives back
// a value that tells that this member, and no other, had one. Outside of that, a Field is just its `.initial`.
#pragma once

#include <concepts>
#include <string_view>
#include <utility>
#include <vector>

#include "migrate/detail/values.hpp"

namespace migrate {
struct Field;
}

namespace migrate::detail {

/// How the name of a C++ type becomes that of a table or an enum.
using Naming = std::string (*)(std::string_view);

/// All that is to be known about the C++ type of a column; the address tells two types apart.
struct ColumnFacts {
  FieldType type;                                            ///< its SQL type; none for an enum
  bool optional;                                             ///< std::optional
  Enum (*enumeration)(Naming naming);                        ///< of an enum
  bool (*annotated)(const void* first, const void* second);  ///< null where values do not tell: see describe.hpp
  std::string (*literal)(const void* value);  ///< SQL text of a value other than T{}; empty where there is none
  bool (*takes)(const Literal& initial);
};

/// A model is built twice. In the second round an annotated member gets a value that it had not in the first.
struct Recorder {
  struct Via {
    const void* member;
    ColumnReference column;
  };

  bool second_round = false;
  std::vector<const ColumnFacts*> types;  ///< of the members that had a Field, in their order
  std::vector<Field> fields;              ///< those Fields
  std::vector<Via> relationships;
};

inline constinit thread_local Recorder* recorder = nullptr;

/// Where the library says what it is doing, for the message when it does not come back; null where nobody reads it.
inline char* doing = nullptr;

/// "the members of Hero"
inline void note_doing(std::string_view what, std::string_view model) {
  if (!doing) return;
  constexpr std::size_t most = 199;
  std::size_t size = 0;
  for (const auto text : {what, model}) {
    for (std::size_t i = 0; i < text.size() && size < most; ++i) doing[size++] = text[i];
  }
  doing[size] = '\0';
}

/// Sets the recorder, or none, for as long as it lives.
class Recording {
 public:
  explicit Recording(Recorder* to) : previous_(std::exchange(recorder, to)) {}
  ~Recording() { recorder = previous_; }
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

 private:
  Recorder* previous_;
};

/// A value of T other than T{}; `std::optional` is compared by value, so any of its values does.
template <class T>
T probe() {
  if constexpr (is_optional<T>) {
    return T{typename T::value_type{}};
  } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
    return static_cast<T>(1);
  } else if constexpr (requires { typename T::clock; }) {
    return T{typename T::duration{1}};
  } else if constexpr (requires { typename T::rep; }) {
    return T{1};
  } else if constexpr (std::is_same_v<T, std::chrono::year_month_day>) {
    return std::chrono::sys_days(std::chrono::days(1));
  } else if constexpr (std::is_same_v<T, TimeOfDay>) {
    return {std::chrono::microseconds(1)};
  } else if constexpr (std::is_same_v<T, Uuid>) {
    return {{1}};
  } else if constexpr (std::is_same_v<T, Json>) {
    return {" "};
  } else {
    T value{};
    value.resize(1);
    return value;
  }
}
template <class T>
inline constexpr bool has_probe = std::equality_comparable<T>&& requires {
  requires is_optional<T> || std::is_arithmetic_v<T> || std::is_enum_v<T> || requires {
    typename T::clock;
  } || requires {
    typename T::rep;
  } || std::is_same_v<T, std::chrono::year_month_day> || std::is_same_v<T, TimeOfDay> || std::is_same_v<T, Uuid> ||
      std::is_same_v<T, Json> || std::is_same_v<T, std::string> || std::is_same_v<T, std::vector<std::byte>>;
};

template <class T>
bool is_annotated(const void* first, const void* second) {
  return *static_cast<const T*>(first) == T{} && *static_cast<const T*>(second) == probe<T>();
}

template <class T>
std::string literal_of(const T& value) {
  if constexpr (is_optional<T>) {
    return value ? literal_of(*value) : std::string();
  } else if constexpr (std::is_arithmetic_v<T>) {
    return Literal(value).sql_text();
  } else if constexpr (requires { std::string(sql_type<T>::sql(value)); }) {
    return sql_type<T>::sql(value);
  } else if constexpr (std::is_enum_v<T> && (!HasSqlType<T> || kept_as_number<T>())) {
    return Literal(value).sql_text();
  } else if constexpr (std::is_same_v<T, std::string>) {
    return sql_literal(std::string_view(value));
  } else {
    return {};
  }
}
/// Types of which the user's sql_type says how a value is written, but which cannot be compared, are compared by that.
template <class T>
std::string literal_unless_empty(const void* value) {
  const T& typed = *static_cast<const T*>(value);
  if constexpr (std::equality_comparable<T> && (is_optional<T> || requires { T{}; })) {
    return typed == T{} ? std::string() : literal_of(typed);
  } else {
    auto text = literal_of(typed);
    return text == literal_of(T{}) ? std::string() : text;
  }
}

template <class E>
Enum describe_enum(Naming naming) {
  static_assert(FixedEnum<E> || ListsValues<E>,
                "migrate: an enum of a model is an `enum class`, or has its underlying type written out");
  Enum out;
  if constexpr (requires { std::string(enum_values<E>::name); }) {
    out.name = enum_values<E>::name;
  } else {
    out.name = naming(type_name<E>());
  }
  for (const auto& one : enumerators<E>()) out.values.push_back(one.name);
  return out;
}

template <class T>
constexpr ColumnFacts facts_about() {
  using Held = plain_type<T>;
  ColumnFacts facts{{}, is_optional<T>, nullptr, nullptr, &literal_unless_empty<T>, &Literal::fits<T>};
  if constexpr (HasSqlType<Held>) {
    facts.type = FieldType(sql_type<Held>::type);
  } else {
    facts.enumeration = &describe_enum<Held>;
  }
  if constexpr (has_probe<T>) facts.annotated = &is_annotated<T>;
  return facts;
}
template <class T>
inline constexpr ColumnFacts column_facts = facts_about<T>();

template <class T>
[[gnu::noinline, gnu::cold]] T record(const Field& field);

}  // namespace migrate::detail
