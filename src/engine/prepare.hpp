// From a step of a plan to all that is needed to run it: its file read, its operations chosen, its checksum taken.
// Whatever can be wrong with a file is found here, for every step of a plan, before the first statement runs.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/engine/journal.hpp"
#include "src/engine/variables.hpp"
#include "src/revisions/plan.hpp"
#include "src/revisions/revision.hpp"

namespace migrate {

/// Whether the operations are SQL for other databases alone.
bool has_nothing_for(std::string_view dialect, std::span<const Operation> operations);

struct PreparedStep {
  const Revision* revision = nullptr;
  Movement movement = Movement::upgrade;
  std::vector<std::string> remove;  ///< heads that the version table loses
  std::vector<std::string> insert;  ///< and those it gets
  std::vector<Operation> operations;
  std::string checksum;
  std::vector<Operation> calls_on_the_way_back{};  ///< of an upgrade, the data steps that its downgrade will call
};

/// Throws RevisionError with file, line and column: for what cannot be read, for an id that the version table cannot
/// hold, for a way back that is not there, and for a variable without a value.
PreparedStep prepare(const Revision& revision, Movement movement, const RunVariables& variables,
                     std::string_view dialect);
/// The same for every step of a plan that moves a database.
std::vector<PreparedStep> prepare(const Plan& plan, const RunVariables& variables, std::string_view dialect);

/// Throws RevisionError for an id that the version table cannot hold.
void check_id(const Revision& revision);

/// "2f27635c7609 (add users table)"
std::string label(const Revision& revision);

}  // namespace migrate
