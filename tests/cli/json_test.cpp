// The documents of --format json: one a command, on standard output, with stable keys.
#include "tests/cli/small_project.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

/// Runs with --format json; the keys must be there.
std::string document(const SmallProject& project, std::vector<std::string> arguments,
                     const std::vector<std::string>& keys, int code = 0) {
  arguments.insert(arguments.end(), {"--format", "json"});
  INFO(arguments.front());
  const auto ran = project.run(arguments);
  CHECK(ran.code == code);
  CHECK(ran.out.starts_with("{\n"));
  CHECK(ran.out.ends_with("}\n"));
  for (const auto& key : keys) {
    INFO(key);
    CHECK(contains(ran.out, "\"" + key + "\": "));
  }
  return ran.out;
}

}  // namespace

TEST_CASE("every command has its document") {
  const SmallProject project;
  const std::vector<std::string> revision_keys{"revision", "down_revisions", "depends_on", "branch_labels", "message",
                                               "created",  "file",           "base",       "head"};
  document(project, {"init", "other"}, {"config", "revisions"});
  document(project, {"revision", "--autogenerate", "-m", "add hero"}, {"revision", "file", "upgrade", "summary"});
  document(project, {"check"}, {"ok", "heads", "pending", "differences", "problems", "kind", "hint"}, 3);
  const auto up = document(project, {"upgrade"}, {"before", "after", "revisions", "done_by_another"});
  CHECK(contains(up, "\"before\": []"));
  document(project, {"heads"}, revision_keys);
  document(project, {"history", "-i"}, revision_keys);
  CHECK(contains(document(project, {"current"}, {"current", "known", "at_head"}), "\"at_head\": true"));
  document(project, {"show", "head"}, {"upgrade", "downgrade", "operation", "op", "columns"});
  document(project, {"status"}, {"heads", "unknown", "revisions", "applied", "applied_at", "edited"});
  document(project, {"diff", "--sql"}, {"upgrade", "downgrade", "sql", "notes"});
  document(project, {"inspect"}, {"format", "table", "name", "primary_key"});
  document(project, {"models"}, {"format", "table", "columns"});
  CHECK(contains(document(project, {"check"}, {}), "\"ok\": true"));
  document(project, {"downgrade", "-1"}, {"before", "after"});
  document(project, {"stamp", "head"}, {"before", "after"});
}
