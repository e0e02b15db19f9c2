// SQL that runs without a transaction around it, killed before each of its statements and before each commit.
#pragma once

#include <unistd.h>

#include <csignal>
#include <functional>
#include <memory>

#include "src/engine/engine.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/revision_folder.hpp"
#include "tests/support/test_database.hpp"

namespace migrate::test {

/// Options of a run whose process is killed at its n-th statement or commit.
inline EngineOptions deadly_options(long deadly) {
  EngineOptions options;
  const auto left = std::make_shared<long>(deadly);
  const auto count = [left] {
    if (--*left <= 0) kill(getpid(), SIGKILL);
  };
  options.callbacks.on_statement = [count](const Statement&) { count(); };
  options.callbacks.on_commit = count;
  return options;
}

/// Upgrades a new database for each place where a run can be killed, kills it there, and runs it again; then `check`
/// looks at the database. `stride`: only at each so-manyth place.
inline void kill_sql_at_all(const Dialect& dialect, const RevisionFolder& folder,
                            const std::function<std::shared_ptr<TestDatabase>()>& make,
                            const std::function<void(TestDatabase&)>& check, long stride = 1) {
  const auto upgrade = [&](const TestDatabase& database, Connection& connection, EngineOptions options) {
    const auto graph = folder.graph();
    Engine(dialect, connection, database.url, graph, std::move(options)).upgrade("head");
  };
  bool whole = false;
  for (long deadly = 1; !whole; deadly += stride) {
    INFO("killed at " << deadly);
    const auto database = make();
    const auto child = in_child([&] {
      const auto connection = dialect.connect(database->url, {.may_create = true});
      upgrade(*database, *connection, deadly_options(deadly));
      return 0;
    });
    const auto status = status_of(child);
    REQUIRE((WIFSIGNALED(status) || WEXITSTATUS(status) == 0));
    whole = !WIFSIGNALED(status);
    upgrade(*database, *database->connection, {});
    check(*database);
    REQUIRE(deadly < 200);
  }
}

}  // namespace migrate::test
