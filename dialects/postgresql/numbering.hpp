// The numbers of a sequence or an identity: what PostgreSQL takes for those that are not said, so that values say only
// what is not usual (https://www.postgresql.org/docs/current/sql-createsequence.html).
#pragma once

#include <cstdint>

#include "migrate/schema.hpp"

namespace migrate::postgresql {

/// All numbers of a sequence.
struct Numbering {
  std::int64_t start = 1, increment = 1, min = 1, max = 0, cache = 1;
  bool cycle = false;

  bool operator==(const Numbering&) const = default;
};

/// What a sequence of that type has where nothing else is said but its increment.
Numbering usual_numbering(TypeKind type, std::int64_t increment);

/// All numbers of a Sequence or an Identity of that type.
template <class T>
Numbering full_numbering(const T& said, TypeKind type) {
  auto out = usual_numbering(type, said.increment.value_or(1));
  out.min = said.min.value_or(out.min);
  out.max = said.max.value_or(out.max);
  out.start = said.start.value_or(out.increment > 0 ? out.min : out.max);
  out.cache = said.cache.value_or(out.cache);
  out.cycle = said.cycle;
  return out;
}

/// Sets the members of a Sequence or an Identity that are not the usual ones.
template <class T>
void say_unusual(T& out, const Numbering& held, TypeKind type) {
  const auto usual = usual_numbering(type, held.increment);
  const auto unless = [](std::int64_t value, std::int64_t otherwise) {
    return value == otherwise ? std::nullopt : std::optional(value);
  };
  out.increment = unless(held.increment, 1);
  out.min = unless(held.min, usual.min);
  out.max = unless(held.max, usual.max);
  out.start = unless(held.start, held.increment > 0 ? held.min : held.max);
  out.cache = unless(held.cache, 1);
  out.cycle = held.cycle;
}

/// The name that PostgreSQL gives to the sequence of a serial or an identity column, where no other has it: the parts
/// cut to 63 bytes, the longer one first.
std::string sequence_name(std::string_view table, std::string_view column);
/// The name that PostgreSQL 18 gives to the NOT NULL of a column; whether a name is that one, or has a number behind it
/// because it was taken.
std::string not_null_name(std::string_view table, std::string_view column);
bool is_not_null_name(std::string_view name, std::string_view table, std::string_view column);

}  // namespace migrate::postgresql
