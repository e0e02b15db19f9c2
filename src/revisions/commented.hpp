// A revision file with comments above its operations.
#pragma once

#include <string>
#include <vector>

#include "src/operations/write_operations.hpp"
#include "src/revisions/files.hpp"

namespace migrate {

/// As write_revision; `comments` stand above operations of the upgrade.
std::string write_commented_revision(const Revision& revision, const RevisionBody& body,
                                     const std::vector<std::string>& notes, const OperationComments& comments);

}  // namespace migrate
