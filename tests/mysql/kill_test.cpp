// The process is killed before each statement that it sends, in both directions, of revisions that take several: the
// next run ends where it should, with every row as it would have been, and nothing left over.
#include <fmt/format.h>

#include "src/engine/version_table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mysql_bench.hpp"
#include "tests/support/random.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

/// What a revision of each kind does to the tables `team` and `hero`, and how it is taken back. `$` is its number, `@`
/// the comment of `hero` until then.
const std::vector<std::string>& kinds() {
  static const std::vector<std::string> held{
      // one ALTER of several changes
      R"toml([[upgrade]]
op = "add_column"
table = "hero"
column = { name = "age_$", type = "integer" }
[[upgrade]]
op = "create_index"
table = "hero"
index = { name = "ix_$", columns = ["age_$", "name"] }
[[upgrade]]
op = "set_table_comment"
table = "hero"
from = "@"
to = "number $"
[[upgrade]]
op = "execute"
sql = "UPDATE hero SET age_$ = $"
[[downgrade]]
op = "set_table_comment"
table = "hero"
from = "number $"
to = "@"
[[downgrade]]
op = "drop_index"
table = "hero"
index = "ix_$"
[[downgrade]]
op = "drop_column"
table = "hero"
column = "age_$"
)toml",
      // rows are filled between two ALTERs
      R"toml([[upgrade]]
op = "add_column"
table = "hero"
column = { name = "slug_$", type = "varchar(60)", nullable = false }
backfill = "concat(lower(name), '-$')"
[[upgrade]]
op = "create_unique"
table = "hero"
unique = { name = "uq_$", columns = ["slug_$"] }
[[downgrade]]
op = "drop_constraint"
table = "hero"
name = "uq_$"
[[downgrade]]
op = "drop_column"
table = "hero"
column = "slug_$"
)toml",
      // rows are counted: a statement that ran twice would show
      R"toml([[upgrade]]
op = "execute"
sql = "UPDATE hero SET points = points + 1; INSERT INTO team VALUES ($0, 'team $'); UPDATE hero SET points = points * 2"
[[upgrade]]
op = "bulk_insert"
table = "team"
rows = [ { id = $1, name = "one $" }, { id = $2, name = "two $" } ]
[[downgrade]]
op = "execute"
sql = "UPDATE hero SET points = points / 2; DELETE FROM team WHERE name LIKE '% $'; UPDATE hero SET points = points - 1"
)toml",
      // a foreign key is away while both of its ends change
      R"toml([[upgrade]]
op = "create_table"
table = "city_$"
columns = [ { name = "id", type = "integer", nullable = false }, { name = "name", type = "text" } ]
primary_key = { columns = ["id"] }
[[upgrade]]
op = "create_table"
table = "street_$"
columns = [ { name = "id", type = "integer", nullable = false }, { name = "city_id", type = "integer" } ]
primary_key = { columns = ["id"] }
foreign_keys = [ { name = "fk_street_$", columns = ["city_id"], references = "city_$", target = ["id"] } ]
[[upgrade]]
op = "bulk_insert"
table = "city_$"
rows = [ { id = 1, name = "Rome" } ]
[[upgrade]]
op = "bulk_insert"
table = "street_$"
rows = [ { id = 1, city_id = 1 } ]
[[upgrade]]
op = "alter_column"
table = "city_$"
from = { name = "id", type = "integer", nullable = false }
to = { name = "id", type = "bigint", nullable = false }
[[upgrade]]
op = "alter_column"
table = "street_$"
from = { name = "city_id", type = "integer" }
to = { name = "city_id", type = "bigint" }
[[downgrade]]
op = "alter_column"
table = "street_$"
from = { name = "city_id", type = "bigint" }
to = { name = "city_id", type = "integer" }
[[downgrade]]
op = "alter_column"
table = "city_$"
from = { name = "id", type = "bigint", nullable = false }
to = { name = "id", type = "integer", nullable = false }
[[downgrade]]
op = "drop_table"
table = "street_$"
[[downgrade]]
op = "drop_table"
table = "city_$"
)toml",
      // schema changes that somebody wrote, names that change, values that are converted
      R"toml([[upgrade]]
op = "execute"
sql = "CREATE VIEW v_$ AS SELECT id FROM team; CREATE TABLE w_$ (a int, b varchar(20)); INSERT INTO w_$ VALUES (1, '007')"
[[upgrade]]
op = "rename_table"
table = "w_$"
to = "x_$"
[[upgrade]]
op = "alter_column"
table = "x_$"
from = { name = "b", type = "varchar(20)" }
to = { name = "c", type = "integer", nullable = false }
using = "b + $"
backfill = "0"
[[downgrade]]
op = "alter_column"
table = "x_$"
from = { name = "c", type = "integer", nullable = false }
to = { name = "b", type = "varchar(20)" }
using = "lpad(c - $, 3, '0')"
[[downgrade]]
op = "rename_table"
table = "x_$"
to = "w_$"
[[downgrade]]
op = "execute"
sql = "DROP TABLE w_$; DROP VIEW v_$"
)toml",
      // keys, a counter and an enum of a table with rows
      R"toml([[upgrade]]
op = "create_table"
table = "place_$"
columns = [ { name = "id", type = "integer", nullable = false }, { name = "n", type = "integer", nullable = false }, { name = "kind", type = "mysql:enum('a','b')" } ]
primary_key = { columns = ["id"] }
[[upgrade]]
op = "bulk_insert"
table = "place_$"
rows = [ { id = 1, n = 1, kind = "b" }, { id = 2, n = 1, kind = "a" } ]
[[upgrade]]
op = "create_foreign_key"
table = "place_$"
foreign_key = { name = "fk_place_$", columns = ["n"], references = "place_$", target = ["id"] }
[[upgrade]]
op = "alter_column"
table = "place_$"
from = { name = "kind", type = "mysql:enum('a','b')" }
to = { name = "kind", type = "mysql:enum('c','a','b')", comment = "of $" }
[[upgrade]]
op = "drop_constraint"
table = "place_$"
name = "fk_place_$"
[[upgrade]]
op = "batch"
table = "place_$"
operations = [
  { op = "drop_constraint", name = "PRIMARY" },
  { op = "create_primary_key", primary_key = { columns = ["id", "n"] } },
  { op = "alter_column", from = { name = "id", type = "integer", nullable = false }, to = { name = "id", type = "integer", nullable = false, identity = true } },
]
[[upgrade]]
op = "execute"
sql = "UPDATE place_$ SET kind = 'c' WHERE id = 1; ALTER TABLE place_$ AUTO_INCREMENT = 70"
[[downgrade]]
op = "execute"
sql = "UPDATE place_$ SET kind = 'a' WHERE kind = 'c'"
[[downgrade]]
op = "batch"
table = "place_$"
operations = [
  { op = "alter_column", from = { name = "id", type = "integer", nullable = false, identity = true }, to = { name = "id", type = "integer", nullable = false } },
  { op = "drop_constraint", name = "PRIMARY" },
  { op = "create_primary_key", primary_key = { columns = ["id"] } },
]
[[downgrade]]
op = "alter_column"
table = "place_$"
from = { name = "kind", type = "mysql:enum('c','a','b')", comment = "of $" }
to = { name = "kind", type = "mysql:enum('a','b')" }
[[downgrade]]
op = "drop_table"
table = "place_$"
)toml",
      // partitions, and an index under another name
      R"toml([[upgrade]]
op = "execute"
sql = "CREATE TABLE part_$ (id int PRIMARY KEY, a int, KEY old_$ (a)); INSERT INTO part_$ VALUES (1, 1), (20, 2)"
[[upgrade]]
op = "set_table_options"
table = "part_$"
from = {}
to = { mysql.partition_by = "RANGE (`id`) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE)" }
[[upgrade]]
op = "rename_index"
table = "part_$"
from = "old_$"
to = "new_$"
[[upgrade]]
op = "execute"
sql = "DELETE FROM part_$ PARTITION (p0); CREATE INDEX more_$ ON part_$ (a, id); ANALYZE TABLE part_$; DROP INDEX more_$ ON part_$"
[[downgrade]]
op = "rename_index"
table = "part_$"
from = "new_$"
to = "old_$"
[[downgrade]]
op = "set_table_options"
table = "part_$"
from = { mysql.partition_by = "RANGE (`id`) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE)" }
to = {}
[[downgrade]]
op = "execute"
sql = "DELETE FROM part_$; DROP TABLE part_$"
)toml",
  };
  return held;
}

void begin(MysqlBench& bench) {
  bench.folder.add("r0", "", R"toml([[upgrade]]
op = "execute"
sql = """CREATE TABLE team (id int PRIMARY KEY, name varchar(50));
CREATE TABLE hero (id int PRIMARY KEY, name varchar(40) NOT NULL, points int NOT NULL);
INSERT INTO hero VALUES (1, 'Deadpond', 3), (2, 'Rusty', 5);"""
[[downgrade]]
op = "execute"
sql = "DROP TABLE hero; DROP TABLE team"
)toml");
}

std::string id_of(std::size_t number) { return "r" + std::to_string(number); }

}  // namespace

TEST_CASE("killed before any statement of any revision, in both directions, the next run ends where it should") {
  const auto revisions = from_environment("MIGRATE_TEST_CASES", kinds().size());
  MysqlBench bench;
  begin(bench);
  for (std::size_t i = 1; i <= revisions; ++i) {
    auto text = kinds()[(i - 1) % kinds().size()];
    const auto comment = i > kinds().size() ? "number " + std::to_string(i - kinds().size()) : "";
    for (auto at = text.find('@'); at != text.npos; at = text.find('@', at)) text.replace(at, 1, comment);
    for (auto at = text.find('$'); at != text.npos; at = text.find('$', at)) text.replace(at, 1, std::to_string(i));
    bench.folder.add(id_of(i), id_of(i - 1), text);
  }
  bench.upgrade("r0");
  for (std::size_t i = 1; i <= revisions; ++i) bench.kill_at_all(id_of(i - 1), id_of(i));
  CHECK(bench.database.texts("SHOW TABLES LIKE '%migrate%'").size() == 2);
}

TEST_CASE(
    "killed in a run of several revisions, whose notes are written one ahead, the next run ends where it should") {
  MysqlBench bench;
  begin(bench);
  bench.folder.add("r1", "r0", R"toml([[upgrade]]
op = "execute"
sql = "CREATE TABLE seen (id int); INSERT INTO seen VALUES (1)"
[[downgrade]]
op = "drop_table"
table = "seen"
)toml");
  bench.folder.add("r2", "r1", R"toml([[upgrade]]
op = "execute"
sql = "UPDATE hero SET points = points + 1"
[[upgrade]]
op = "add_column"
table = "seen"
column = { name = "age", type = "integer" }
[[downgrade]]
op = "drop_column"
table = "seen"
column = "age"
[[downgrade]]
op = "execute"
sql = "UPDATE hero SET points = points - 1"
)toml");
  bench.folder.add("r3", "r2", R"toml([[upgrade]]
op = "drop_column"
table = "seen"
column = "age"
[[downgrade]]
op = "add_column"
table = "seen"
column = { name = "age", type = "integer" }
)toml");
  bench.upgrade("r0");
  bench.kill_at_all("r0", "r3");
}

TEST_CASE("a revision that cannot be rendered leaves the one before it done, and is itself not begun") {
  MysqlBench bench;
  begin(bench);
  bench.folder.add("r1", "r0", R"toml([[upgrade]]
op = "alter_column"
table = "hero"
column = "ago"
set = { nullable = false }
)toml");
  CHECK_THROWS_WITH(bench.upgrade("r1"), Catch::Contains("ago"));
  CHECK(bench.database.value("SELECT version_num FROM migrate_version") == "r0");
  CHECK(bench.interrupted().empty());
}
