// Random pairs of schemas on MariaDB, or on MySQL by MIGRATE_TEST_MYSQL_URL: see tests/support/pairs/run.hpp.
#include <memory>
#include <regex>

#include "tests/support/catch.hpp"
#include "tests/support/mysql.hpp"
#include "tests/support/pairs/run.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

PairFeatures mysql_features() {
  PairFeatures out;
  out.types = common_types();
  the_type(out, "integer").native = "mysql:int";
  the_type(out, "varchar(20)").native = "mysql:varchar(20)";
  the_type(out, "boolean").native = "mysql:tinyint(1)";
  out.types.push_back({.type = "mysql:int unsigned",
                       .family = Family::number,
                       .values = {"1", "2", "3", "4"},
                       .default_sql = "9",
                       .becomes = {"mysql:bigint unsigned", "bigint"}});
  out.types.push_back({.type = "mysql:datetime(3)",
                       .values = {"'2026-01-02 03:04:05.5'", "'2026-01-03'", "'2026-01-04'", "'2026-01-05'"},
                       .default_sql = "CURRENT_TIMESTAMP(3)",
                       .becomes = {"mysql:datetime(6)"}});
  out.types.push_back({.type = "mysql:enum('a','b')",
                       .values = {"'a'", "'b'", "'a'", "'b'"},
                       .default_sql = "'b'",
                       .becomes = {"mysql:enum('a','b','c')"},
                       .distinct = false});
  out.key_types = {"integer", "bigint", "smallint", "varchar(20)"};
  out.collations = {"utf8mb4_bin", "latin1_general_ci"};
  out.table_options = {{"mysql.row_format", "DYNAMIC", "COMPRESSED"}, {"mysql.engine", "InnoDB"}};
  out.quote = '`';
  out.prefix_indexes = true;
  out.comments = true;
  out.virtual_columns = true;
  out.not_null_generated = true;
  out.charsets = true;
  return out;
}

class MysqlServer final : public PairServer {
 public:
  MysqlServer() : PairServer(mysql_features()) {}
  const Dialect& dialect() const override { return mysql_dialect(); }
  TestDatabase& database() override {
    database_.reset();
    return *(database_ = std::make_unique<MysqlDatabase>());
  }

  void fill(TestDatabase& database, const std::vector<std::string>& statements) const override {
    database.run("SET foreign_key_checks = 0");
    for (const auto& statement : statements) database.run(statement);
    database.run("SET foreign_key_checks = 1");
  }

  /// Columns in their order; keys stand in the order in which they were made.
  std::vector<std::string> dump(TestDatabase& database) const override {
    static const std::regex counter(" AUTO_INCREMENT=\\d+");
    // MySQL writes checks anew, in another spelling, whenever it alters their table
    static const std::regex negative("-\\((\\d+)\\)"), introducer("_(utf8mb4|latin1)'");
    std::vector<std::string> out;
    for (const auto& table : database.texts("SHOW TABLES")) {
      if (table.starts_with("migrate_")) continue;
      auto lines = split(database.rows("SHOW CREATE TABLE " + table).at(0).at(1).value_or(""), '\n');
      for (auto& line : lines) {
        if (line.ends_with(',')) line.pop_back();
        line = std::regex_replace(line, counter, "");
        line = std::regex_replace(line, negative, "-$1");
        line = std::regex_replace(line, introducer, "'");
        out.push_back(table + ": " + line);
      }
    }
    std::ranges::sort(out);
    return out;
  }

 private:
  std::unique_ptr<MysqlDatabase> database_;
};

void run(unsigned long part) {
  MysqlServer server;
  run_pairs(server, part, 3, 75);
}

}  // namespace

TEST_CASE("random pairs of schemas, a first part") { run(0); }
TEST_CASE("random pairs of schemas, a second part") { run(1); }
TEST_CASE("random pairs of schemas, a third part") { run(2); }
