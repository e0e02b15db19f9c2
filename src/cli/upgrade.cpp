#include "src/cli/command.hpp"
#include "src/cli/dry_run.hpp"
#include "src/cli/operations_text.hpp"
#include "src/cli/run_result.hpp"
#include "src/cli/verdicts.hpp"
#include "src/revisions/plan.hpp"

namespace migrate {
namespace {

struct UpgradeArguments {
  std::vector<std::string> targets{"head"};
  bool sql = false;
  bool dry_run = false;
  bool missing = false;
  std::vector<std::string> done, not_done;
};

/// Neither a wrong target nor a plan without steps leaves an empty database file behind.
Absent absent_for_upgrade(Session& session, const std::vector<std::string>& targets) {
  if (!session.database_is_absent()) return Absent::create;
  return plan_upgrade(session.graph(), {}, targets).empty() ? Absent::empty : Absent::create;
}

ExitCode run_upgrade(Session& session, const UpgradeArguments& arguments) {
  if (arguments.sql && arguments.dry_run)
    throw UsageError("--sql and --dry-run do not go together", "--sql asks no database, --dry-run does");
  if (arguments.sql) {
    if (arguments.missing)
      throw UsageError("--sql and --missing do not go together", "only the database knows what is missing");
    print_script(session,
                 upgrade_script(session.dialect(), session.graph(), arguments.targets, session.engine_options()));
    return ExitCode::done;
  }
  refuse_ranges("upgrade", arguments.targets);
  session.set_missing(arguments.missing);
  if (arguments.dry_run) {
    dry_run(session, [&](Engine& engine) { return engine.upgrade(arguments.targets); });
    return ExitCode::done;
  }
  session.set_verdicts(verdicts_of(session.graph(), arguments.done, arguments.not_done));
  auto& engine = session.engine(absent_for_upgrade(session, arguments.targets));
  const auto edited = tell_edited(session, engine, arguments.missing);
  const auto watch = ending_by_signal(session);
  tell_result(session, engine.upgrade(arguments.targets), "applied", edited);
  return ExitCode::done;
}

}  // namespace

Command upgrade_command() {
  return make_command<UpgradeArguments>(
      {
          .name = "upgrade",
          .summary = "Apply revisions, up to a target",
          .details =
              "Each revision is a transaction: one that fails leaves the database as it was before it, and the\n"
              "message says what was applied, what was not, and why. MySQL and MariaDB cannot roll back schema\n"
              "changes: there, what a failed revision did stays, and the next run goes on from it. It may be\n"
              "started several times at once: one works, the others wait and find nothing left to do.\n\n"
              "With --sql no database is asked: a script goes to standard output, from base or from where FROM:TO\n"
              "begins, for the database's own client. It ends at the first error, and refuses a database that is\n"
              "somewhere else.\n\n"
              "With --dry-run everything runs in one transaction that is rolled back, and the statements are shown,\n"
              "with the way each table goes (altered, edited in place, rebuilt), why, and how many rows that\n"
              "touches. What could not be rolled back is only shown.\n\n"
              "An applied revision whose file was edited since is told, and stays as the database has it. So is one\n"
              "that was put below applied ones, and never ran: with --missing it runs first.\n\n"
              "Targets: head, heads, +N, a revision or the beginning of one, REV+N, LABEL@head.",
          .parameters = {completing(Completes::target,
                                    argument("TARGET", Presence::optional, &UpgradeArguments::targets,
                                             "Where to; head unless said, several for several branches")),
                         flag("sql", 0, &UpgradeArguments::sql,
                              "Write the SQL instead of running it; TARGET may be FROM:TO"),
                         flag("dry-run", 0, &UpgradeArguments::dry_run,
                              "Run everything in a transaction, show it, and roll it back"),
                         flag("missing", 0, &UpgradeArguments::missing,
                              "Also run what was put below applied revisions and never ran"),
                         option("done", 0, "REV:N", &UpgradeArguments::done,
                                "Statement N of REV, at which a run was interrupted, has run"),
                         option("not-done", 0, "REV:N", &UpgradeArguments::not_done, "It has not, and is to run")},
          .examples = {{"migrate upgrade", "Apply everything that is pending"},
                       {"migrate upgrade +1", "Apply the next revision"},
                       {"migrate upgrade 2f27", "Apply up to the revision whose id begins so"},
                       {"migrate upgrade heads", "Apply all branches"},
                       {"migrate upgrade billing@head 2f27", "Go to one place on each of two branches"},
                       {"migrate upgrade 2f27:head --sql", "A script for a database that is at 2f27"}},
      },
      run_upgrade);
}

}  // namespace migrate
