// What a statement that somebody wrote changes, as far as its words tell: so that the catalog can be asked about just
// that before and after it (Dialect::trace), and nothing that others do at the same moment is taken for its effect.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/operations/operation.hpp"

namespace migrate::mysql {

/// The tables, views and sequences that a CREATE, ALTER, DROP, RENAME or TRUNCATE names, those of an index by its
/// table, and a database as a schema without a name. Empty where the statement is about something else, or cannot be
/// read.
std::vector<TableName> targets_of(std::string_view sql);

/// What is no relation: "trigger", "procedure", "user", "grant", … in lower case, and the name behind it.
struct Subject {
  std::string kind{};  ///< empty: something else
  std::string name{};
};
Subject subject_of(std::string_view sql);

}  // namespace migrate::mysql
