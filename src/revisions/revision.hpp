// A revision: the header that the graph needs, and the operations that the engine runs.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/operations/operation.hpp"

namespace migrate {

/// What the graph knows of a revision. Loading a directory reads only this much of each file.
struct Revision {
  std::string id{};
  std::vector<std::string> down_revisions{};  ///< empty: a base; several: a merge
  std::vector<std::string> depends_on{};      ///< ids or branch labels
  std::vector<std::string> branch_labels{};
  std::string message{};
  std::string created{};  ///< RFC 3339, UTC; empty where the file does not say
  std::optional<bool> transaction{};
  std::filesystem::path file{};
  std::optional<std::string_view> text{};  ///< all of the file, where it is in memory; `file` is then only a name

  bool operator==(const Revision&) const = default;
};

/// What a revision does. No `downgrade` list: the way back is the inverse of `upgrade`, where it has one.
struct RevisionBody {
  std::vector<Operation> upgrade{};
  std::optional<std::vector<Operation>> downgrade{};
  /// Where the file says that something is missing in it: a database may be stamped as having it, but it is not run.
  std::optional<Where> incomplete{};

  bool operator==(const RevisionBody&) const = default;
};

}  // namespace migrate
