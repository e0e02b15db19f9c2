// Cases of schemas as data: the files of tests/cases/compare, batch and roundtrip, for every dialect.
//
// A file holds [[case]] tables. Every case has a `name`, the `dialects` that it is true of, and the `database` that it
// begins with: SQL, statement by statement. What differs between dialects is a table by dialect in place of the value,
// with `default` for all that are not named (of MySQL and MariaDB, `mariadb` is what that alone has, and `mysql-8` what
// MySQL alone has): `operations = { default = […], sqlite = […] }`.
//
//   compare, roundtrip: [[case.table]] and [[case.enum]] are the models, `operations` are what autogenerate must say,
//   one description each, in order. They are then run: nothing is left to say, every row that `rows` does not name is
//   as it was; taken back, the schema is the old one, and the rows too, but for `rows_back`; run again, nothing is
//   left. `refused` is a part of the message of a change that must be refused, with the database as it was. Settings of
//   [autogenerate] stand in `settings`. `only_compared = true`: the statements are not ones that can be run.
//
//   batch: the [[case.upgrade]] operations are run. `after` is SQL that makes what the database must be then, object by
//   object, columns in their order; `rows` as above, `rebuilt` whether a table was copied, `refused` as above.
//
// `rows` is a table: for each table of the database a list of its rows in any order, cells divided by `|`.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "src/autogenerate/autogenerate.hpp"
#include "src/operations/operation.hpp"

namespace migrate::test {

using TableRows = std::map<std::string, std::vector<std::string>>;

struct SchemaCase {
  std::string name;
  Where where;
  std::string database;
  Schema models;
  AutogenerateOptions options;
  std::vector<std::string> operations;
  std::vector<Operation> upgrade;
  std::string after;
  TableRows rows, rows_back;
  std::string refused;
  std::optional<bool> rebuilt;
  bool only_compared = false;
};

/// The cases of a folder of tests/cases that are true of the dialect, in order of file and line.
std::vector<SchemaCase> read_schema_cases(const std::string& folder, std::string_view dialect);

/// The catalog with columns and constraints in one order: what a change that is taken back may leave in another.
Schema sorted(Schema schema);

}  // namespace migrate::test
