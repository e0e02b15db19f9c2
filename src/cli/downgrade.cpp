#include "src/cli/command.hpp"
#include "src/cli/dry_run.hpp"
#include "src/cli/operations_text.hpp"
#include "src/cli/run_result.hpp"
#include "src/cli/verdicts.hpp"
#include "src/revisions/target.hpp"

namespace migrate {
namespace {

struct DowngradeArguments {
  std::vector<std::string> targets;
  bool sql = false;
  bool dry_run = false;
  std::vector<std::string> done, not_done;
};

ExitCode run_downgrade(Session& session, const DowngradeArguments& arguments) {
  if (arguments.sql && arguments.dry_run)
    throw UsageError("--sql and --dry-run do not go together", "--sql asks no database, --dry-run does");
  if (arguments.sql) {
    print_script(session,
                 downgrade_script(session.dialect(), session.graph(), arguments.targets, session.engine_options()));
    return ExitCode::done;
  }
  refuse_ranges("downgrade", arguments.targets);
  if (arguments.dry_run) {
    dry_run(session, [&](Engine& engine) { return engine.downgrade(arguments.targets); });
    return ExitCode::done;
  }
  // a name that the revisions do not have is a wrong command line, whatever the database is
  for (const auto& target : arguments.targets) {
    require_downgrade_target(session.graph(), target);
  }
  session.set_verdicts(verdicts_of(session.graph(), arguments.done, arguments.not_done));
  auto& engine = session.engine(Absent::error);
  const auto edited = tell_edited(session, engine, true);
  const auto watch = ending_by_signal(session);
  tell_result(session, engine.downgrade(arguments.targets), "took back", edited);
  return ExitCode::done;
}

}  // namespace

Command downgrade_command() {
  return make_command<DowngradeArguments>(
      {
          .name = "downgrade",
          .summary = "Take revisions back, down to a target",
          .details = "Where a revision has no way back, nothing is run at all, and the message names it.\n\n"
                     "Targets: base (nothing applied), -N, a revision or the beginning of one, REV-N.",
          .parameters = {completing(Completes::target,
                                    argument("TARGET", Presence::required, &DowngradeArguments::targets,
                                             "Where to; several for several branches")),
                         flag("sql", 0, &DowngradeArguments::sql,
                              "Write the SQL instead of running it; TARGET is FROM:TO"),
                         flag("dry-run", 0, &DowngradeArguments::dry_run,
                              "Run everything in a transaction, show it, and roll it back"),
                         option("done", 0, "REV:N", &DowngradeArguments::done,
                                "Statement N of REV, at which a run was interrupted, has run"),
                         option("not-done", 0, "REV:N", &DowngradeArguments::not_done, "It has not, and is to run")},
          .examples = {{"migrate downgrade -1", "Take back the newest applied revision"},
                       {"migrate downgrade base", "Take back everything"},
                       {"migrate downgrade 89c4", "Go back to the revision whose id begins so"},
                       {"migrate downgrade head:89c4 --sql", "The same as a script, for a database that is at head"}},
      },
      run_downgrade);
}

}  // namespace migrate
