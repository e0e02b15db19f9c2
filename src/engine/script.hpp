// Offline mode: what a run would send, written out instead, with its transactions, the version table and the journal.
// No database is asked, so that where the script begins has to be said.
//
// A dialect that renders against a catalog (SQLite) gets one: the revisions below the script's beginning are played
// into an empty database in memory, and the script's own behind them while it is written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.hpp"
#include "src/engine/engine.hpp"

namespace migrate {

/// Statements under a heading: the tables of the tool, or one revision.
struct ScriptSection {
  std::string title;  ///< "upgrade 2f27635c7609 (add users table)"
  std::vector<Statement> statements;
};

struct Script {
  std::string prelude;  ///< lines for the database's own client, so that it ends at the first error; may be empty
  std::vector<ScriptSection> sections;
};

/// `targets` are targets, then the script begins at base; of one, "FROM:TO" says where it begins. Throws what the
/// engine would throw for the same move, and UsageError for a data step of the models library, which no script can
/// call.
Script upgrade_script(const Dialect& dialect, const Graph& graph, const std::vector<std::string>& targets,
                      const EngineOptions& options);
/// One of the targets is "FROM:TO", FROM being where the database is: nobody asks it.
Script downgrade_script(const Dialect& dialect, const Graph& graph, const std::vector<std::string>& targets,
                        const EngineOptions& options);
/// `targets` as of Engine::stamp; one of them may be "FROM:TO", otherwise the version table is empty or missing.
Script stamp_script(const Dialect& dialect, const Graph& graph, const std::vector<std::string>& targets,
                    const EngineOptions& options);

/// The version table and the journal alone, for a database that has neither.
Script tables_script(const Dialect& dialect, const Graph& graph, const EngineOptions& options);

}  // namespace migrate
