// A role of the server, which goes with the test.
#pragma once

#include <string>

#include "tests/support/postgresql.hpp"

namespace migrate::test {

class Role {
 public:
  explicit Role(PostgresqlDatabase& database, const std::string& rights = "")
      : name("role_" + database.url.database), database_(database) {
    database_.run("DROP ROLE IF EXISTS " + name + "; CREATE ROLE " + name + " LOGIN " + rights);
  }
  ~Role() {
    try {
      database_.run("DROP OWNED BY " + name + " CASCADE; DROP ROLE " + name);
    } catch (const Error&) {  // the server goes with it
    }
  }
  Role(const Role&) = delete;
  Role& operator=(const Role&) = delete;
  Url url() const {
    auto out = database_.url;
    out.user = name;
    return out;
  }

  std::string name;

 private:
  PostgresqlDatabase& database_;
};

}  // namespace migrate::test
