// What operations do to tables that have rows, and what is refused before anything runs.
#include "tests/postgresql/compared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/offline_sql.hpp"
#include "tests/support/postgresql.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

/// `op = …` lines; more than one operation is divided by an empty line.
std::vector<Operation> ops(const std::string& text) {
  std::string toml = "[[upgrade]]\n";
  for (std::size_t i = 0; i < text.size(); ++i) {
    toml += text[i];
    if (text[i] == '\n' && i + 1 < text.size() && text[i + 1] == '\n') toml += "[[upgrade]]";
  }
  return operations_of(toml);
}

using Lines = std::vector<std::string>;

Lines changed(PostgresqlDatabase& database, const std::string& text) {
  database.apply(ops(text));
  Lines out;
  for (const auto& sql : database.statements) {
    if (!sql.starts_with("WITH bad")) out.push_back(sql);
  }
  return out;
}

/// The message, hint and details of what an operation is refused with; the database must be as it was.
std::string refusal_of_change(PostgresqlDatabase& database, const std::string& text) {
  const auto before = database.schema();
  auto out = refusal_of_operations(database, ops(text));
  CHECK(database.schema() == before);
  return out;
}

const std::string heroes =
    "CREATE TABLE hero (id int PRIMARY KEY, name varchar(20), age int); INSERT INTO hero VALUES (1, 'ann', 30), (2, "
    "'bob', NULL);";

}  // namespace

TEST_CASE("several changes of a table are one ALTER TABLE") {
  PostgresqlDatabase database;
  database.run(heroes);
  CHECK(changed(database, R"(op = "drop_column"
table = "hero"
column = { name = "age", type = "integer" }

op = "alter_column"
table = "hero"
column = "name"
set = { type = "text", comment = "its name" }

op = "add_column"
table = "hero"
column = { name = "power", type = "integer", nullable = false, default = "7" }
)") == Lines{
           "ALTER TABLE hero\n    DROP COLUMN age,\n    ALTER COLUMN name TYPE text,\n    ADD COLUMN power integer NOT "
           "NULL DEFAULT 7",
           "COMMENT ON COLUMN hero.name IS 'its name'"});
  CHECK(database.rows_of("hero") == Lines{"1|ann|7", "2|bob|7"});
}

TEST_CASE("a constant fills the rows of a new column without writing them; anything else writes them once") {
  PostgresqlDatabase database;
  database.run(heroes);
  CHECK(changed(database, R"(op = "add_column"
table = "hero"
column = { name = "a", type = "integer", nullable = false }
backfill = "18"

op = "add_column"
table = "hero"
column = { name = "b", type = "integer", nullable = false }
backfill = "id * 2"
)") == Lines{"ALTER TABLE hero ADD COLUMN a integer NOT NULL DEFAULT 18",
             "ALTER TABLE hero ALTER COLUMN a DROP DEFAULT", "ALTER TABLE hero ADD COLUMN b integer",
             "UPDATE hero SET b = id * 2", "ALTER TABLE hero ALTER COLUMN b SET NOT NULL"});
  CHECK(database.rows_of("hero") == Lines{"1|ann|30|18|2", "2|bob|NULL|18|4"});
}

TEST_CASE("a check that is valid in a partition alone is valid there behind a new type") {
  PostgresqlDatabase database;
  database.run(
      "CREATE TABLE p (id int NOT NULL, a int) PARTITION BY LIST (id); ALTER TABLE p ADD CONSTRAINT ck CHECK (a <> 7) "
      "NOT VALID; CREATE TABLE one PARTITION OF p DEFAULT; INSERT INTO p VALUES (1, 5);");
  CHECK(changed(database, R"(op = "alter_column"
table = "p"
column = "a"
set = { type = "bigint" }
)") == Lines{"ALTER TABLE p ALTER COLUMN a TYPE bigint", "ALTER TABLE one VALIDATE CONSTRAINT ck"});
  CHECK(database.texts("SELECT conrelid::regclass, convalidated FROM pg_constraint WHERE conname = 'ck'") ==
        Lines{"one|t", "p|f"});
}

TEST_CASE("rows that a change does not allow are shown, and nothing is done") {
  PostgresqlDatabase database;
  database.run(heroes + "CREATE TABLE team (id int PRIMARY KEY); INSERT INTO hero VALUES (3, 'ann', 30);");
  CHECK(
      contains(refusal_of_change(
                   database, "op = \"alter_column\"\ntable = \"hero\"\ncolumn = \"age\"\nset = { nullable = false }\n"),
               "1 row\nage is NULL: (2,bob,)"));
  CHECK(contains(
      refusal_of_change(database,
                        "op = \"create_check\"\ntable = \"hero\"\ncheck = { name = \"k\", expression = \"id < 3\" }\n"),
      "1 row\n(3,ann,30)"));
  CHECK(contains(
      refusal_of_change(database,
                        "op = \"create_unique\"\ntable = \"hero\"\nunique = { name = \"k\", columns = [\"name\"] }\n"),
      "1 value\n'ann' in 2 rows"));
  CHECK(contains(
      refusal_of_change(database,
                        "op = \"create_index\"\ntable = \"hero\"\nindex = { name = \"k\", columns = [\"name\"], "
                        "unique = true, concurrently = true }\n"),
      "1 value\n'ann' in 2 rows"));
  CHECK(contains(
      refusal_of_change(database,
                        "op = \"create_foreign_key\"\ntable = \"hero\"\nforeign_key = { name = \"k\", columns = "
                        "[\"age\"], references = \"team\", target = [\"id\"] }\n"),
      "2 rows\nage = '30' in (1,ann,30)"));
  CHECK(contains(
      refusal_of_change(
          database, "op = \"alter_column\"\ntable = \"hero\"\ncolumn = \"name\"\nset = { type = \"varchar(2)\" }\n"),
      "name = 'ann' in (1,ann,30)"));
}

TEST_CASE("what PostgreSQL would drop in silence, or not without CASCADE, is refused by name") {
  PostgresqlDatabase database;
  database.run(heroes +
               "CREATE INDEX ix_both ON hero (age, name); CREATE VIEW names AS SELECT name FROM hero; CREATE TABLE pet "
               "(hero_id int CONSTRAINT fk_pet REFERENCES hero);");
  const auto drop_age = "op = \"drop_column\"\ntable = \"hero\"\ncolumn = \"age\"\n";
  CHECK(contains(refusal_of_change(database, drop_age), "index ix_both"));
  CHECK(contains(refusal_of_change(database, "op = \"drop_column\"\ntable = \"hero\"\ncolumn = \"name\"\n"),
                 "view names"));
  CHECK(contains(refusal_of_change(database, "op = \"drop_table\"\ntable = \"hero\"\n"),
                 "constraint fk_pet on table pet, view names"));
  CHECK(
      contains(refusal_of_change(
                   database, "op = \"alter_column\"\ntable = \"hero\"\ncolumn = \"name\"\nset = { type = \"text\" }\n"),
               "view names"));
  changed(database, std::string("op = \"drop_index\"\ntable = \"hero\"\nindex = \"ix_both\"\n\n") + drop_age);
  CHECK(database.rows_of("hero") == Lines{"1|ann", "2|bob"});
}

TEST_CASE("a type that PostgreSQL does not convert by itself is converted where that is safe, else asked for") {
  PostgresqlDatabase database;
  database.run(
      "CREATE TABLE t (a text DEFAULT '5', b int DEFAULT 1, c jsonb, d timestamp); INSERT INTO t VALUES ('7', 0, "
      "'{}', now());");
  CHECK(changed(database, R"(op = "alter_column"
table = "t"
from = { name = "a", type = "text", default = "'5'::text" }
to = { name = "a", type = "integer", default = "'5'::text" }

op = "alter_column"
table = "t"
from = { name = "b", type = "integer", default = "1" }
to = { name = "b", type = "boolean", default = "true" }
)") == Lines{"ALTER TABLE t\n    ALTER COLUMN a DROP DEFAULT,\n    ALTER COLUMN a TYPE integer USING a::integer,\n    "
             "ALTER COLUMN a SET DEFAULT '5',\n    ALTER COLUMN b DROP DEFAULT,\n    ALTER COLUMN b TYPE boolean USING "
             "b <> "
             "0,\n    ALTER COLUMN b SET DEFAULT true"});
  database.run("INSERT INTO t DEFAULT VALUES");
  CHECK(database.texts("SELECT a, b FROM t") == Lines{"5|t", "7|f"});
  CHECK(contains(refusal_of_change(
                     database, "op = \"alter_column\"\ntable = \"t\"\ncolumn = \"c\"\nset = { type = \"integer\" }\n"),
                 "using = \"c::integer\""));
  CHECK(contains(
      refusal_of_change(database,
                        "op = \"alter_column\"\ntable = \"t\"\ncolumn = \"d\"\nset = { type = \"timestamptz\" }\n"),
      "using = \"d AT TIME ZONE 'UTC'\""));
  changed(database,
          "op = \"alter_column\"\ntable = \"t\"\ncolumn = \"d\"\nset = { type = \"timestamptz\" }\nusing = \"d AT "
          "TIME ZONE 'UTC'\"\n");
  CHECK(database.ways == Lines{"rewrites t (every row): type of d to timestamptz"});
}

TEST_CASE("both ends of a foreign key change their type around it") {
  PostgresqlDatabase database;
  database.run(
      "CREATE TABLE team (id int PRIMARY KEY); CREATE TABLE hero (team_id int CONSTRAINT fk REFERENCES team ON "
      "DELETE CASCADE); INSERT INTO team VALUES (1); INSERT INTO hero VALUES (1);");
  const auto before = database.schema();
  const std::string team = "op = \"alter_column\"\ntable = \"team\"\ncolumn = \"id\"\nset = { type = \"text\" }\n";
  const std::string hero = "op = \"alter_column\"\ntable = \"hero\"\ncolumn = \"team_id\"\nset = { type = \"text\" }\n";
  CHECK(contains(refusal_of_change(database, team),
                 "the foreign key fk of hero could not exist: hero.team_id is integer and team.id is text"));
  CHECK(changed(database, team + "\n" + hero) ==
        Lines{"ALTER TABLE hero DROP CONSTRAINT fk", "ALTER TABLE team ALTER COLUMN id TYPE text",
              "ALTER TABLE hero ALTER COLUMN team_id TYPE text",
              "ALTER TABLE hero ADD CONSTRAINT fk FOREIGN KEY (team_id) REFERENCES team (id) ON DELETE CASCADE"});
  CHECK(database.schema().tables.front().foreign_keys == before.tables.front().foreign_keys);
}

TEST_CASE("a counter goes on counting, whatever it is made of") {
  PostgresqlDatabase database;
  database.run("CREATE TABLE t (id serial PRIMARY KEY, a int); INSERT INTO t (a) VALUES (1), (2), (3);");
  const std::string plain = "name = \"id\", type = \"integer\", nullable = false";
  const std::string serial = "{ " + plain + ", postgresql.serial = true }",
                    identity = "{ " + plain + ", identity = true }";
  const auto change = [&](const std::string& from, const std::string& to) {
    changed(database, "op = \"alter_column\"\ntable = \"t\"\nfrom = " + from + "\nto = " + to + "\n");
    database.run("INSERT INTO t (a) VALUES (4)");
  };
  const auto before = database.schema();
  change(serial, identity);
  change(identity, serial);
  CHECK(database.schema() == before);
  change(serial, identity);
  changed(database, "op = \"alter_column\"\ntable = \"t\"\nfrom = " + identity + "\nto = { " + plain + " }\n");
  change("{ " + plain + " }", identity);
  CHECK(database.value("SELECT string_agg(id::text, ' ' ORDER BY id) FROM t") == "1 2 3 4 5 6 7");
}

TEST_CASE("a constraint that is not valid yet is validated where it stands") {
  PostgresqlDatabase database;
  database.run("CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID;");
  CHECK(changed(database, R"(op = "drop_constraint"
table = "t"
check = { name = "k", expression = "a > 0", not_valid = true }

op = "create_check"
table = "t"
check = { name = "k", expression = "a > 0" }
)") == Lines{"ALTER TABLE t VALIDATE CONSTRAINT k"});
}

TEST_CASE("a constraint without a name is found by what it says") {
  PostgresqlDatabase database;
  database.run("CREATE TABLE t (a int UNIQUE CHECK (a > 0), b int, UNIQUE (a, b));");
  changed(database,
          "op = \"drop_constraint\"\ntable = \"t\"\ncheck = { expression = \"a > 0\" }\n\nop = "
          "\"drop_constraint\"\ntable = \"t\"\nunique = { columns = [\"a\"] }\n");
  CHECK(database.texts("SELECT conname FROM pg_constraint WHERE conrelid = 't'::regclass") == Lines{"t_a_b_key"});
  CHECK(
      contains(refusal_of_change(database, "op = \"drop_constraint\"\ntable = \"t\"\nunique = { columns = [\"b\"] }\n"),
               "t_a_b_key"));
}

TEST_CASE("a new column without a value for the rows is refused, and so is a virtual one on an old server") {
  PostgresqlDatabase database;
  database.run(heroes);
  CHECK(
      contains(refusal_of_change(database,
                                 "op = \"add_column\"\ntable = \"hero\"\ncolumn = { name = \"a\", type = \"integer\", "
                                 "nullable = false }\n"),
               "table hero has rows, and the new column a allows no NULL"));
  if (std::stoi(database.value("SHOW server_version_num")) >= 180000) return;
  CHECK(
      contains(refusal_of_change(database,
                                 "op = \"add_column\"\ntable = \"hero\"\ncolumn = { name = \"a\", type = \"integer\", "
                                 "generated = { expression = \"id + 1\" } }\n"),
               "stored = true"));
}

TEST_CASE("a partition comes and goes, a table becomes unlogged, and parameters change in one statement") {
  PostgresqlDatabase database;
  database.run(
      "CREATE TABLE log (day date) PARTITION BY RANGE (day); CREATE TABLE old (day date); CREATE TABLE t (a int) "
      "WITH (fillfactor = 50)");
  const std::string part =
      "{ postgresql.partition_of = \"log\", postgresql.partition_bound = \"FOR VALUES FROM "
      "('2020-01-01') TO ('2021-01-01')\" }";
  CHECK(changed(database, "op = \"set_table_options\"\ntable = \"old\"\nfrom = {}\nto = " + part + "\n") ==
        Lines{"ALTER TABLE log ATTACH PARTITION old FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')"});
  CHECK(contains(refusal_of_change(database, "op = \"drop_table\"\ntable = \"log\"\n"),
                 "partitions that would go with it: table old"));
  changed(database, "op = \"set_table_options\"\ntable = \"old\"\nfrom = " + part + "\nto = {}\n");
  CHECK(changed(database,
                "op = \"set_table_options\"\ntable = \"t\"\nfrom = { postgresql.\"with.fillfactor\" = 50 }\nto = "
                "{ postgresql.unlogged = true, postgresql.\"with.autovacuum_enabled\" = false }\n") ==
        Lines{"ALTER TABLE t\n    SET UNLOGGED,\n    RESET (fillfactor),\n    SET (autovacuum_enabled = false)"});
}

TEST_CASE("a column is filled where foreign keys are checked at the end") {
  PostgresqlDatabase database;
  database.run(
      "CREATE TABLE team (id int PRIMARY KEY); INSERT INTO team VALUES (1); CREATE TABLE hero (team_id int "
      "CONSTRAINT fk REFERENCES team DEFERRABLE INITIALLY DEFERRED); INSERT INTO hero VALUES (NULL);");
  changed(database,
          "op = \"alter_column\"\ntable = \"hero\"\ncolumn = \"team_id\"\nset = { nullable = false }\nbackfill "
          "= \"1\"\n");
  CHECK(database.rows_of("hero") == Lines{"1"});
}

TEST_CASE("rows of every kind of value arrive as they were written") {
  PostgresqlDatabase database;
  database.run("CREATE TABLE t (id int DEFAULT 7, b bool, d double precision, t text, y bytea, j jsonb, w timestamp)");
  changed(database, R"(op = "bulk_insert"
table = "t"
rows = [
  { id = 1, b = true, d = 1.5, t = "it's a \\ and \u00fc", y = { hex = "00ff5c" }, j = "{}", w = 2020-01-02T03:04:05 },
  { id = 2, b = false, d = nan, t = { null = true }, y = { hex = "" }, j = { sql = "('[' || 1 || ']')::jsonb" } },
  { d = -inf },
]
)");
  CHECK(database.texts("SELECT * FROM t") == Lines{"1|t|1.5|it's a \\ and ü|\\x00ff5c|{}|2020-01-02 03:04:05",
                                                   "2|f|NaN|NULL|\\x|[1]|NULL",
                                                   "7|NULL|-Infinity|NULL|NULL|NULL|NULL"});
  CHECK(contains(refusal_of_change(database, "op = \"bulk_insert\"\ntable = \"t\"\nrows = [ { t = \"a\\u0000b\" } ]\n"),
                 "zero byte for t"));
}
