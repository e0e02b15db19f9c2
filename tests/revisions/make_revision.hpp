// Revisions for tests, in one line each.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "src/revisions/revision.hpp"

namespace migrate {

inline Revision make(std::string id, std::vector<std::string> parents = {}, std::vector<std::string> depends_on = {},
                     std::vector<std::string> labels = {}) {
  Revision revision;
  revision.file = "migrations/" + id + ".toml";
  revision.id = std::move(id);
  revision.down_revisions = std::move(parents);
  revision.depends_on = std::move(depends_on);
  revision.branch_labels = std::move(labels);
  return revision;
}

}  // namespace migrate
