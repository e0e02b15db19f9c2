// What a database demands of names: how long they may be, and which of them must differ. A dialect answers with
// NameRules; autogenerate asks whether the schema that a revision would make keeps them. A name that is too long is
// refused and never cut off: what the models call it and what the database calls it would be two things from then on.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "migrate/schema.hpp"

namespace migrate {

struct NameRules {
  std::size_t longest_in_bytes = 0;       ///< 0: no limit
  std::size_t longest_in_characters = 0;  ///< 0: no limit
  bool ignore_case = false;               ///< `Hero` and `hero` are one name
  /// No index is called like another one of the schema, whatever their tables, nor like a table.
  bool indexes_share_tables = false;
  /// Nor is a primary key or a unique constraint, because there it is an index.
  bool keys_share_tables = false;
  /// No foreign key is called like another one of the schema. Some servers of a kind have it so and some have not:
  /// names are given up in time, and whether two may be alike is for the server to say.
  bool foreign_keys_once = false;
};

/// The name with a suffix, for what steps aside for a while, cut so that every database takes it: "uq_hero_aside".
std::string with_suffix(std::string_view name, std::string_view suffix);

/// One line each: `table hero, index ix_…: the name has 70 bytes, and the longest is 63`.
std::vector<std::string> name_problems(const Schema& schema, const NameRules& rules);

}  // namespace migrate
