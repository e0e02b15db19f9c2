#include "src/embed/check.hpp"

#include "src/base/text.hpp"
#include "src/models/check.hpp"
#include "src/operations/describe.hpp"
#include "src/operations/operation_fields.hpp"
#include "src/operations/write_operations.hpp"
#include "src/revisions/files.hpp"

namespace migrate {
namespace {

void find_heads(const Graph& graph, CheckResult& result) {
  result.heads = ids(graph.heads());
  if (result.heads.size() < 2) return;
  result.findings.push_back({"heads",
                             "there are " + std::to_string(result.heads.size()) + " heads: " + join(result.heads, ", "),
                             "a revision with all of them as its down_revision joins them"});
}

void find_places(const Status& status, CheckResult& result) {
  result.current = status.heads;
  result.unknown = status.unknown;
  for (const auto& row : status.unknown) {
    result.findings.push_back({"unknown", "the database is at " + row + ", which is not among the revisions",
                               "a newer version of the program has it"});
  }
  for (const auto& item : status.revisions) {
    if (!item.applied) result.pending.push_back(item.revision->id);
    if (item.missing) {
      result.findings.push_back({"missing", item.revision->id + " stands below applied revisions, and never ran",
                                 "`migrate upgrade --missing` runs it; a stamp says that it is not wanted"});
    }
    if (!item.edited) continue;
    result.edited.push_back(item.revision->id);
    result.findings.push_back({"edited", item.revision->file.string() + " was edited after it was applied",
                               "put it back, and make the change in a new revision"});
  }
  for (const auto& entry : status.interrupted) {
    result.interrupted.push_back(entry.revision);
    result.findings.push_back(
        {"interrupted", "the " + std::string(to_string(entry.movement)) + " of " + entry.revision + " stopped half-way",
         "the same once more goes on from there"});
  }
}

void find_pending(CheckResult& result) {
  if (result.pending.empty()) return;
  const auto place = result.current.empty() ? "base" : join(result.current, ", ");
  result.findings.push_back({"pending",
                             "the database is at " + place + ", with " + count_of(result.pending.size(), "revision") +
                                 " pending: " + join(result.pending, ", "),
                             result.unknown.empty() ? "an upgrade applies what is pending" : ""});
}

Difference difference_of(const Operation& operation) {
  Difference out;
  out.operation = detail::operation_names[operation.value.index()];
  if (const auto table = table_of(operation)) out.table = display(*table);
  out.summary = describe(operation);
  out.loses = what_is_lost(operation);
  out.toml = write_operations({&operation, 1}, "upgrade", false);
  return out;
}

}  // namespace

CheckResult check_revisions(const Graph& graph, const Engine& engine) {
  for (const auto& revision : graph.revisions()) read_revision_body(revision);
  CheckResult result;
  find_heads(graph, result);
  find_places(engine.status(true), result);
  find_pending(result);
  return result;
}

void check_models(CheckResult& result, const Dialect& dialect, Connection& connection, const Schema& models,
                  const AutogenerateOptions& options) {
  const auto found = autogenerate(dialect, connection, models, options);
  auto& differences = result.differences.emplace();
  for (const auto& operation : found.upgrade) differences.push_back(difference_of(operation));
  result.notes = found.notes;
  if (differences.empty()) return;
  result.findings.push_back({"differences", "models and database differ in " + count_of(differences.size(), "place"),
                             "`migrate revision --autogenerate` writes the revision that is missing"});
}

void require_sound(const Schema& models) {
  auto found = problems(models);
  if (found.empty()) return;
  if (found.size() == 1) throw ConfigurationError("the models contradict themselves: " + found.front());
  ConfigurationError error("the models have " + count_of(found.size(), "problem"));
  error.details = std::move(found);
  throw error;
}

}  // namespace migrate
