// A SQLite file and a folder of revisions of a test's own, and the engine between them.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "dialects/sqlite/sqlite.hpp"
#include "src/engine/engine.hpp"
#include "tests/support/revision_folder.hpp"

namespace migrate::test {

class SqliteBench {
 public:
  RevisionFolder folder;
  EngineOptions options;

  std::unique_ptr<Connection> connect() const {
    ConnectOptions wishes;
    wishes.may_create = true;
    wishes.lock_timeout = options.lock_timeout;
    return sqlite_dialect().connect(url(), wishes);
  }

  /// Runs `work(engine)` over a new connection and the folder as it is now.
  template <class Work>
  auto with_engine(Work work) const {
    const auto graph = folder.graph();
    const auto place = url();
    const auto connection = connect();
    Engine engine(sqlite_dialect(), *connection, place, graph, options);
    return work(engine);
  }
  EngineResult upgrade(const std::string& target) const {
    return with_engine([&](Engine& engine) { return engine.upgrade(target); });
  }
  EngineResult downgrade(const std::string& target) const {
    return with_engine([&](Engine& engine) { return engine.downgrade(target); });
  }
  std::vector<std::string> current() const {
    return with_engine([](Engine& engine) { return engine.current(); });
  }

  /// The folder that the database file lies in, alone.
  const std::filesystem::path& database_folder() const { return database_.path; }

  SqlRows query(const std::string& sql) const { return connect()->query(sql); }
  void execute(const std::string& sql) const { connect()->execute(sql); }

  /// Everything that the file says: the text of each object and every row. `but` names tables to leave out.
  std::vector<std::string> dump(const std::vector<std::string>& but = {}) const {
    std::vector<std::string> out;
    const auto connection = connect();
    const auto add = [&](const SqlRows& rows) {
      for (const auto& row : rows) {
        std::string line;
        for (const auto& cell : row) line += cell.value_or("NULL") + "|";
        out.push_back(line);
      }
    };
    for (const auto& row : connection->query("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")) {
      const auto name = row[1].value_or("");
      if (std::find(but.begin(), but.end(), name) != but.end()) continue;
      add({row});
      if (row[0] == "table") add(connection->query("SELECT * FROM \"" + name + "\""));
    }
    return out;
  }

 private:
  Url url() const {
    Url out;
    out.dialect = out.scheme = "sqlite";
    out.database = (database_.path / "app.db").string();
    return out;
  }

  TemporaryFolder database_;
};

}  // namespace migrate::test
