#include "src/cli/command.hpp"
#include "src/cli/operations_text.hpp"

namespace migrate {
namespace {

struct EnsureVersionArguments {
  bool sql = false;
};

ExitCode run_ensure_version(Session& session, const EnsureVersionArguments& arguments) {
  if (arguments.sql) {
    print_script(session, tables_script(session.dialect(), session.graph(), session.engine_options()));
    return ExitCode::done;
  }
  const bool made = session.engine(Absent::create).ensure_version();
  const auto& table = session.config().database.version_table;
  if (session.json()) session.data(Json::object().set("version_table", table).set("made", made));
  session.out().info(made ? "made the tables of migrate: " + table + " and its journal"
                          : "nothing to do: the tables of migrate are there");
  return ExitCode::done;
}

}  // namespace

Command ensure_version_command() {
  return make_command<EnsureVersionArguments>(
      {
          .name = "ensure-version",
          .summary = "Make the tables of migrate, if they are not there",
          .details =
              "The version table and the journal, empty. The first upgrade or stamp makes them too; this is for who\n"
              "grants rights on them before, or runs upgrades as a user who may not make tables.",
          .parameters = {flag("sql", 0, &EnsureVersionArguments::sql, "Write the SQL instead of running it")},
          .examples = {{"migrate ensure-version", "In the configured database"},
                       {"migrate ensure-version --sql", "As a script for the database's own client"}},
      },
      run_ensure_version);
}

}  // namespace migrate
