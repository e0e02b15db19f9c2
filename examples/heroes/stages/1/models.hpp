// The first version: teams and their heroes.
#pragma once

#include <migrate/models.hpp>

using migrate::Field;

struct Team {
  std::optional<std::int64_t> id = Field{.primary_key = true};
  std::string name = Field{.unique = true, .max_length = 40};
  std::string headquarters;
};

struct Hero {
  std::optional<std::int64_t> id = Field{.primary_key = true};
  std::string name = Field{.index = true};
  std::string secret_name;
  std::optional<int> age;
  std::optional<std::int64_t> team_id = Field{.foreign_key = &Team::id, .ondelete = "SET NULL"};
};
