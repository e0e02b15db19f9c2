// Revision files: TOML with operations, or plain SQL under a header of comments. What they may hold stands in
// migrate-revision(5); the graph over them is in graph.hpp.
//
// A directory is loaded by its files' headers alone; a body is read when it is going to run or be shown. Files may also
// be in memory, compiled into a program; what is said of them is the same.
// Every error is a RevisionError with file, line and column.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "migrate/revision_files.hpp"
#include "src/revisions/revision.hpp"

namespace migrate {

/// The headers of all `*.toml` and `*.sql` files in the directories, ordered by path. A directory that does not
/// exist is an error; one that is empty is not.
std::vector<Revision> load_revisions(const std::vector<std::filesystem::path>& directories);

/// The same for files in memory, ordered by name. Names and texts must outlive the revisions.
std::vector<Revision> load_revisions(std::span<const RevisionFile> files);

/// The header of one file.
Revision read_revision_header(const std::filesystem::path& file);

/// The operations of a revision. Those of a SQL file are one `execute`, whose texts know their lines.
RevisionBody read_revision_body(const Revision& revision);

bool is_sql_file(const Revision& revision);

/// The text of a TOML revision file. `notes` become comment lines below the title.
std::string write_revision(const Revision& revision, const RevisionBody& body,
                           const std::vector<std::string>& notes = {});

/// The text of a new, empty file for a hand-written revision.
std::string new_toml_revision(const Revision& revision);
std::string new_sql_revision(const Revision& revision);

/// What a SQL revision file holds below its header.
struct SqlSections {
  std::vector<std::string> notes;        ///< comment lines above the sections
  bool incomplete = false;               ///< it is not to be run as it stands
  std::string upgrade;                   ///< SQL
  std::optional<std::string> downgrade;  ///< absent: there is no way back
};
/// The text of a SQL revision file. A message of several lines becomes one.
std::string write_sql_revision(const Revision& revision, const SqlSections& sections);

}  // namespace migrate
