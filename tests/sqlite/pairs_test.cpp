// Random pairs of schemas on SQLite: see tests/support/pairs/run.hpp.
#include <memory>

#include "tests/support/catch.hpp"
#include "tests/support/pairs/run.hpp"
#include "tests/support/sqlite.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

PairFeatures sqlite_features() {
  PairFeatures out;
  out.types = common_types();
  out.types.push_back({.type = "sqlite:MEDIUMINT", .family = Family::number, .values = {"1", "2", "3", "4"}});
  out.types.push_back({.type = "blob", .values = {"x'00'", "x'01ff'", "x''", "x'04'"}, .default_sql = "x'00'"});
  out.key_types = {"integer", "bigint", "smallint", "varchar(20)"};
  out.collations = {"NOCASE", "RTRIM"};
  out.deferrable = true;
  out.partial_indexes = true;
  out.expression_indexes = true;
  out.expressions_over_keys = true;
  out.virtual_columns = true;
  out.not_null_generated = true;
  return out;
}

class SqliteServer final : public PairServer {
 public:
  SqliteServer() : PairServer(sqlite_features()) {}
  const Dialect& dialect() const override { return sqlite_dialect(); }
  TestDatabase& database() override { return *(database_ = std::make_unique<SqliteDatabase>()); }

  void fill(TestDatabase& database, const std::vector<std::string>& statements) const override {
    database.run("PRAGMA foreign_keys = OFF");
    for (const auto& statement : statements) database.run(statement);
    database.run("PRAGMA foreign_keys = ON");
  }
  /// Without the order of a table's parts and of a part's words, and without quotes: a name that has changed has some.
  std::vector<std::string> dump(TestDatabase& database) const override {
    std::vector<std::string> out;
    for (const auto& row :
         database.rows("SELECT name, replace(replace(sql, '\"', ''), ',', char(10)) FROM sqlite_schema "
                       "WHERE name NOT LIKE 'migrate\\_%' ESCAPE '\\'")) {
      for (const auto& part : split(row[1].value_or(""), '\n')) {
        auto words = split(trim(part), ' ');
        std::ranges::sort(words);
        if (!trim(part).empty()) out.push_back(row[0].value_or("") + ": " + join(words, " "));
      }
    }
    std::ranges::sort(out);
    return out;
  }

 private:
  std::unique_ptr<SqliteDatabase> database_;
};

void run_part(unsigned long part) {
  SqliteServer server;
  run_pairs(server, part, 2, 100);
}

}  // namespace

TEST_CASE("random pairs of schemas, a first part") { run_part(0); }
TEST_CASE("random pairs of schemas, a second part") { run_part(1); }
