// Random models with rows, changed at random: the database follows, nothing is left to say, every row of a column that
// stays is as it was; taken back, SHOW CREATE TABLE says what it said. MIGRATE_TEST_CASES sets the number of cases,
// MIGRATE_TEST_SEED the first seed; a failure prints its own.
#include <algorithm>
#include <regex>

#include "src/autogenerate/autogenerate.hpp"
#include "src/base/text.hpp"
#include "tests/mysql/random_models.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/descriptions.hpp"
#include "tests/support/mysql.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

/// What the server says of its tables; in which order keys stand there says when they were made.
std::string tables_of(MysqlDatabase& database) {
  std::string out;
  for (const auto& table : database.texts("SHOW TABLES")) {
    auto lines = split(database.rows("SHOW CREATE TABLE " + table).at(0).at(1).value_or(""), '\n');
    for (auto& line : lines) {
      if (line.ends_with(',')) line.pop_back();
      line = std::regex_replace(line, std::regex(" AUTO_INCREMENT=\\d+"), "");
    }
    std::ranges::sort(lines);
    out += join(lines, "\n") + "\n";
  }
  return out;
}

/// The rows of the columns that are the same before and after, under their names now.
std::string kept_rows(MysqlDatabase& database, const Schema& before, const Schema& after, bool now) {
  std::string columns = "id";
  for (const auto& column : after.tables[0].columns) {
    const auto old = column.renamed_from.empty() ? column.name : column.renamed_from;
    const auto held = std::ranges::find(before.tables[0].columns, old, &Column::name);
    if (held != before.tables[0].columns.end() && held->type == column.type && column.name != "id")
      columns += ", `" + (now ? column.name : old) + "`";
  }
  return join(database.texts("SELECT " + columns + " FROM hero"), "\n");
}

void run_case(unsigned long seed) {
  Random random(seed);
  RandomModels models(random);
  MysqlDatabase database;
  const auto& dialect = mysql_dialect();
  const auto asked = [&](const Schema& wanted) { return autogenerate(dialect, *database.connection, wanted, {}); };

  const auto before = models.make();
  database.apply(asked(before).upgrade);
  CHECK(described(asked(before).upgrade) == "");
  database.run("INSERT INTO team (id) VALUES (1), (2), (3), (4), (5), (6)");
  database.run(RandomModels::rows_of(before.tables[0]));

  auto after = before;
  models.change(after);
  const auto found = asked(after);
  INFO(described(found.upgrade) << "and back\n" << described(found.downgrade));
  const auto tables = tables_of(database), rows = kept_rows(database, before, after, false);
  database.apply(found.upgrade);
  CHECK(described(asked(after).upgrade) == "");
  CHECK(kept_rows(database, before, after, true) == rows);
  database.apply(found.downgrade);
  CHECK(tables_of(database) == tables);
  CHECK(kept_rows(database, before, after, false) == rows);
  database.apply(found.upgrade);
  CHECK(described(asked(after).upgrade) == "");
}

}  // namespace

TEST_CASE("whatever the models become, the database follows and comes back") {
  const auto first = from_environment("MIGRATE_TEST_SEED", 1);
  const auto cases = from_environment("MIGRATE_TEST_CASES", 25);
  for (auto seed = first; seed < first + cases; ++seed) {
    INFO("MIGRATE_TEST_SEED=" << seed);
    try {
      run_case(seed);
    } catch (const Error& error) {
      FAIL_CHECK("seed " << seed << ": " << error.what() << "\n" << join(error.details, "\n"));
    }
  }
}
