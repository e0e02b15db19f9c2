#include "dialects/sqlite/effect.hpp"

#include <algorithm>
#include <array>

#include "dialects/sqlite/tokens.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {

Effect effect_of(std::string_view sql) {
  const auto first = next_token(sql, 0);
  const bool sets = first.is_keyword("PRAGMA") || first.is_keyword("ATTACH") || first.is_keyword("DETACH");
  return sets ? Effect::session : Effect::schema;
}

bool controls_transaction(std::string_view sql) {
  const auto first = next_token(sql, 0);
  if (first.is_keyword("BEGIN") || first.is_keyword("COMMIT") || first.is_keyword("END")) return true;
  if (!first.is_keyword("ROLLBACK")) return false;
  auto next = next_token(sql, first.end());
  if (next.is_keyword("TRANSACTION")) next = next_token(sql, next.end());
  return !next.is_keyword("TO");
}

bool is_lost_in_transaction(std::string_view sql) {
  const auto tokens = tokenize(sql);
  if (tokens.empty()) return false;
  if (tokens[0].is_keyword("VACUUM")) return true;
  if (tokens.size() < 4 || !tokens[0].is_keyword("PRAGMA")) return false;
  const bool sets = tokens[2].is_op("=") || tokens[2].is_op("(");
  static constexpr auto names = std::to_array<std::string_view>({"foreign_keys", "journal_mode", "synchronous"});
  return sets && std::ranges::find(names, lower(tokens[1].text)) != names.end();
}

}  // namespace migrate::sqlite
