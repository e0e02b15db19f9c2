// A MariaDB database for a test: made in the tests' own server, filled with SQL, changed by operations as the engine
// would do it, and dropped in the end. MIGRATE_TEST_MYSQL_URL names another server to make it in, of MySQL or MariaDB.
#pragma once

#include <cstdlib>
#include <string>

#include "dialects/mysql/mysql.hpp"
#include "tests/support/test_database.hpp"
#include "tests/support/test_server.hpp"

namespace migrate::test {

inline Url mysql_server_url() {
  if (const char* given = std::getenv("MIGRATE_TEST_MYSQL_URL")) return parse_url(given);
  return parse_url("mariadb://root@localhost/?unix_socket=" + (TestServer::of("mariadb").folder() / "socket").string());
}

/// One of the two nodes of the tests' Galera cluster.
inline Url galera_url(int node) {
  return parse_url("mariadb://root@localhost/?unix_socket=" +
                   (TestServer::of("galera").folder() / (node == 1 ? "socket" : "socket2")).string());
}

class MysqlDatabase final : public ServerDatabase {
 public:
  explicit MysqlDatabase(const Url& server = mysql_server_url())
      : ServerDatabase(mysql_dialect(), server, "CHARACTER SET utf8mb4", "") {}

  /// What is not managed: views, triggers, routines, events.
  std::string other_objects() {
    std::string out;
    for (const auto& line : texts(
             "SELECT 'view', table_name, REPLACE(view_definition, CONCAT('`', DATABASE(), '`.'), '') FROM "
             "information_schema.views WHERE table_schema = DATABASE() "
             "UNION ALL SELECT 'trigger', trigger_name, CONCAT(event_object_table, action_statement) FROM "
             "information_schema.triggers WHERE trigger_schema = DATABASE() UNION ALL SELECT 'routine', routine_name, "
             "routine_definition FROM information_schema.routines WHERE routine_schema = DATABASE()")) {
      out += line + "\n";
    }
    return out;
  }
};

}  // namespace migrate::test
