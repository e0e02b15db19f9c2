#include "src/cli/rehearse.hpp"

#include <span>

#include "src/operations/apply.hpp"

namespace migrate {

namespace {

/// Each operation is rendered against what those before it have made, in a copy of the schema without rows; the
/// database itself is only read.
std::vector<Statement> render_all(Session& session, const std::vector<Operation>& operations) {
  const auto& dialect = session.dialect();
  auto& database = session.connection(Absent::empty);
  const auto scratch = dialect.scratch(database);
  std::vector<Statement> out;
  for (auto rest = std::span(operations); !rest.empty();) {
    const auto rendered = dialect.render(scratch ? *scratch : database, rest);
    for (const auto& statement : rendered.statements) {
      const bool guard = !statement.must_be_empty.empty();
      for (const auto& written : guard ? dialect.script_guard(statement) : std::vector{statement}) {
        if (scratch) scratch->execute(written.sql);
        out.push_back(written);
      }
    }
    if (scratch) dialect.note_offline(*scratch, rest.first(rendered.operations));
    rest = rest.subspan(rendered.operations);
  }
  return out;
}

}  // namespace

Script rehearse(Session& session, const std::vector<Operation>& operations) {
  auto statements = render_all(session, operations);
  if (statements.empty()) return {};
  auto frame = session.dialect().frame(operations);
  statements.insert(statements.begin(), frame.before.begin(), frame.before.end());
  statements.insert(statements.end(), frame.after.begin(), frame.after.end());
  return {session.dialect().script_prelude(session.engine_options().settings), {{"", std::move(statements)}}};
}

}  // namespace migrate
