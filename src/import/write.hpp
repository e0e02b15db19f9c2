// Imported revisions become files of ours: all of them or none, and never over a file that is there.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "src/import/imported.hpp"
#include "src/revisions/graph.hpp"

namespace migrate {

/// Where a revision's file goes.
using FileOf = std::function<std::filesystem::path(const Revision& revision)>;

struct WrittenImport {
  std::vector<ImportedRevision> written;  ///< `file` is the new one
  std::vector<std::string> left_alone;    ///< ids that were there already, with the same parents
};

/// Throws RevisionError where the revisions do not fit those that are there: an id with other parents, a graph that is
/// none; and Error where a file exists or cannot be written. Then nothing is written.
WrittenImport write_import(std::vector<ImportedRevision> revisions, const Graph& existing, const FileOf& file_of);

}  // namespace migrate
