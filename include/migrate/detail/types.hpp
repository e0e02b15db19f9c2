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

/// The SQL type of a C++ type. Specialise it for a type of yours:
///
///     template <>
///     struct migrate::sql_type<Money> {
///       static constexpr auto type = "numeric(12,2)";  // any text that Field's `.type` takes
///     };
template <class T>
struct sql_type {};

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
template <> struct sql_type<bool> { static constexpr std::string_view type = "boolean"; };
template <detail::Integer<2> T> struct sql_type<T> { static constexpr std::string_view type = "smallint"; };
template <detail::Integer<4> T> struct sql_type<T> { static constexpr std::string_view type = "integer"; };
template <detail::Integer<8> T> struct sql_type<T> { static constexpr std::string_view type = "bigint"; };
template <> struct sql_type<float> { static constexpr std::string_view type = "real"; };
template <> struct sql_type<double> { static constexpr std::string_view type = "double"; };
template <> struct sql_type<std::string> { static constexpr std::string_view type = "varchar"; };
template <> struct sql_type<std::vector<std::byte>> { static constexpr std::string_view type = "blob"; };
template <> struct sql_type<std::chrono::sys_days> { static constexpr std::string_view type = "date"; };
template <> struct sql_type<std::chrono::local_days> { static constexpr std::string_view type = "date"; };
template <> struct sql_type<std::chrono::year_month_day> { static constexpr std::string_view type = "date"; };
template <class Duration> struct sql_type<std::chrono::time_point<std::chrono::system_clock, Duration>> { static constexpr std::string_view type = "timestamp"; };
template <class Duration> struct sql_type<std::chrono::local_time<Duration>> { static constexpr std::string_view type = "timestamp"; };
template <> struct sql_type<TimeOfDay> { static constexpr std::string_view type = "time"; };
template <class Duration> struct sql_type<std::chrono::hh_mm_ss<Duration>> { static constexpr std::string_view type = "time"; };
template <class Count, class Period> struct sql_type<std::chrono::duration<Count, Period>> { static constexpr std::string_view type = "interval"; };
template <> struct sql_type<Uuid> { static constexpr std::string_view type = "uuid"; };
template <> struct sql_type<Json> { static constexpr std::string_view type = "json"; };
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
  std::string_view(sql_type<T>::type);
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

template <class E>
std::string enumerator_name(std::int64_t value) {
  for (const auto& one : enumerators<E>()) {
    if (one.value == value) return one.name;
  }
  return {};
}

}  // namespace detail
}  // namespace migrate
