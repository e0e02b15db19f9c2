#include "src/engine/readable.hpp"

#include "dialects/data.hpp"

namespace migrate {

std::optional<RevisionError> unreadable_sql(const Dialect& dialect, std::span<const Operation> operations) {
  const auto split = [&](std::string_view script) { return dialect.split(script); };
  for (const auto& operation : operations) {
    const auto* execute = std::get_if<Execute>(&operation.value);
    if (!execute) continue;
    try {
      (void)execute_statements(dialect.name(), *execute, operation.where, split);
    } catch (const RevisionError& error) {
      return error;
    }
  }
  return std::nullopt;
}

void refuse_unreadable_sql(const Dialect& dialect, std::span<const Operation> operations) {
  auto error = unreadable_sql(dialect, operations);
  if (!error) return;
  error->details.emplace_back("nothing was run; the database is unchanged");
  throw *error;
}

}  // namespace migrate
