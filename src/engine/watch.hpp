// Looks on while a statement runs, and tells how far it is.
#pragma once

#include <algorithm>
#include <chrono>

#include "src/engine/engine.hpp"

namespace migrate {

/// How many of the rows are written, when the last one has the key `last_row`.
inline std::size_t rows_done(const RowRange& rows, std::int64_t last_row) {
  if (rows.count == 0 || last_row < rows.first) return 0;
  const auto width = static_cast<double>(rows.last) - static_cast<double>(rows.first) + 1;
  const auto behind = static_cast<double>(last_row) - static_cast<double>(rows.first) + 1;
  return static_cast<std::size_t>(std::min(1.0, behind / width) * static_cast<double>(rows.count));
}

/// Watches the connection from now until it is destroyed; not at all where nobody wants to know.
class StatementWatch {
 public:
  StatementWatch(Connection& connection, const Statement& statement, const EngineCallbacks& callbacks)
      : connection_(connection), on_(static_cast<bool>(callbacks.on_statement_progress)) {
    if (!on_) return;
    connection.watch([&statement, &callbacks, started = std::chrono::steady_clock::now()](std::int64_t last_row) {
      const auto elapsed = std::chrono::steady_clock::now() - started;
      callbacks.on_statement_progress({statement, rows_done(statement.rows, last_row), statement.rows.count,
                                       std::chrono::duration_cast<std::chrono::milliseconds>(elapsed)});
    });
  }
  ~StatementWatch() {
    if (on_) connection_.watch({});
  }
  StatementWatch(const StatementWatch&) = delete;
  StatementWatch& operator=(const StatementWatch&) = delete;

 private:
  Connection& connection_;
  bool on_;
};

}  // namespace migrate
