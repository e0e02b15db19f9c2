#include "src/import/adopt.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "src/base/text.hpp"

namespace migrate {
namespace {

/// What a table of versions says.
struct Applied {
  std::set<std::string> revisions;
  std::string up_to;     ///< all versions up to this one too
  std::string baseline;  ///< the same, of which there need not be a file
  std::string problem;
};

bool is_true(const std::optional<std::string>& cell) {
  return cell && *cell != "0" && *cell != "f" && *cell != "false" && !cell->empty();
}

Applied read_dbmate_table(Connection& connection) {
  Applied out;
  for (const auto& row : connection.query("SELECT version FROM schema_migrations"))
    out.revisions.insert(row[0].value());
  return out;
}

Applied read_golang_migrate_table(Connection& connection) {
  Applied out;
  for (const auto& row : connection.query("SELECT version, dirty FROM schema_migrations")) {
    out.up_to = row[0].value();
    if (is_true(row[1])) out.problem = "it is dirty: version " + out.up_to + " failed half-way";
  }
  return out;
}

/// A row for each time a version was applied or taken back; the last one counts. Version 0 is the table itself.
Applied read_goose_table(Connection& connection) {
  Applied out;
  for (const auto& row : connection.query("SELECT version_id, is_applied FROM goose_db_version ORDER BY id")) {
    if (row[0] == "0") continue;
    if (is_true(row[1])) {
      out.revisions.insert(row[0].value());
    } else {
      out.revisions.erase(row[0].value());
    }
  }
  return out;
}

Applied read_flyway_table(Connection& connection) {
  Applied out;
  std::map<std::string, std::string> failed;  // until the version is there after all
  for (const auto& row : connection.query(
           "SELECT version, type, success FROM flyway_schema_history WHERE version IS NOT NULL AND type <> 'SCHEMA' "
           "ORDER BY installed_rank")) {
    const auto revision = revision_of_version(SqlTool::flyway, row[0].value());
    const auto type = row[1].value_or("");
    failed.erase(revision);
    if (!is_true(row[2])) {
      failed.emplace(revision, *row[0]);
    } else if (type.starts_with("UNDO") || type == "DELETE") {
      out.revisions.erase(revision);
    } else if (type.ends_with("BASELINE")) {
      out.baseline = revision;
    } else {
      out.revisions.insert(revision);
    }
  }
  if (!failed.empty()) out.problem = "version " + failed.begin()->second + " failed";
  return out;
}

std::string table_of(SqlTool tool) {
  if (tool == SqlTool::goose) return "goose_db_version";
  return tool == SqlTool::flyway ? "flyway_schema_history" : "schema_migrations";
}

Applied read_table(SqlTool tool, Connection& connection) {
  switch (tool) {
    case SqlTool::dbmate: return read_dbmate_table(connection);
    case SqlTool::golang_migrate: return read_golang_migrate_table(connection);
    case SqlTool::goose: return read_goose_table(connection);
    case SqlTool::flyway: return read_flyway_table(connection);
  }
  return {};
}

/// A chain has one revision that says all: the applied ones must be its beginning.
void place_in(const std::vector<ImportedRevision>& chain, Applied applied, Adoption& out) {
  const auto is_up_to = [&](const ImportedRevision& one) { return one.revision.id == applied.up_to; };
  const auto named = std::ranges::find_if(chain, is_up_to);
  if (named != chain.end()) {
    for (auto one = chain.begin(); one <= named; ++one) applied.revisions.insert(one->revision.id);
  } else if (!applied.up_to.empty()) {
    applied.revisions.insert(applied.up_to);
  }
  if (!applied.baseline.empty()) {
    for (const auto& one : chain) {
      if (!comes_before(applied.baseline, one.revision.id)) applied.revisions.insert(one.revision.id);
    }
    out.baseline = applied.baseline;
  }
  std::vector<std::string> missing;
  for (const auto& one : chain) {
    if (applied.revisions.erase(one.revision.id) == 0) {
      missing.push_back(one.revision.id);
    } else if (missing.empty()) {
      out.stamp = one.revision.id;
    } else if (out.problem.empty()) {
      out.problem = "it has " + one.revision.id + " and not " + join(missing, ", ") + ", which comes before it";
    }
  }
  if (out.problem.empty() && !applied.revisions.empty()) {
    out.problem = "it has versions that no file is of: " +
                  join(std::vector<std::string>(applied.revisions.begin(), applied.revisions.end()), ", ");
  }
}

}  // namespace

std::optional<Adoption> read_adoption(SqlTool tool, const Dialect& dialect, Connection& connection,
                                      const std::vector<ImportedRevision>& chain) {
  Adoption out;
  out.table = table_of(tool);
  if (!dialect.table_exists(connection, {out.table, ""})) return std::nullopt;
  auto applied = read_table(tool, connection);
  out.problem = applied.problem;
  place_in(chain, std::move(applied), out);
  return out;
}

}  // namespace migrate
