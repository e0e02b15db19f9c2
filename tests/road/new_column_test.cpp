// A column that cannot be NULL comes to a table that has rows, on every database: what the database is asked for that,
// with names that are words of SQL.
#include "tests/support/client.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

struct Names {
  std::string table, column;
};

std::string models(const Names& names, bool with_column) {
  return "format = 1\n[[table]]\nname = \"" + names.table +
         "\"\ncolumns = [{ name = \"id\", type = \"integer\", nullable = false }" +
         (with_column ? ", { name = \"" + names.column + "\", type = \"integer\", nullable = false }" : "") +
         "]\nprimary_key = { columns = [\"id\"] }\n";
}

void must_contain(const std::string& text, const std::string& part) {
  INFO(text);
  CHECK(text.find(part) != text.npos);
}

void told_and_refused(const OnlineAndOffline& both, const Names& names) {
  const auto place = names.table + "." + names.column;
  const auto checked = both.run({"check"});
  CHECK(checked.code == 3);
  must_contain(checked.err, place + " (integer) cannot be NULL");
  must_contain(both.ok({"diff"}), "add_column");
  const auto refused = both.run({"revision", "--autogenerate", "-m", "column"});
  CHECK(refused.code == 2);
  must_contain(refused.err, "its table has rows: " + place);
}

void run_with(const Client& client, const Names& names) {
  INFO(client.dialect << ": " << names.table << "." << names.column);
  const OnlineAndOffline both(client);
  const auto table = find_dialect(client.dialect).quote_name(names.table);
  both.run.folder.write("models.toml", models(names, false));
  both.ok({"revision", "--autogenerate", "-m", "table", "--rev-id", "a1"});
  both.run.folder.write("migrations/b1.sql",
                        "-- revision: b1\n-- down_revision: a1\n-- migrate: upgrade\nINSERT INTO " + table +
                            " VALUES (1);\n-- migrate: downgrade\nDELETE FROM " + table + ";\n");
  both.ok({"upgrade"});
  both.run.folder.write("models.toml", models(names, true));
  told_and_refused(both, names);
  both.run.folder.write("migrations/c1.sql",
                        "-- revision: c1\n-- down_revision: b1\n-- migrate: upgrade\nDELETE FROM " + table + ";\n");
  both.ok({"upgrade"});
  both.ok({"revision", "--autogenerate", "-m", "column", "--rev-id", "d1"});
  both.ok({"upgrade"});
  both.ok({"check"});
  both.ok({"downgrade", "--", "-1"});
  both.ok({"upgrade"});
  both.ok({"check"});
}

}  // namespace

TEST_CASE("a new column that rows have nothing for is told and refused, and comes to an empty table") {
  for (const auto& client : clients()) {
    for (const Names& names : {Names{"item", "amount"}, Names{"order", "select"}, Names{"some", "group"}}) {
      run_with(client, names);
    }
  }
}
