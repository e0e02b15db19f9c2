// What an account may do by its grants, asked before a revision of several statements begins.
#include "dialects/mysql/privileges.hpp"

#include "dialects/surroundings.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mysql.hpp"
#include "tests/support/offline_sql.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

using Names = std::vector<std::string>;

/// A database with the tables parent and child, and an account that has some grants there and nothing else.
class Limited {
 public:
  explicit Limited(const std::string& privileges) : account_("lim_" + database_.url.database.substr(0, 20)) {
    database_.run("CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (id int PRIMARY KEY, parent_id int)");
    database_.run("CREATE USER " + account_ + " IDENTIFIED BY 'secret'");
    if (!privileges.empty()) grant(privileges + " ON `" + database_.url.database + "`.*");
  }
  ~Limited() { database_.run("DROP USER " + account_); }
  Limited(const Limited&) = delete;
  Limited& operator=(const Limited&) = delete;

  void grant(const std::string& what) { database_.run("GRANT " + what + " TO " + account_); }
  MysqlDatabase& database() { return database_; }
  const std::string& account() const { return account_; }

  /// What stands in the way of the operations, as the account hears it.
  Names refused(const std::string& toml) {
    auto url = database_.url;
    url.user = account_, url.password = "secret";
    const auto connection = mysql_dialect().connect(url, {});
    Names out;
    for (const auto& finding : surroundings_of(mysql_dialect()).findings(*connection, operations_of(toml))) {
      if (finding.kind == "privilege") out.push_back(finding.name);
    }
    return out;
  }

 private:
  MysqlDatabase database_;
  std::string account_;
};

std::string operation(const std::string& op, const std::string& rest) {
  return "[[upgrade]]\nop = \"" + op + "\"\n" + rest + "\n";
}
const std::string create = operation("create_table", R"(table = "pet"
columns = [{ name = "id", type = "integer", nullable = false }, { name = "parent_id", type = "integer" }]
primary_key = { columns = ["id"] }
foreign_keys = [{ name = "fk_pet", columns = ["parent_id"], references = "parent", target = ["id"] }])");
const std::string add = operation("add_column", "table = \"child\"\ncolumn = { name = \"a\", type = \"integer\" }");
const std::string fill =
    operation("add_column", "table = \"child\"\ncolumn = { name = \"a\", type = \"integer\" }\nbackfill = \"id\"");
const std::string refer = operation("create_foreign_key",
                                    "table = \"child\"\nforeign_key = { name = \"fk\", columns = [\"parent_id\"], "
                                    "references = \"parent\", target = [\"id\"] }");
const std::string rename_child = operation("rename_table", "table = \"child\"\nto = \"kid\"");
const std::string drop = operation("drop_table", "table = \"child\"");
const std::string sql = operation("execute", "sql = \"DROP TABLE child\"");

}  // namespace

TEST_CASE("an account without a privilege hears of it, and what it has is enough") {
  Limited nothing("");
  nothing.grant("SHOW VIEW ON `" + nothing.database().url.database + "`.*");
  CHECK(nothing.refused(create) == Names{"CREATE on pet", "REFERENCES on parent"});
  CHECK(nothing.refused(add + refer) == Names{"ALTER on child", "ALTER on child", "REFERENCES on parent"});
  CHECK(nothing.refused(fill) == Names{"ALTER on child", "UPDATE on child"});
  CHECK(nothing.refused(rename_child) == Names{"ALTER on child", "DROP on child", "CREATE on kid", "INSERT on kid"});
  CHECK(nothing.refused(drop) == Names{"DROP on child"});
  CHECK(nothing.refused(sql).empty());
  Limited enough("CREATE, ALTER, DROP, INSERT, UPDATE, REFERENCES");
  CHECK(enough.refused(create + add + fill + refer + rename_child + drop).empty());
}

TEST_CASE("grants count on a table, by a pattern of schemas, through a role, and on everything") {
  Limited limited("SHOW VIEW");
  const auto& name = limited.database().url.database;
  limited.grant("ALTER ON `" + name + "`.child");
  CHECK(limited.refused(add).empty());
  CHECK(limited.refused(drop) == Names{"DROP on child"});
  limited.grant("DROP ON `" + name.substr(0, name.size() - 1) + "_`.*");
  CHECK(limited.refused(drop).empty());
  limited.grant("REFERENCES (id) ON `" + name + "`.parent");
  CHECK(limited.refused(refer).empty());
  auto& database = limited.database();
  const auto role = "role_" + name.substr(0, 20);
  const bool mariadb = database.value("SELECT VERSION()").find("MariaDB") != std::string::npos;
  database.run("CREATE ROLE " + role + "; GRANT CREATE ON `" + name + "`.* TO " + role + "; GRANT " + role + " TO " +
               limited.account());
  database.run(mariadb ? "SET DEFAULT ROLE " + role + " FOR " + limited.account()
                       : "SET DEFAULT ROLE " + role + " TO " + limited.account());
  CHECK(limited.refused(create).empty());
  database.run("DROP ROLE " + role);
  CHECK(limited.refused(create) == Names{"CREATE on pet"});
  limited.grant("ALL PRIVILEGES ON *.*");
  CHECK(limited.refused(create + rename_child).empty());
}

TEST_CASE("rows of SHOW GRANTS are read as they are written") {
  mysql::Grants grants;
  grants.read("GRANT USAGE ON *.* TO `ann`@`%` IDENTIFIED BY PASSWORD '*1A'");
  grants.read("GRANT `reader`@`%` TO `ann`@`%`");
  grants.read("GRANT EXECUTE ON PROCEDURE `app`.`drop` TO `ann`@`%`");
  grants.read("GRANT SELECT (`drop`, `on`), INSERT ON `app\\_1`.`my``table` TO `ann`@`%`");
  grants.read("GRANT ALL PRIVILEGES ON `dev%`.* TO `ann`@`%` WITH GRANT OPTION");
  CHECK(grants.account() == "`ann`@`%`");
  CHECK(grants.cover("SELECT", "app_1", "my`table"));
  CHECK(grants.cover("INSERT", "app_1", "my`table"));
  CHECK_FALSE(grants.cover("DROP", "app_1", "my`table"));
  CHECK_FALSE(grants.cover("SELECT", "appx1", "my`table"));
  CHECK_FALSE(grants.cover("SELECT", "app_1", ""));
  CHECK(grants.cover("CREATE", "developers", ""));
  CHECK_FALSE(grants.cover("CREATE", "de", ""));
  CHECK_FALSE(grants.cover("CREATE"));
  grants.read("REVOKE DROP ON `app`.* FROM `ann`@`%`");  // partial_revokes: nobody can say
  CHECK(grants.cover("DROP", "app_1", "my`table"));
}
