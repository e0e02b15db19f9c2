// A column that is dropped and made anew in one revision: what hangs on it and is in no operation comes back with it.
#include "src/schema/read_toml.hpp"
#include "tests/postgresql/compared.hpp"
#include "tests/postgresql/role.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgresql.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

using Lines = std::vector<std::string>;

/// Everything that is kept beside the column itself, with the role under one name.
Lines kept(PostgresqlDatabase& database, const std::string& role) {
  const std::string options =
      "array_to_string(ARRAY(SELECT o FROM unnest(attoptions) o WHERE o LIKE 'n\\_distinct%'), ' ')";
  auto out = database.texts(
      "SELECT 'grant', attrelid::regclass::text, attname, array_to_string(attacl, ' ') FROM pg_attribute WHERE attacl "
      "IS NOT NULL AND attrelid > 16000 AND NOT attisdropped UNION ALL SELECT 'analyze', attrelid::regclass::text, "
      "attname, concat(attstattarget, ' ', " +
      options + ") FROM pg_attribute WHERE attrelid > 16000 AND NOT attisdropped AND (" + options +
      " <> '' OR attstattarget > 0) UNION ALL SELECT 'statistics', stxname, pg_get_statisticsobjdef(oid), "
      "concat(stxstattarget, obj_description(oid, 'pg_statistic_ext')) FROM pg_statistic_ext");
  for (auto& line : out) {
    for (auto at = line.find(role); at != line.npos; at = line.find(role)) line.replace(at, role.size(), "reader");
  }
  return out;
}

void run_there_and_back(PostgresqlDatabase& database, const std::string& models, const Lines& before,
                        const std::string& role) {
  const auto found = compared(database, models);
  for (int i = 0; i < 2; ++i) {
    database.apply(found.upgrade);
    CHECK(kept(database, role) == before);
    CHECK(compared(database, models).empty());
    if (i == 1) return;
    database.apply(found.downgrade);
    CHECK(kept(database, role) == before);
  }
}

const std::string models = R"toml([[table]]
name = "doc"
columns = [
  { name = "id", type = "integer" },
  { name = "body", type = "varchar(20)" },
  { name = "n", type = "integer", generated = { expression = "length(body)", stored = true }, comment = "its length" },
]
indexes = [{ name = "doc_n", columns = ["n"] }]
)toml";

}  // namespace

TEST_CASE("a generated column that has to be made anew keeps privileges, statistics and how it is analyzed") {
  PostgresqlDatabase database;
  const Role role(database);
  database.run(
      "CREATE TABLE doc (id int, body text, n int GENERATED ALWAYS AS (length(body)) STORED); CREATE INDEX doc_n ON "
      "doc "
      "(n); COMMENT ON COLUMN doc.n IS 'its length'; GRANT SELECT (n), REFERENCES (n), UPDATE (body) ON doc TO " +
      role.name + "; GRANT SELECT (n) ON doc TO " + role.name +
      " WITH GRANT OPTION; GRANT SELECT (n) ON doc TO PUBLIC; ALTER TABLE doc ALTER COLUMN n SET STATISTICS 17, ALTER "
      "COLUMN n SET (n_distinct = 5); CREATE STATISTICS doc_id_n ON id, n FROM doc; ALTER STATISTICS doc_id_n SET "
      "STATISTICS 9; COMMENT ON STATISTICS doc_id_n IS 'both'; INSERT INTO doc (id, body) VALUES (1, 'abc')");
  const auto before = kept(database, role.name);
  CHECK(before.size() == 4);
  run_there_and_back(database, models, before, role.name);
  CHECK(database.lines("SELECT * FROM doc") == Lines{"1|abc|3"});
}

TEST_CASE("a plain column that becomes a generated one keeps what is on it, in partitions as well") {
  PostgresqlDatabase database;
  const Role role(database);
  database.run(
      "CREATE TABLE doc (id int, body text, n int) PARTITION BY RANGE (id); CREATE TABLE part PARTITION OF doc FOR "
      "VALUES FROM (1) TO (9); GRANT SELECT (n) ON doc TO " +
      role.name + "; GRANT UPDATE (n) ON part TO " + role.name + "; INSERT INTO doc VALUES (1, 'abc', 7)");
  const auto before = kept(database, role.name);
  CHECK(before.size() == 2);
  run_there_and_back(database, R"toml([[table]]
name = "doc"
columns = [
  { name = "id", type = "integer" },
  { name = "body", type = "text" },
  { name = "n", type = "integer", generated = { expression = "length(body)", stored = true } },
]
options = { postgresql.partition_by = "RANGE (id)" }
)toml",
                     before, role.name);
}

TEST_CASE("what is on a column that has to be made anew, and cannot be kept, is named when the revision is written") {
  PostgresqlDatabase database;
  database.run(
      "CREATE TABLE doc (id int, body text, n int GENERATED ALWAYS AS (length(body)) STORED); CREATE INDEX doc_n ON "
      "doc "
      "(n); COMMENT ON COLUMN doc.n IS 'its length'; CREATE VIEW long AS SELECT * FROM doc WHERE n > 9; CREATE POLICY "
      "few "
      "ON doc USING (n < 3)");
  const auto found = compared(database, models);
  REQUIRE(!found.notes.empty());
  CHECK(found.notes[0].find("column n cannot be dropped: needed by policy few on table doc, view long") !=
        std::string::npos);
}

TEST_CASE("a column that a table has from two others cannot be renamed in one of them, which is said at once") {
  PostgresqlDatabase database;
  database.run("CREATE TABLE one (a int); CREATE TABLE two (a int); CREATE TABLE mixed () INHERITS (one, two)");
  const auto found = compared(database, R"toml([[table]]
name = "one"
columns = [{ name = "b", type = "integer", renamed_from = "a" }]
[[table]]
name = "two"
columns = [{ name = "a", type = "integer" }]
[[table]]
name = "mixed"
columns = []
options = { postgresql.inherits = "one, two" }
)toml");
  REQUIRE(found.notes.size() == 1);
  CHECK(found.notes[0].starts_with(
      "column a of one cannot be renamed: another table gives it as well to mixed (which has it from one, two)"));
}
