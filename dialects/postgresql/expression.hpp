// SQL expressions as trees, by PostgreSQL's grammar and precedence
// (https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-PRECEDENCE). What has two spellings is read into
// one: `IN` and `= ANY (ARRAY…)`, `BETWEEN` and two comparisons, `LIKE` and `~~`, `CAST` and `::`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace migrate::postgresql {

enum class NodeKind {
  name,    ///< of a column, or a function without parentheses: current_date
  string,  ///< a string constant
  number,
  cast,  ///< to the type that is its text, of one part
  call,  ///< of the function or operator that is its text
};

struct Node {
  NodeKind kind = NodeKind::call;
  std::string text{};
  std::vector<Node> parts{};

  bool operator==(const Node&) const = default;
  bool is(NodeKind held, std::string_view what) const { return kind == held && text == what; }
};

/// Nothing where the text holds what is not understood here: a subquery, a window, an unusual clause.
std::optional<Node> read_expression(std::string_view sql);

}  // namespace migrate::postgresql
