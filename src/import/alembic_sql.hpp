// The SQL of an Alembic project's revisions, from Alembic's own offline mode
// (https://alembic.sqlalchemy.org/en/latest/offline.html). This is the one place that runs it, and with it the
// project's env.py and scripts: a program of its own, which is given no database.
//
// One run writes all revisions upwards, and one for each head all downwards. Where a script cannot be written so (it
// asks the database), the others are asked for one by one.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.hpp"
#include "src/import/alembic.hpp"

namespace migrate {

/// What Alembic wrote for one revision in one direction.
struct AlembicSection {
  std::string sql;           ///< without what is Alembic's own: version table, BEGIN and COMMIT, comments
  bool in_the_open = false;  ///< an autocommit_block: a part of it runs outside of the transaction
};

/// A script of Alembic's offline mode.
struct AlembicScript {
  std::map<std::string, AlembicSection> sections;  ///< by the id of the revision that is applied or taken back
  std::string last;                                ///< the id of the last of them
  std::string version_table;                       ///< as it is written in it; empty where it does not occur
};

/// The numbers of a script's lines that begin inside a string, a comment or a body, and so are nothing of Alembic's.
using InnerLines = std::function<std::vector<std::size_t>(std::string_view script)>;

/// Cuts a script at Alembic's lines "-- Running upgrade a -> b". `inner_lines` may be empty.
AlembicScript cut_alembic_script(std::string_view script, std::string_view direction, const InnerLines& inner_lines);

/// The commands that are tried to run Alembic, or Flask-Migrate where the project is its own: `wanted`, split at
/// spaces, or `alembic` and `python3 -m alembic`, `flask db` and `python3 -m flask db`.
std::vector<std::vector<std::string>> alembic_commands(const AlembicProject& project, const std::string& wanted);

/// Whether a command is Flask-Migrate's: it ends in `db`.
bool is_flask_command(const std::vector<std::string>& command);

/// The first of the commands that can be run.
std::optional<std::vector<std::string>> alembic_command(const AlembicProject& project, const std::string& wanted);

/// The dialect of a name, as Alembic writes it; with an empty name the one at hand. Null where there is none.
using DialectNamed = std::function<const Dialect*(const std::string& name)>;

struct AlembicSql {
  std::map<std::string, AlembicSection> upgrade, downgrade;
  std::map<std::string, std::string> problems;  ///< by id: why there is no SQL upwards
  std::string version_table;
  std::string dialect;  ///< "sqlite", "postgresql", "mysql", …; empty where Alembic did not say
};

/// `told` hears what is being asked for.
AlembicSql read_alembic_sql(const AlembicProject& project, const std::vector<std::string>& command,
                            const std::vector<ImportedRevision>& revisions, const DialectNamed& dialect_named,
                            const std::function<void(const std::string&)>& told);

/// Puts the SQL into the revisions. What Alembic could not give, and what it may not have given all of, is marked as
/// incomplete.
void fill_in(std::vector<ImportedRevision>& revisions, const AlembicSql& sql);

}  // namespace migrate
