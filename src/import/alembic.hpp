// An Alembic project, looked at and not run: where its scripts are, and the graph that they are.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "src/import/imported.hpp"

namespace migrate {

struct AlembicProject {
  std::filesystem::path ini;                     ///< alembic.ini; empty where there is none
  std::vector<std::filesystem::path> locations;  ///< the folders with revision scripts
  bool recursive = false;                        ///< `recursive_version_locations`
  std::filesystem::path run_in;                  ///< where Alembic finds what alembic.ini names: its folder, or here
  bool is_flask = false;                         ///< Flask-Migrate's, which says the script_location itself
};

/// `folder` is that of alembic.ini, or the script directory (with env.py), or that of the scripts themselves. For the
/// latter two, alembic.ini is looked for in the folders above; `ini` names it where it is elsewhere. Throws
/// ConfigurationError where the folder is none of these.
AlembicProject find_alembic(const std::filesystem::path& folder, const std::filesystem::path& ini);

/// The revisions of all scripts, without SQL, ordered as a graph is: the files that Alembic itself would load
/// (https://alembic.sqlalchemy.org/en/latest/tutorial.html#create-a-migration-script). A branch label that only Python
/// can tell is left out, and told in the notes; all else that is no literal throws RevisionError with file, line and
/// column.
Import read_alembic_graph(const AlembicProject& project);

/// "2014-11-20 13:02:54.849677+01:00" as RFC 3339 in UTC; a time without a zone is taken for UTC. Empty where it is
/// none.
std::string created_text(std::string_view alembic_date);

}  // namespace migrate
