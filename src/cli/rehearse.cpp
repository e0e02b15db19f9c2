#include "src/cli/rehearse.hpp"

#include <span>

namespace migrate {

std::vector<Statement> rehearse(Session& session, const std::vector<Operation>& operations) {
  const auto& dialect = session.dialect();
  auto& database = session.connection(Absent::empty);
  const auto scratch = dialect.scratch(database);
  std::vector<Statement> out;
  for (auto rest = std::span(operations); !rest.empty();) {
    const auto rendered = dialect.render(scratch ? *scratch : database, rest);
    for (const auto& statement : rendered.statements) {
      // a guard asks about rows, and the copy has none
      if (!statement.must_be_empty.empty()) continue;
      if (scratch) scratch->execute(statement.sql);
      out.push_back(statement);
    }
    rest = rest.subspan(rendered.operations);
  }
  return out;
}

std::vector<Statement> rehearse_script(Session& session, const std::vector<Operation>& operations) {
  auto out = rehearse(session, operations);
  if (out.empty()) return out;
  auto frame = session.dialect().frame(operations);
  out.insert(out.begin(), frame.before.begin(), frame.before.end());
  out.insert(out.end(), frame.after.begin(), frame.after.end());
  return out;
}

}  // namespace migrate
