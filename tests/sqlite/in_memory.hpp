// A connection to a database in memory that statements have made.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "dialects/sqlite/connection.hpp"
#include "tests/support/catch.hpp"

namespace migrate::test {

inline std::unique_ptr<SqliteConnection> in_memory(const std::vector<std::string>& statements) {
  auto out = connect_sqlite(parse_url("sqlite://"), {});
  for (const auto& statement : statements) {
    INFO(statement);
    REQUIRE_NOTHROW(out->execute(statement));
  }
  return out;
}

}  // namespace migrate::test
