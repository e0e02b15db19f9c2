// A revision that does not exist yet: its id, its links, its file. What `revision` and `merge` have in common.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "src/cli/session.hpp"
#include "src/revisions/revision.hpp"

namespace migrate {

struct NewRevision {
  std::string message;
  std::string id;                  ///< empty: one is made
  std::vector<std::string> heads;  ///< targets; what it follows
  bool splice = false;             ///< a parent that is no head is allowed
  std::vector<std::string> depends_on;
  std::vector<std::string> branch_labels;
  std::string folder{};  ///< one of those that revisions are read from; empty: the first
};

/// Its header, checked against the revisions that there are. Throws UsageError and GraphError.
Revision new_revision(Session& session, const NewRevision& wanted);

/// Where a revision's file goes, named as migrate.toml says. `folder` as of NewRevision, `extension` is ".toml" or
/// ".sql".
std::filesystem::path file_of(Session& session, const Revision& revision, const std::string& folder,
                              std::string_view extension);

/// Writes the file, named as migrate.toml says, gives its path to `revision`, and runs the hooks. `folder` as of
/// NewRevision, `extension` is ".toml" or ".sql". Throws Error for a hook that fails; the file stays.
void write_new_revision(Session& session, Revision& revision, const std::string& folder, std::string_view text,
                        std::string_view extension);

}  // namespace migrate
