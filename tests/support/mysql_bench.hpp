// Revision files and a MySQL or MariaDB database, for tests of the engine on it.
#pragma once

#include <unistd.h>

#include <csignal>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "dialects/mysql/connection.hpp"
#include "src/engine/engine.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/mysql.hpp"
#include "tests/support/revision_folder.hpp"

namespace migrate::test {

/// A connection whose process is killed before it sends its n-th statement that is no query.
class DeadlyConnection : public mysql::MysqlConnection {
 public:
  DeadlyConnection(const Url& url, long deadly)
      : MysqlConnection(mysql::place_of(url), {}, "the test's database"), left_(deadly) {}

  using MysqlConnection::execute;
  std::size_t execute(std::string_view sql) override {
    if (--left_ <= 0) kill(getpid(), SIGKILL);
    return MysqlConnection::execute(sql);
  }

 private:
  long left_;
};

class MysqlBench {
 public:
  explicit MysqlBench(const Url& server = mysql_server_url()) : database(server) {}

  RevisionFolder folder;
  MysqlDatabase database;
  EngineOptions options;

  EngineResult upgrade(const std::string& target) { return move(*database.connection, target, true); }
  EngineResult downgrade(const std::string& target) { return move(*database.connection, target, false); }

  /// The same in a process that is killed before its n-th statement. Returns whether it came to its end.
  bool move_and_die(const std::string& target, bool up, long deadly) {
    const auto child = in_child([&] {
      DeadlyConnection connection(database.url, deadly);
      move(connection, target, up);
      return 0;
    });
    const auto status = status_of(child);
    if (WIFSIGNALED(status)) return false;
    if (WEXITSTATUS(status) != 0) throw std::runtime_error("the child failed by itself");
    return true;
  }

  /// Begins the same in a process whose exit code is 7 where the move fails.
  pid_t begin_move(const std::string& target, bool up) {
    return in_child([&] {
      const auto connection = mysql_dialect().connect(database.url, {});
      try {
        move(*connection, target, up);
      } catch (const Error&) {
        return 7;
      }
      return 0;
    });
  }
  /// The id of the session that sleeps or waits for a table in a statement that begins so; waits for it.
  std::string session_that_waits(const std::string& beginning) {
    for (int attempts = 0; attempts < 2000; ++attempts) {
      const auto id =
          database.value("SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE " +
                         mysql_dialect().quote_text(beginning + "%") +
                         " AND (state LIKE 'Waiting for table%' OR state LIKE 'User sleep')");
      if (!id.empty()) return id;
      usleep(5'000);
    }
    throw std::runtime_error("no session waits in " + beginning);
  }

  std::vector<JournalEntry> interrupted() {
    const auto graph = folder.graph();
    return Engine(mysql_dialect(), *database.connection, database.url, graph, options).interrupted();
  }

  /// Moves up and down between two neighbours; in each direction killed before the n-th statement, for each n there is,
  /// and then run again. It must always end where it ends when nobody kills it. Ends at the upper one.
  /// `meanwhile` happens between the kill and the next run.
  void kill_at_all(
      const std::string& below, const std::string& id, const std::function<void()>& meanwhile = [] {}) {
    const auto before = snapshot();
    upgrade(id);
    const auto after = snapshot();
    downgrade(below);
    REQUIRE(snapshot() == before);
    bool up_whole = false, down_whole = false;
    for (long deadly = 1; !up_whole || !down_whole; ++deadly) {
      INFO(id << ", killed before its statement " << deadly);
      up_whole = move_and_die(id, true, deadly);
      meanwhile();
      if (!up_whole) upgrade(id);
      CHECK(snapshot() == after);
      CHECK(interrupted().empty());
      down_whole = move_and_die(below, false, deadly);
      meanwhile();
      if (!down_whole) downgrade(below);
      CHECK(snapshot() == before);
      CHECK(interrupted().empty());
    }
    upgrade(id);
  }

  /// All tables and their rows, and what else there is, as text; not the tool's own.
  std::string snapshot() {
    std::string out;
    for (const auto& row : database.rows("SHOW FULL TABLES")) {
      const auto name = row[0].value_or("");
      if (name.starts_with("migrate_")) continue;
      const bool view = row[1] == "VIEW";
      const auto quoted = mysql_dialect().quote_name(name);
      const auto text = database.rows((view ? "SHOW CREATE VIEW " : "SHOW CREATE TABLE ") + quoted).at(0);
      for (const auto& cell : text) out += cell.value_or("NULL") + "\n";
      for (const auto& line : database.rows_of(name)) out += "  " + line + "\n";
    }
    return out + database.other_objects();
  }

 private:
  EngineResult move(Connection& connection, const std::string& target, bool up) {
    const auto graph = folder.graph();
    Engine engine(mysql_dialect(), connection, database.url, graph, options);
    return up ? engine.upgrade(target) : engine.downgrade(target);
  }
};

}  // namespace migrate::test
