// Plans: the steps from where a database is to where it is to go, each with what it does to the rows of the version
// table. Values only: nothing is read, locked or run here.
//
// The rows move as Alembic's do. They are the applied revisions that no applied revision needs; so a step inserts,
// deletes or updates a row, a merge deletes all rows but one and updates that, and the way back of a merge inserts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/revisions/graph.hpp"

namespace migrate {

enum class Direction { upgrade, downgrade };

struct Step {
  const Revision* revision = nullptr;  ///< what is run, or of a stamp where it goes; null: a stamp to base
  Direction direction = Direction::upgrade;
  /// Rows that go and rows that come. Where there are both, the first of each are one UPDATE.
  std::vector<std::string> removed, inserted;

  bool operator==(const Step&) const = default;
};

using Plan = std::vector<Step>;

/// One statement on the version table. `from` alone: DELETE. `to` alone: INSERT. Both: UPDATE.
struct RowChange {
  std::string from, to;

  bool operator==(const RowChange&) const = default;
};

/// What a step does to the version table, in Alembic's order: the UPDATE last.
std::vector<RowChange> row_changes(const Step& step);

/// The rows after a step, in order of name.
std::vector<std::string> rows_after(std::vector<std::string> rows, const Step& step);
/// The rows after all steps.
std::vector<std::string> rows_after(const std::vector<std::string>& rows, const Plan& plan);

/// Moves to one or several targets. `rows` is what the version table holds; the order of it decides nothing but which
/// row of a stamp is updated and which deleted. Parents come first on the way up and last on the way down.
/// All throw GraphError: for a row or a target that is not among the revisions, targets of which one includes the
/// other, a relative target that can mean two things or leads nowhere, and a target that lies in the other direction.
Plan plan_upgrade(const Graph& graph, const std::vector<std::string>& rows, const std::vector<std::string>& targets);
Plan plan_downgrade(const Graph& graph, const std::vector<std::string>& rows, const std::vector<std::string>& targets);
/// Moves the rows only. Rows of other branches stay; an empty `rows` with rows in the table is what --purge is.
Plan plan_stamp(const Graph& graph, const std::vector<std::string>& rows, const std::vector<std::string>& targets);

/// Applies or takes back single revisions in the order the caller likes, and says how the rows move.
class VersionRows {
 public:
  VersionRows(const Graph& graph, const Revisions& current);

  Step upgrade(const Revision& revision);
  Step downgrade(const Revision& revision);

 private:
  const Graph& graph_;
  std::vector<std::uint32_t> needed_by_;  ///< how many applied revisions need each
  Graph::Marks row_;
};

}  // namespace migrate
