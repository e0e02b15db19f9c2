#pragma once

#include <migrate/models.hpp>

struct Team {
  std::int64_t id = migrate::Field{.primary_key = true};
  std::string name = migrate::Field{.max_length = 80};
};
