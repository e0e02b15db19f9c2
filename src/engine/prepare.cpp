#include "src/engine/prepare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "dialects/data.hpp"
#include "src/engine/checksum.hpp"
#include "src/engine/run.hpp"
#include "src/engine/version_table.hpp"
#include "src/operations/describe.hpp"
#include "src/operations/invert.hpp"
#include "src/revisions/files.hpp"

namespace migrate {

bool has_nothing_for(std::string_view dialect, std::span<const Operation> operations) {
  return !operations.empty() && std::ranges::all_of(operations, [&](const Operation& operation) {
    const auto* execute = std::get_if<Execute>(&operation.value);
    return execute && !text_for(dialect, *execute);
  });
}

namespace {

std::vector<Operation> inverted_or_refused(const Revision& revision, const std::vector<Operation>& upgrade) {
  auto inverted = invert(std::span<const Operation>(upgrade));
  if (auto* operations = std::get_if<std::vector<Operation>>(&inverted)) return std::move(*operations);

  const auto& why = std::get<NoWayBack>(inverted);
  const auto& operation = upgrade.at(why.operation);
  auto where = operation.where;
  if (where.file.empty()) where.file = revision.file.string();
  const bool sql = is_sql_file(revision);
  const auto section = sql ? "a section '-- migrate: downgrade'" : "[[downgrade]] sections";
  // the remedies of a single operation begin with the same advice
  constexpr std::string_view known = "write a [[downgrade]] section";
  auto remedy = sql ? std::string() : why.remedy;
  if (remedy.starts_with(known)) {
    remedy.erase(0, known.size());
  } else if (!remedy.empty()) {
    remedy = ", or " + remedy;
  }
  RevisionError error(fmt::format("revision {} has no way back: operation {} of {} ({}): {}", label(revision),
                                  why.operation + 1, upgrade.size(), describe(operation), why.reason),
                      fmt::format("write {} to {}{}", section, revision.file.filename().string(), remedy), where);
  error.details.emplace_back("nothing was run; the database is unchanged");
  throw error;
}

void refuse_incomplete(const Revision& revision, const RevisionBody& body) {
  if (!body.incomplete) return;
  RevisionError error(fmt::format("revision {} is incomplete, as its file says, and is not run", label(revision)),
                      "write what is missing and take the line `-- migrate: incomplete` out; a database that has it "
                      "already goes on from `migrate stamp " +
                          revision.id + "`",
                      *body.incomplete);
  error.details.emplace_back("nothing was run; the database is unchanged");
  throw error;
}

}  // namespace

void check_id(const Revision& revision) {
  if (revision.id.size() <= version_length) return;
  throw RevisionError(fmt::format("the revision id {} is {} characters long, and the version table holds {}",
                                  revision.id, revision.id.size(), version_length),
                      "shorten it in its file and in those that name it", {revision.file.string()});
}

std::string label(const Revision& revision) {
  return revision.message.empty() ? revision.id
                                  : revision.id + " (" + revision.message.substr(0, revision.message.find('\n')) + ")";
}

PreparedStep prepare(const Revision& revision, Movement movement, const RunVariables& variables,
                     std::string_view dialect) {
  check_id(revision);
  auto body = read_revision_body(revision);
  refuse_incomplete(revision, body);
  PreparedStep step;
  step.revision = &revision;
  step.movement = movement;
  step.checksum = checksum(body);
  if (movement == Movement::downgrade) {
    step.operations = body.downgrade ? std::move(*body.downgrade) : inverted_or_refused(revision, body.upgrade);
  } else {
    step.operations = std::move(body.upgrade);
    if (body.downgrade) std::ranges::copy_if(*body.downgrade, std::back_inserter(step.calls_on_the_way_back), is_call);
  }
  substitute(step.operations, variables, dialect);
  return step;
}

std::vector<PreparedStep> prepare(const Plan& plan, const RunVariables& variables, std::string_view dialect) {
  std::vector<PreparedStep> steps;
  steps.reserve(plan.size());
  for (const auto& step : plan) {
    const auto movement = step.direction == Direction::upgrade ? Movement::upgrade : Movement::downgrade;
    steps.push_back(prepare(*step.revision, movement, variables, dialect));
    steps.back().remove = step.removed;
    steps.back().insert = step.inserted;
  }
  return steps;
}

}  // namespace migrate
