// Servers that are set up otherwise: table names without case, timestamps that give themselves defaults.
#include "src/autogenerate/autogenerate.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/read_toml.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mysql.hpp"
#include "tests/support/private_server.hpp"

using namespace migrate;
using namespace migrate::test;

TEST_CASE("where table names have no case and timestamps have defaults of their own, models are made and found again") {
  const PrivateServer server("--lower-case-table-names=1 --explicit-defaults-for-timestamp=OFF");
  MysqlDatabase database(server.url());
  const auto models = read_schema(R"toml(format = 1
[[table]]
name = "Team"
columns = [ { name = "Id", type = "integer", nullable = false } ]
primary_key = { columns = ["Id"] }
[[table]]
name = "Hero"
columns = [
  { name = "Id", type = "integer", nullable = false },
  { name = "TeamId", type = "integer" },
  { name = "born", type = { default = "timestamp", mysql = "timestamp" }, nullable = false },
  { name = "seen", type = { default = "timestamp", mysql = "timestamp" } },
]
primary_key = { columns = ["Id"] }
foreign_keys = [ { columns = ["TeamId"], references = "TEAM", target = ["id"] } ]
)toml",
                                  "models.toml");
  const auto compared = [&] { return autogenerate(mysql_dialect(), *database.connection, models, {}); };
  const auto found = compared();
  CHECK(found.upgrade.size() == 2);
  database.apply(found.upgrade);
  for (const auto& operation : compared().upgrade) FAIL_CHECK(describe(operation));
  CHECK(database.value("SELECT is_nullable FROM information_schema.columns WHERE table_schema = DATABASE() AND "
                       "table_name = 'hero' AND column_name = 'seen'") == "YES");
  database.apply(found.downgrade);
  CHECK(database.texts("SHOW TABLES").empty());
}
