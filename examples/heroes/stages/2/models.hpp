// The second version: heroes have a level and a role, teams a longer name, and `headquarters` is `city` now.
#pragma once

#include <migrate/models.hpp>

using migrate::Field;

enum class Role { leader, member, reserve };

struct Team {
  std::optional<std::int64_t> id = Field{.primary_key = true};
  std::string name = Field{.unique = true, .max_length = 80};
  std::string city = Field{.renamed_from = "headquarters"};
};

struct Hero {
  std::optional<std::int64_t> id = Field{.primary_key = true};
  std::string name = Field{.index = true};
  std::string secret_name;
  std::optional<int> age = Field{.index = true};
  int level = Field{.server_default = 1, .initial = 1};
  Role role = Field{.server_default = Role::member, .initial = Role::member};
  std::optional<std::int64_t> team_id = Field{.foreign_key = &Team::id, .ondelete = "SET NULL"};

  static auto table_args() {
    return migrate::table_args(migrate::unique(&Hero::name, &Hero::team_id),
                               migrate::check("level_positive", "level > 0"));
  }
};
