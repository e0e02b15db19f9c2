// Where another tool left a database: its own table of versions, read and not changed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dialects/dialect.hpp"
#include "src/import/sql_tools.hpp"

namespace migrate {

struct Adoption {
  std::string table;     ///< the other tool's
  std::string baseline;  ///< the version that the other tool took the database over at; empty: none
  std::string stamp;     ///< the revision that the database is to be stamped with; empty: nothing was applied
  std::string problem;   ///< why it cannot be said which one; empty where it can
};

/// Absent where the database has no table of the tool.
std::optional<Adoption> read_adoption(SqlTool tool, const Dialect& dialect, Connection& connection,
                                      const std::vector<ImportedRevision>& chain);

}  // namespace migrate
