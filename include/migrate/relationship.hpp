// Members of a model that are no columns: a relationship to another model, and what is kept out of the database.
#pragma once

#include <vector>

#include "migrate/field.hpp"

namespace migrate {

/// The column that a relationship goes by, where the model has several to one table; made by via().
struct Via {
  ColumnReference column;
};
/// `Relationship<Team> team = via(&Hero::team_id);`
template <class Class, class Member>
constexpr Via via(Member Class::*member) {
  return {ColumnReference(member)};
}

/// Says that the rows of two models belong together: `Relationship<Team> team;`, or `Relationship<std::vector<Hero>>
/// heroes;` for many. It holds nothing and makes no column. The models are checked to have a foreign key for it, and
/// the metadata keeps it, for diagrams.
template <class T>
class Relationship {
 public:
  static constexpr bool many = false;
  static constexpr const detail::ModelTag* tag() { return &detail::tag_of<T>; }

  constexpr Relationship() = default;
  constexpr Relationship(Via via) {
    if (!std::is_constant_evaluated() && detail::recorder)
      detail::recorder->relationships.push_back({this, via.column});
  }
  bool operator==(const Relationship&) const = default;
};

template <class T>
class Relationship<std::vector<T>> {
 public:
  static constexpr bool many = true;
  static constexpr const detail::ModelTag* tag() { return &detail::tag_of<T>; }

  constexpr Relationship() = default;
  constexpr Relationship(Via via) {
    if (!std::is_constant_evaluated() && detail::recorder)
      detail::recorder->relationships.push_back({this, via.column});
  }
  bool operator==(const Relationship&) const = default;
};

/// A member that the database does not know: `Transient<Cache> cache;`. T may be any type.
template <class T>
struct Transient {
  T value;

  Transient() : value(initial()) {}
  constexpr Transient(T held) : value(std::move(held)) {}

  constexpr T& operator*() { return value; }
  constexpr const T& operator*() const { return value; }
  constexpr T* operator->() { return &value; }
  constexpr const T* operator->() const { return &value; }
  bool operator==(const Transient&) const requires std::equality_comparable<T>
  = default;

 private:
  // a T may be a model itself, whose annotations are not those of the struct around it
  static T initial() {
    const detail::Recording nothing(nullptr);
    return T{};
  }
};

namespace detail {

template <class T>
inline constexpr bool IsRelationship = false;
template <class T>
inline constexpr bool IsRelationship<Relationship<T>> = true;
template <class T>
inline constexpr bool IsTransient = false;
template <class T>
inline constexpr bool IsTransient<Transient<T>> = true;

}  // namespace detail
}  // namespace migrate
