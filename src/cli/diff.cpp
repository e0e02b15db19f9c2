#include "src/base/text.hpp"
#include "src/cli/command.hpp"
#include "src/cli/models_of.hpp"
#include "src/cli/operations_text.hpp"
#include "src/cli/rehearse.hpp"
#include "src/operations/write_operations.hpp"

namespace migrate {
namespace {

struct DiffArguments {
  bool sql = false;
  bool allow_empty_models = false;
};

ExitCode run_diff(Session& session, const DiffArguments& arguments) {
  const auto found = compare_with_database(session, empty_models(arguments.allow_empty_models));
  const auto script = arguments.sql ? rehearse(session, found.upgrade) : Script{};
  if (session.json()) {
    auto out = Json::object()
                   .set("upgrade", operations_json(found.upgrade))
                   .set("downgrade", operations_json(found.downgrade));
    if (arguments.sql) out.set("sql", script_json(script));
    out.set("findings", findings_json(found.findings)).set("warnings", found.warnings);
    session.data(out.set("notes", found.notes));
  } else if (arguments.sql) {
    session.out().data(script_text(script));
  } else if (!found.empty()) {
    session.out().data(write_operations(found.upgrade, "upgrade") + "\n" +
                       write_operations(found.downgrade, "downgrade"));
  }
  tell_notes(session.out(), found);
  session.out().info(found.empty() ? "models and database agree"
                                   : count_of(found.upgrade.size(), "change") +
                                         "; `migrate revision --autogenerate -m \"…\"` writes them into a revision");
  return ExitCode::done;
}

}  // namespace

Command diff_command() {
  return make_command<DiffArguments>(
      {
          .name = "diff",
          .summary = "Show what autogenerate would write",
          .details =
              "The operations that make the database agree with the models, and those that lead back. Nothing is\n"
              "written or changed. `migrate check` is the same question with an exit code.",
          .parameters = {flag("sql", 0, &DiffArguments::sql, "As the SQL statements of this database"),
                         allow_empty_models(&DiffArguments::allow_empty_models)},
          .examples = {{"migrate diff", "As the operations of a revision file"}, {"migrate diff --sql", "As SQL"}},
      },
      run_diff);
}

}  // namespace migrate
