// What PostgreSQL holds beside the tables that operations are about: what stands in their way, and what goes with them.
#include "dialects/postgresql/findings.hpp"

#include <algorithm>

#include "src/engine/ask_before.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/offline_sql.hpp"
#include "tests/support/postgresql.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

std::string operation(const std::string& op, const std::string& rest, const std::string& table = "item") {
  return "[[upgrade]]\nop = \"" + op + "\"\ntable = \"" + table + "\"\n" + rest;
}
std::string drop_b() { return operation("drop_column", "column = \"b\"\n"); }
std::string text_b() { return operation("alter_column", "column = \"b\"\nset = { type = \"bigint\" }\n"); }
std::string drop_item() { return operation("drop_table", ""); }
std::string rename_b() { return operation("alter_column", "column = \"b\"\nset = { name = \"c\" }\n"); }

std::vector<std::string> of(const std::vector<CatalogFinding>& findings, Severity severity) {
  std::vector<std::string> out;
  for (const auto& finding : findings) {
    if (finding.severity != severity) continue;
    out.push_back(finding.kind + " " + finding.name + (finding.table.empty() ? "" : " of " + finding.table));
  }
  return out;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("what depends on a column or a table from outside is found, whatever it is") {
  PostgresqlDatabase database;
  database.run(
      "CREATE TABLE item (id int PRIMARY KEY, a int, b int); CREATE TABLE other (id int, item int REFERENCES item);"
      "CREATE VIEW item_view AS SELECT b FROM item; CREATE MATERIALIZED VIEW item_sums AS SELECT sum(b) FROM item;"
      "CREATE FUNCTION count_b() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(b) FROM item; END;"
      "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';"
      "CREATE TRIGGER on_b AFTER UPDATE OF b ON item FOR EACH ROW EXECUTE FUNCTION note();"
      "CREATE POLICY own_b ON item USING (b = 1); CREATE POLICY by_item ON other USING (id IN (SELECT b FROM item));");
  const auto refused = [&](const std::string& toml) {
    return of(postgresql::findings(*database.connection, operations_of(toml)), Severity::refused);
  };
  CHECK(refused(drop_b()) == Names{"function count_b", "policy by_item of other", "policy own_b", "trigger on_b",
                                   "view item_sums", "view item_view"});
  CHECK(refused(text_b()) == refused(drop_b()));
  CHECK(refused(rename_b()).empty());
  CHECK(refused(operation("drop_column", "column = \"a\"\n")).empty());
  CHECK(refused(drop_item()) == Names{"function count_b", "policy by_item of other",
                                      "table constraint "
                                      "other_item_fkey of other",
                                      "view item_sums", "view item_view"});
  CHECK(refused(operation("drop_table", "", "other") + drop_item()) ==
        Names{"function count_b", "view item_sums", "view item_view"});
  // under the name that it has by then
  CHECK(refused(rename_b() + operation("drop_column", "column = \"c\"\n")) == refused(drop_b()));
}

TEST_CASE("what goes with a table is found, and a rollback shows that it does") {
  PostgresqlDatabase database;
  database.run(
      "CREATE TABLE item (id int PRIMARY KEY, a int, b int);"
      "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';"
      "CREATE TRIGGER note_item AFTER INSERT ON item FOR EACH ROW EXECUTE FUNCTION note();"
      "CREATE RULE no_item AS ON DELETE TO item DO INSTEAD NOTHING; CREATE POLICY own ON item USING (b = 1);"
      "CREATE STATISTICS item_ab ON a, b FROM item; GRANT SELECT ON item TO PUBLIC; GRANT UPDATE (b) ON item TO "
      "PUBLIC;");
  const auto lost = [&](const std::string& toml) {
    return of(postgresql::findings(*database.connection, operations_of(toml)), Severity::lost);
  };
  const Names all{
      "grant of SELECT to PUBLIC", "grant of UPDATE(b) to PUBLIC", "policy own", "rule no_item", "statistics item_ab",
      "trigger note_item"};
  CHECK(lost(drop_item()) == all);
  CHECK(lost(drop_b()) == Names{"grant of UPDATE(b) to PUBLIC"});
  database.run("DROP RULE no_item ON item");
  database.apply(operations_of(drop_item()));
  CHECK(database.other_objects().find("note_item") == std::string::npos);
}

TEST_CASE("what is left out is counted by class, without what an extension has brought") {
  PostgresqlDatabase database;
  CHECK(postgresql::left_out(*database.connection, {}).empty());
  database.run(
      "CREATE TABLE item (id int PRIMARY KEY, b int); CREATE VIEW v1 AS SELECT 1 AS one; CREATE VIEW v2 AS SELECT 2 AS "
      "two; CREATE MATERIALIZED VIEW m AS SELECT 1 AS one;"
      "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';"
      "CREATE TRIGGER t AFTER INSERT ON item FOR EACH ROW EXECUTE FUNCTION note(); CREATE POLICY own ON item USING (b "
      "= "
      "1); CREATE DOMAIN positive AS int CHECK (value > 0); CREATE SCHEMA far; CREATE VIEW far.v AS SELECT 1 AS one;");
  CHECK(to_string(postgresql::left_out(*database.connection, {})) ==
        "2 views, 1 materialized view, 1 trigger, 1 function, 1 policy, 1 domain");
  const std::vector<std::string> far{"far"};
  CHECK(to_string(postgresql::left_out(*database.connection, far)) == "1 view");
}

TEST_CASE("an account that does not own a table hears it before anything runs") {
  PostgresqlDatabase database;
  const auto role = "reader_" + database.value("SELECT current_database()");
  database.run("CREATE TABLE item (id int, b int); CREATE ROLE \"" + role + "\"; GRANT SELECT ON item TO \"" + role +
               "\"; SET ROLE \"" + role + "\"");
  const auto found = postgresql::findings(*database.connection, operations_of(rename_b()));
  database.run("RESET ROLE; REVOKE ALL ON item FROM \"" + role + "\"; DROP ROLE \"" + role + "\"");
  CHECK(of(found, Severity::refused) == Names{"privilege of the owner of item"});
}

TEST_CASE("an account that may not make a table, or refer to one, hears it before anything runs") {
  PostgresqlDatabase database;
  const auto role = "maker_" + database.value("SELECT current_database()");
  database.run(
      "CREATE TABLE parent (id int PRIMARY KEY); CREATE SCHEMA closed; GRANT USAGE ON SCHEMA closed TO PUBLIC; CREATE "
      "SCHEMA open; CREATE ROLE \"" +
      role + "\"; GRANT USAGE, CREATE ON SCHEMA open TO \"" + role + "\"; GRANT USAGE, CREATE ON SCHEMA public TO \"" +
      role + "\"; SET ROLE \"" + role + "\"");
  const auto create = [](const std::string& schema, const std::string& name, const std::string& parent) {
    return operation("create_table",
                     "schema = \"" + schema +
                         "\"\ncolumns = [{ name = \"id\", type = \"integer\", nullable = false }]\n"
                         "primary_key = { columns = [\"id\"] }\nforeign_keys = [{ name = \"fk_" +
                         name + "\", columns = [\"id\"], references = \"" + parent + "\", target = [\"id\"] }]\n",
                     name);
  };
  const auto refused = [&](const std::string& toml) {
    return of(postgresql::findings(*database.connection, operations_of(toml)), Severity::refused);
  };
  const auto found = refused(create("open", "a", "parent") + create("closed", "b", "parent"));
  CHECK(found ==
        Names{"privilege REFERENCES on parent", "privilege CREATE on schema closed", "privilege REFERENCES on parent"});
  CHECK(refused("[[upgrade]]\nop = \"create_schema\"\nname = \"later\"\n" + create("later", "a", "a")).empty());
  database.run("RESET ROLE; GRANT REFERENCES (id) ON parent TO \"" + role + "\"; SET ROLE \"" + role + "\"");
  CHECK(refused(create("open", "a", "parent")).empty());
  database.run("RESET ROLE; DROP OWNED BY \"" + role + "\"; DROP ROLE \"" + role + "\"");
}

TEST_CASE("all that an upgrade would refuse is told at once: types, dependents, rows") {
  PostgresqlDatabase database;
  database.run(
      "CREATE TABLE item (id int PRIMARY KEY, a text, b int); CREATE TABLE other (id int, item int);"
      "CREATE VIEW item_view AS SELECT b FROM item; INSERT INTO other VALUES (1, 7), (NULL, NULL);"
      "INSERT INTO item VALUES (1, 'x', 1)");
  const auto operations = operations_of(
      operation("alter_column", "column = \"a\"\nset = { type = \"date\" }\n") + drop_b() +
      operation("alter_column", "column = \"id\"\nset = { nullable = false }\n", "other") +
      operation("create_foreign_key",
                "foreign_key = { name = \"fk\", columns = [\"item\"], references = \"item\", target = [\"id\"] }\n",
                "other"));
  const std::vector<std::span<const Operation>> lists{operations};
  const auto answers = ask_before(postgresql_dialect(), *database.connection, lists);
  std::vector<std::size_t> refused;
  for (const auto& one : answers.refused) refused.push_back(one.place.operation);
  CHECK(std::ranges::find(refused, 1) != refused.end());
  CHECK(std::ranges::find(refused, 2) != refused.end());
  CHECK(refused.size() >= 3);
}
