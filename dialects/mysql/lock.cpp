#include "dialects/mysql/lock.hpp"

#include "dialects/mysql/connection.hpp"
#include "dialects/mysql/lease.hpp"
#include "dialects/mysql/text.hpp"
#include "dialects/wait_for_lock.hpp"
#include "src/base/error.hpp"

namespace migrate::mysql {
namespace {

std::string single_value(Connection& connection, const std::string& sql) {
  const auto rows = connection.query(sql);
  return rows.empty() || rows[0].empty() ? "" : rows[0][0].value_or("");
}

class HeldLock : public MigrationLock {
 public:
  HeldLock(Connection& connection, std::string name) : connection_(connection), name_(std::move(name)) {}
  ~HeldLock() override {
    try {
      connection_.query("SELECT RELEASE_LOCK(" + name_ + ")");
    } catch (const Error&) {  // the connection is gone, and with it the lock
    }
  }

 private:
  Connection& connection_;
  std::string name_;
};

/// Names are of the server and not of the database, and have at most 64 characters on MySQL
/// (https://dev.mysql.com/doc/refman/8.4/en/locking-functions.html).
constexpr auto lock_name = "CONCAT('migrate:', LEFT(SHA2(DATABASE(), 256), 40))";  // MySQL 9 has no MD5

/// The server knows the holder's connection, but nothing that the holder could have said of itself: attributes of a
/// connection are in performance_schema, which MariaDB leaves off. The journal's open row does, once there is one.
std::string holder_of(Connection& connection, const LockRequest& request) {
  const auto who = request.running ? request.running() : "";
  const auto session = single_value(
      connection, std::string("SELECT CONCAT(user, '@', host, ', connection ', id) FROM information_schema.processlist "
                              "WHERE id = IS_USED_LOCK(") +
                      lock_name + ")");
  if (session.empty()) return who.empty() ? "another migration" : who;
  return who.empty() ? session : who + " (" + session + ")";
}

}  // namespace

std::unique_ptr<MigrationLock> lock(Connection& connection, const LockRequest& request) {
  require_database(connection);
  if (auto* server = server_connection(connection); server && server->server().cluster) {
    return take_lease(*server, request);
  }
  const auto name = quote_text(single_value(connection, std::string("SELECT ") + lock_name));
  const auto attempt = [&]() -> std::unique_ptr<MigrationLock> {
    if (single_value(connection, "SELECT GET_LOCK(" + name + ", 0)") != "1") return nullptr;
    return std::make_unique<HeldLock>(connection, name);
  };
  return wait_for_lock(request, attempt, [&] { return holder_of(connection, request); });
}

}  // namespace migrate::mysql
