// What C++20 lets us know about a plain struct or an enum without a macro: the number of members, their types and
// names, the name of a type, the enumerators. Names come from the text of `__PRETTY_FUNCTION__`, at compile time.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "migrate/detail/bindings.hpp"

namespace migrate::detail {

/// The number of members: the largest that fits, by bisection.
template <class T, std::size_t Low = 0, std::size_t High = most_members + 1>
consteval std::size_t count_members() {
  if constexpr (High - Low == 1) {
    return Low;
  } else {
    constexpr std::size_t middle = (Low + High) / 2;
    if constexpr (Binding<middle>::template fits<T>) {
      return count_members<T, middle, High>();
    } else {
      return count_members<T, Low, middle>();
    }
  }
}
template <class T>
inline constexpr std::size_t member_count = count_members<T>();

/// Converts to a base class of T and to nothing else: T{AnyBaseOf<T>{}} compiles only if T has one.
template <class T>
struct AnyBaseOf {
  template <class Base>
  requires(std::is_base_of_v<Base, T> && !std::is_same_v<Base, T>) operator Base() const;
};
template <class T>
inline constexpr bool has_base = requires {
  T{AnyBaseOf<T>{}};
};

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif

template <class T>
struct Holder {
  T value;
};
/// Never defined and never read: its members have addresses, and an address has a name.
template <class T>
extern const Holder<T> nowhere;

template <class T>
using Pointers = decltype(Binding<member_count<T>>::pointers(nowhere<T>.value));

template <class T, std::size_t I>
using member_type = std::remove_cvref_t<decltype(*get<I>(std::declval<Pointers<T>>()))>;

/// Before version 18, clang takes a pointer to a member of an object as template argument only inside a class.
template <class Pointer>
struct Boxed {
  Pointer pointer;
};

/// gcc says `… & nowhere<Hero>.Holder<Hero>::value.Hero::name)}]`, clang `…{&nowhere<Hero>.value.name}]`.
template <auto Box>
consteval std::string_view name_of_pointer() {
  std::string_view text = __PRETTY_FUNCTION__;
#if defined(__clang__)
  text = text.substr(0, text.rfind('}'));
  return text.substr(text.rfind('.') + 1);
#else
  text = text.substr(0, text.rfind(')'));
  return text.substr(text.rfind(':') + 1);
#endif
}
/// The names of the members. The pointers live in a function, not in a variable of their own, which would be compiled
/// and ask the linker for `nowhere`.
template <class T, std::size_t... I>
consteval std::array<std::string_view, sizeof...(I)> member_names(std::index_sequence<I...>) {
  constexpr auto pointers = Binding<sizeof...(I)>::pointers(nowhere<T>.value);
  return {name_of_pointer<Boxed<decltype(get<I>(pointers))>{get<I>(pointers)}>()...};
}

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

/// The name that `column<&Legacy::id>` gives: gcc and clang both say `[… = &Legacy::id]`.
template <auto Member>
consteval std::string_view name_of_member() {
  std::string_view text = __PRETTY_FUNCTION__;
  text = text.substr(0, text.find_first_of(";]", text.rfind('&')));
  return text.substr(text.rfind(':') + 1);
}

/// `(anonymous namespace)::Hero` → `Hero`. A template's arguments stay: `Page<app::Hero>`.
constexpr std::string_view unqualified(std::string_view name) {
  std::size_t start = 0;
  int depth = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '<' || name[i] == '(' || name[i] == '{') ++depth;
    if (name[i] == '>' || name[i] == ')' || name[i] == '}') --depth;
    if (name[i] == ':' && depth == 0) start = i + 1;
  }
  return name.substr(start);
}

template <class T>
consteval std::string_view type_name() {
  std::string_view text = __PRETTY_FUNCTION__;
  text = text.substr(text.find("T = ") + 4);
  return unqualified(text.substr(0, text.find_first_of(";]")));
}

/// The text in which the compiler spells each value; a value without an enumerator is spelt `(Role)7`.
template <class E, E... Values>
constexpr std::string_view spelt_values() {
  return __PRETTY_FUNCTION__;
}

/// The values that are looked at for enumerators: -16 … 255.
inline constexpr int least_enumerator = -16;
inline constexpr std::size_t looked_at_enumerators = 272;

template <class E, std::size_t... I>
constexpr std::string_view spelt_enum(std::index_sequence<I...>) {
  return spelt_values<E, static_cast<E>(
                             static_cast<std::underlying_type_t<E>>(static_cast<int>(I) + least_enumerator))...>();
}

struct Enumerator {
  std::int64_t value;
  std::string name;
};

/// Each value's enumerator, or an empty text for a value without one.
/// gcc: `… E ...Values = {Role::leader, (Role)3}; …]`; clang: `… Values = <Role::leader, (Role)3>]`.
inline std::vector<std::string_view> parse_spelt(std::string_view text) {
  text = text.substr(text.find("Values = ") + 10);
  std::vector<std::string_view> out;
  while (!text.empty()) {
    std::size_t end = 0;
    for (int depth = 0; end < text.size(); ++end) {
      const char c = text[end];
      if (depth == 0 && (c == ',' || c == '}' || c == '>')) break;
      if (c == '(' || c == '<' || c == '{') ++depth;
      if (c == ')' || c == '>' || c == '}') --depth;
    }
    const auto spelt = unqualified(text.substr(0, end));
    out.push_back(spelt.find(')') == spelt.npos ? spelt : std::string_view());
    if (end >= text.size() || text[end] != ',') break;
    text.remove_prefix(end + 2);
  }
  return out;
}

/// The values from least_enumerator on that have a name, in their order. What a small underlying type cannot hold
/// wraps around (`wrap`) to a value that is there already.
inline std::vector<Enumerator> found_enumerators(const std::vector<std::string_view>& names,
                                                 std::int64_t (*wrap)(std::int64_t)) {
  std::vector<Enumerator> sorted;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) continue;
    const auto value = wrap(static_cast<std::int64_t>(i) + least_enumerator);
    auto at = sorted.begin();
    while (at != sorted.end() && at->value < value) ++at;
    if (at == sorted.end() || at->value != value) sorted.insert(at, {value, std::string(names[i])});
  }
  return sorted;
}

}  // namespace migrate::detail
