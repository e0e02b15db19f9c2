// A private copy of a database's schema, in memory and without rows, to try statements on before the real database is
// touched: what SQLite's RENAME makes of triggers and views, and which of them a change would break.
#pragma once

#include <memory>
#include <set>
#include <span>
#include <string>

#include "dialects/connection.hpp"
#include "dialects/dialect.hpp"

namespace migrate::sqlite {

/// What the copy cannot have (an index on a function that this process does not know) is left out.
/// It chooses ways as the original does, or, for a script, as one does who cannot ask the rows.
std::unique_ptr<Connection> copy_schema(Connection& original, bool like_original);

class Scratch {
 public:
  explicit Scratch(Connection& original);

  /// Runs the statements that change something; guards need rows, and are left out.
  void run(std::span<const Statement> statements);
  Connection& connection() { return *connection_; }
  /// The views and triggers that do not compile: "view v", "trigger t". The copy is good for nothing else afterwards.
  std::set<std::string> broken();

 private:
  std::unique_ptr<Connection> connection_;
};

/// Throws DatabaseError, naming them, where statements would break views or triggers that compile now. A view or
/// trigger that is broken already is nobody's concern here.
void refuse_to_break(Connection& connection, std::span<const Statement> statements);

/// Whether the database has views or triggers, so that there is something to break.
bool has_views_or_triggers(Connection& connection);

}  // namespace migrate::sqlite
