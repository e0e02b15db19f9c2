// The third version: missions, who takes part in them, and when rows were made.
#pragma once

#include <migrate/models.hpp>

using migrate::Field;

enum class Role { leader, member, reserve };

struct Timestamps {
  migrate::timestamp created_at = Field{.server_default = migrate::sql("CURRENT_TIMESTAMP")};
  std::optional<migrate::timestamp> updated_at;
};

struct Team {
  std::optional<std::int64_t> id = Field{.primary_key = true};
  std::string name = Field{.unique = true, .max_length = 80};
  std::string city;
};

struct Hero {
  std::optional<std::int64_t> id = Field{.primary_key = true};
  std::string name = Field{.index = true};
  std::string secret_name = Field{.max_length = 100};
  std::optional<int> age = Field{.index = true};
  int level = Field{.server_default = 1, .initial = 1};
  Role role = Field{.server_default = Role::member, .initial = Role::member};
  std::optional<std::int64_t> team_id = Field{.foreign_key = &Team::id, .ondelete = "SET NULL"};

  static auto table_args() {
    return migrate::table_args(migrate::unique(&Hero::name, &Hero::team_id),
                               migrate::check("level_positive", "level > 0"),
                               migrate::index("ix_hero_lower_name", migrate::expression("lower(name)")));
  }
};

struct Mission {
  std::optional<std::int64_t> id = Field{.primary_key = true};
  std::string title = Field{.max_length = 200};
  double budget = Field{.max_digits = 12, .decimal_places = 2, .server_default = 0};
  bool finished = Field{.server_default = false};
  Timestamps stamps = {};
};

struct HeroMissionLink {
  static constexpr auto tablename = "hero_mission";
  std::int64_t hero_id = Field{.primary_key = true, .foreign_key = &Hero::id, .ondelete = "CASCADE"};
  std::int64_t mission_id = Field{.primary_key = true, .foreign_key = &Mission::id, .ondelete = "CASCADE"};
};
