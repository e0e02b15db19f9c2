#include "dialects/sqlite/describe_way.hpp"

#include <algorithm>

#include "dialects/sqlite/connection.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

std::string rows_text(std::size_t rows) { return grouped(rows) + (rows == 1 ? " row" : " rows"); }

Cost cost_of(const TableDraft& draft, Way way) {
  if (way == Way::rebuild) return Cost::writes;
  return std::max(draft.cost, draft.guards.empty() ? Cost::nothing : Cost::reads);
}

}  // namespace

std::vector<std::string> changes_of(const TableDraft& draft) {
  std::vector<std::string> out;
  for (const auto& statement : draft.native) {
    if (std::ranges::find(out, statement.purpose) == out.end()) out.push_back(statement.purpose);
  }
  out.insert(out.end(), draft.reasons.begin(), draft.reasons.end());
  return out;
}

std::optional<std::size_t> count_rows(Connection& connection, const TableDraft& draft, Way way) {
  const auto* sqlite = dynamic_cast<const SqliteConnection*>(&connection);
  if (cost_of(draft, way) == Cost::nothing || !sqlite || sqlite->is_schema_only()) return std::nullopt;
  const auto rows = connection.query("SELECT count(*) FROM main." + quote_name(draft.name));
  return std::stoull(rows.at(0).at(0).value_or("0"));
}

std::string describe_way(const TableDraft& draft, const Choice& choice, std::optional<std::size_t> rows) {
  const auto changes = join(changes_of(draft), ", ");
  const auto after = [&](const std::string& what) { return changes.empty() ? what : what + ": " + changes; };
  const auto count = rows ? rows_text(*rows) : "every row";
  if (choice.way == Way::rebuild) {
    return after("rebuild " + draft.name) + " (" + choice.obstacle + "; copies " + count + ")";
  }
  const auto what = choice.way == Way::native ? "alter " + draft.name : "edit " + draft.name + " in place";
  switch (cost_of(draft, choice.way)) {
    case Cost::nothing: return after(what) + " (reads no row)";
    case Cost::reads: return after(what) + " (reads " + count + ")";
    case Cost::writes: break;
  }
  return after(what) + " (writes " + count + ")";
}

}  // namespace migrate::sqlite
