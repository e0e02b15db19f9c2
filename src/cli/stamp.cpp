#include "src/base/text.hpp"
#include "src/cli/command.hpp"
#include "src/cli/operations_text.hpp"
#include "src/cli/revision_text.hpp"
#include "src/cli/run_result.hpp"
#include "src/revisions/plan.hpp"

namespace migrate {
namespace {

struct StampArguments {
  std::vector<std::string> targets;
  bool purge = false;
  bool sql = false;
};

/// Neither a wrong target nor a stamp that changes nothing leaves an empty database file behind.
Absent absent_for_stamp(Session& session, const std::vector<std::string>& targets) {
  if (!session.database_is_absent()) return Absent::create;
  return plan_stamp(session.graph(), {}, targets).empty() ? Absent::empty : Absent::create;
}

ExitCode run_stamp(Session& session, const StampArguments& arguments) {
  if (arguments.sql) {
    if (arguments.purge) throw UsageError("--sql and --purge do not go together", "name what is there: FROM:TO");
    print_script(session,
                 stamp_script(session.dialect(), session.graph(), arguments.targets, session.engine_options()));
    return ExitCode::done;
  }
  refuse_ranges("stamp", arguments.targets);
  const auto result =
      session.engine(absent_for_stamp(session, arguments.targets)).stamp(arguments.targets, arguments.purge);
  if (session.json()) session.data(result_json(result));
  const auto place = place_text(session.graph(), result.after);
  if (!result.accepted.empty()) {
    session.out().info("accepted as " + std::string(result.accepted.size() == 1 ? "its file says" : "their files say") +
                       " now: " + join(result.accepted, ", ") + "; the database is at " + place);
    return ExitCode::done;
  }
  if (result.forgotten) session.out().info("what had stopped half-way is forgotten");
  session.out().info(result.before == result.after && !result.forgotten
                         ? "nothing to do: the database is at " + place
                         : "the database now counts as being at " + place + "; nothing was run");
  return ExitCode::done;
}

}  // namespace

Command stamp_command() {
  return make_command<StampArguments>(
      {
          .name = "stamp",
          .summary = "Say where a database is, without running anything",
          .details =
              "For a database whose schema is already what the revision makes of it.\n\n"
              "A stamp of where the database is already accepts the files of applied revisions that were edited\n"
              "since: they count as what was applied.",
          .parameters = {completing(Completes::target,
                                    argument("TARGET", Presence::required, &StampArguments::targets,
                                             "The revision, head, heads or base; several for several branches")),
                         flag("purge", 0, &StampArguments::purge,
                              "Forget what the version table says first, known or not"),
                         flag("sql", 0, &StampArguments::sql,
                              "Write the SQL instead of running it; TARGET may be FROM:TO")},
          .examples = {{"migrate stamp head", "The database has everything"},
                       {"migrate stamp --purge 2f27", "Replace a version that is no longer among the revisions"}},
      },
      run_stamp);
}

}  // namespace migrate
