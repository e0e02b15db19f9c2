#include "src/cli/dry_run.hpp"

#include <fmt/format.h>

#include "src/base/text.hpp"
#include "src/cli/operations_text.hpp"
#include "src/cli/revision_text.hpp"
#include "src/cli/run_result.hpp"

namespace migrate {

void dry_run(Session& session, const std::function<EngineResult(Engine&)>& move) {
  Script script;
  auto options = session.engine_options();
  options.dry_run = true;
  options.callbacks.on_begin = [&](const Progress& progress) {
    script.sections.push_back({fmt::format("{} {}", to_string(progress.movement), title_of(progress.revision)), {}});
  };
  options.callbacks.on_end = {};
  options.callbacks.on_statement = [&](const Statement& statement) {
    if (statement.must_be_empty.empty()) script.sections.back().statements.push_back(statement);
  };
  Engine engine(session.dialect(), session.connection(Absent::empty), session.url(), session.graph(), options);
  const auto result = move(engine);
  if (session.json()) {
    session.data(result_json(result).set("sql", script_json(script)));
  } else {
    session.out().data(script_text(script));
  }
  session.out().info(result.revisions.empty()
                         ? "nothing to do: the database is at " + place_text(session.graph(), result.after)
                         : fmt::format("a dry run of {}: the database would be at {}, and nothing was {}",
                                       count_of(result.revisions.size(), "revision"),
                                       place_text(session.graph(), result.after),
                                       result.tried ? "changed" : "tried, for it could not all be rolled back"));
}

}  // namespace migrate
