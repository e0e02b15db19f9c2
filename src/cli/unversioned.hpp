// A database that has tables and no version: somebody made it without migrate, and an upgrade from the beginning would
// make what is there already.
#pragma once

#include <string>
#include <vector>

#include "src/cli/session.hpp"

namespace migrate {

/// The tables that the database has, and that a revision is to create; empty where a revision was applied already. The
/// catalog is read only where none was.
std::vector<std::string> tables_without_version(Session& session, const Status& status);

/// "the database has hero and team, which revisions are to create, and no version"
std::string unversioned_text(const std::vector<std::string>& tables);
/// What to do about it.
std::string unversioned_hint();

}  // namespace migrate
