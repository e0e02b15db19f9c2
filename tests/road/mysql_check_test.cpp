// `migrate check` on a server that commits every change of a schema.
#include "tests/support/catch.hpp"
#include "tests/support/mysql.hpp"
#include "tests/support/program.hpp"

using namespace migrate;
using namespace migrate::test;

TEST_CASE("check notes where a revision changes rows and the schema, and what to do about it") {
  MysqlDatabase database;
  const Program run(MIGRATE_PROGRAM);
  run.folder.write("migrate.toml", "[database]\nurl = \"" + database.url_text() + "\"\n");
  const std::string head = "format = 1\ncreated = 2026-11-20T09:00:00Z\n";
  run.folder.write("migrations/0001_schema.toml", head + R"toml(revision = "0001"
message = "schema"
[[upgrade]]
op = "create_table"
table = "hero"
columns = [ { name = "id", type = "integer", nullable = false } ]
[[upgrade]]
op = "add_column"
table = "hero"
column = { name = "age", type = "integer", nullable = false }
backfill = "18"
)toml");
  run.folder.write("migrations/0002_rows.toml", head + R"toml(revision = "0002"
down_revision = "0001"
message = "rows"
[[upgrade]]
op = "execute"
sql = "UPDATE hero SET age = 1"
)toml");
  run.folder.write("migrations/0003_both.toml", head + R"toml(revision = "0003"
down_revision = "0002"
message = "both"
[[upgrade]]
op = "add_column"
table = "hero"
column = { name = "name", type = "text" }
[[upgrade]]
op = "execute"
sql = "UPDATE hero SET name = 'x'"
)toml");
  const auto noted = [&] {
    const auto ran = run({"check"});
    INFO(ran.out << ran.err);
    CHECK(ran.err.find("0003_both.toml:10:1: 0003 changes rows here and the schema") != std::string::npos);
    CHECK(ran.err.find("put what changes rows into a revision of its own") != std::string::npos);
    CHECK(ran.err.find("0001 changes") == std::string::npos);
    CHECK(ran.err.find("0002 changes") == std::string::npos);
    return ran.code;
  };
  CHECK(noted() == 3);  // what is pending
  REQUIRE(run({"upgrade", "head"}).code == 0);
  CHECK(noted() == 0);
  run.folder.write("migrations/0004_more.toml", head + R"toml(revision = "0004"
down_revision = "0003"
message = "more"
[[upgrade]]
op = "set_table_comment"
table = "hero"
from = ""
to = "more"
)toml");
  CHECK(run({"check"}).err.find("changes rows") == std::string::npos);  // it has run, and is the head no longer
}
