#include "dialects/sqlite/canonical.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "dialects/sqlite/canonical_number.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

/// A binary operator and how tightly it binds.
struct Operator {
  std::string_view text;
  int level;
};
constexpr int or_level = 1, and_level = 2, not_level = 3, equality = 4, comparison = 5, escape = 6, bits = 7, sum = 8,
              product = 9, concatenation = 10, collate = 11, unary = 12;
constexpr auto operators = std::to_array<Operator>({{"=", equality},
                                                    {"==", equality},
                                                    {"<>", equality},
                                                    {"!=", equality},
                                                    {"<", comparison},
                                                    {"<=", comparison},
                                                    {">", comparison},
                                                    {">=", comparison},
                                                    {"&", bits},
                                                    {"|", bits},
                                                    {"<<", bits},
                                                    {">>", bits},
                                                    {"+", sum},
                                                    {"-", sum},
                                                    {"*", product},
                                                    {"/", product},
                                                    {"%", product},
                                                    {"||", concatenation},
                                                    {"->", concatenation},
                                                    {"->>", concatenation}});

struct NotUnderstood {};

/// Reads one expression into nested lists in prefix order.
class ExpressionReader {
 public:
  ExpressionReader(std::string_view sql, const Table* table) : tokens_(tokenize(sql)), table_(table) {}

  std::string read() {
    auto out = expression(or_level);
    if (peek().kind != TokenKind::end) throw NotUnderstood{};
    return out;
  }

 private:
  const Token& peek(std::size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  const Token& take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  bool take_op(std::string_view text) { return peek().is_op(text) && (take(), true); }
  bool take_keyword(std::string_view word) { return peek().is_keyword(word) && (take(), true); }
  void expect_op(std::string_view text) {
    if (!take_op(text)) throw NotUnderstood{};
  }
  void expect_keyword(std::string_view word) {
    if (!take_keyword(word)) throw NotUnderstood{};
  }
  static std::string node(std::string_view head, const std::vector<std::string>& parts) {
    return "(" + std::string(head) + " " + join(parts, " ") + ")";
  }

  std::string expression(int least) {
    auto left = prefix();
    while (auto next = infix(left, least)) left = std::move(*next);
    return left;
  }

  std::optional<std::string> infix(const std::string& left, int least) {
    const Token& token = peek();
    if (token.kind == TokenKind::op) return symbol(left, least);
    if (token.kind != TokenKind::word) return std::nullopt;
    if (least <= or_level && token.is_keyword("OR")) return chain(left, "OR", "or", and_level);
    if (least <= and_level && token.is_keyword("AND")) return chain(left, "AND", "and", not_level);
    if (least <= collate && take_keyword("COLLATE")) return node("collate", {left, lower(unquote_name(take().text))});
    return least <= equality ? word_operator(left) : std::nullopt;
  }

  std::optional<std::string> symbol(const std::string& left, int least) {
    const auto found = std::ranges::find(operators, peek().text, &Operator::text);
    if (found == operators.end() || found->level < least) return std::nullopt;
    take();
    const auto head = found->text == "<>" ? "!=" : found->text == "==" ? "=" : found->text;
    return node(head, {left, expression(found->level + 1)});
  }

  /// `a AND b AND c`, however it is parenthesised: the parts of a part in parentheses are parts of the whole.
  std::string chain(const std::string& left, std::string_view keyword, std::string_view head, int level) {
    std::string parts = parts_of(left, head);
    while (take_keyword(keyword)) parts += " " + parts_of(expression(level), head);
    return "(" + std::string(head) + " " + parts + ")";
  }
  static std::string parts_of(const std::string& part, std::string_view head) {
    const auto opening = "(" + std::string(head) + " ";
    return part.starts_with(opening) ? part.substr(opening.size(), part.size() - opening.size() - 1) : part;
  }

  std::optional<std::string> word_operator(const std::string& left) {
    if (take_keyword("ISNULL")) return node("is", {left, "null"});
    if (take_keyword("NOTNULL")) return node("not", {node("is", {left, "null"})});
    if (take_keyword("IS")) return is(left);
    if (!peek().is_keyword("NOT")) return test(left);
    if (peek(1).is_keyword("NULL")) {
      take(), take();
      return node("not", {node("is", {left, "null"})});
    }
    const auto before = at_;
    take();
    if (auto positive = test(left)) return node("not", {*positive});
    at_ = before;
    return std::nullopt;
  }

  std::string is(const std::string& left) {
    bool negated = take_keyword("NOT");
    if (take_keyword("DISTINCT")) {
      expect_keyword("FROM");
      negated = !negated;
    }
    const bool truth = peek().is_keyword("TRUE") || peek().is_keyword("FALSE");  // IS TRUE is not IS 1
    const auto out = truth ? node("is-" + lower(take().text), {left}) : node("is", {left, expression(comparison)});
    return negated ? node("not", {out}) : out;
  }

  std::optional<std::string> test(const std::string& left) {
    if (take_keyword("BETWEEN")) {
      const auto low = expression(comparison);
      expect_keyword("AND");
      return node("between", {left, low, expression(comparison)});
    }
    if (take_keyword("IN")) {
      expect_op("(");
      return node("in", {left, "(" + list() + ")"});
    }
    for (const auto* word : {"LIKE", "GLOB", "REGEXP", "MATCH"}) {
      if (!take_keyword(word)) continue;
      std::vector<std::string> parts{left, expression(comparison)};
      if (take_keyword("ESCAPE")) parts.push_back(expression(escape));
      return node(lower(word), parts);
    }
    return std::nullopt;
  }

  /// Expressions up to the closing parenthesis, which is taken.
  std::string list() {
    std::vector<std::string> parts;
    if (take_op(")")) return "";
    do {
      parts.push_back(expression(or_level));
    } while (take_op(","));
    expect_op(")");
    return join(parts, " ");
  }

  std::string prefix() {
    const Token& token = take();
    switch (token.kind) {
      case TokenKind::number: return canonical_number(token.text);
      case TokenKind::string: return std::string(token.text);
      case TokenKind::blob: return lower(token.text);
      case TokenKind::quoted_name: return name(token);
      case TokenKind::op: return symbol_prefix(token);
      case TokenKind::word: return word(token);
      default: throw NotUnderstood{};
    }
  }

  std::string symbol_prefix(const Token& token) {
    if (token.text == "-" || token.text == "+" || token.text == "~") return node(token.text, {expression(unary)});
    if (token.text != "(" || peek().is_keyword("SELECT") || peek().is_keyword("WITH")) throw NotUnderstood{};
    auto first = expression(or_level);
    if (take_op(")")) return first;
    expect_op(",");
    return node("row", {first, list()});
  }

  std::string word(const Token& token) {
    if (token.is_keyword("NOT")) return node("not", {expression(not_level)});
    if (token.is_keyword("CASE")) return choice();
    if (token.is_keyword("CAST") && take_op("(")) return cast();
    if (token.is_keyword("EXISTS") || token.is_keyword("SELECT")) throw NotUnderstood{};
    if (token.is_keyword("NULL")) return "null";
    if (!is_column(token.text)) {
      if (token.is_keyword("TRUE")) return "1";
      if (token.is_keyword("FALSE")) return "0";
    }
    for (const auto* clock : {"CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP"}) {
      if (token.is_keyword(clock)) return lower(token.text);
    }
    return name(token);
  }

  std::string choice() {
    std::vector<std::string> parts;
    if (!peek().is_keyword("WHEN")) parts.push_back(expression(or_level));
    while (take_keyword("WHEN")) {
      auto condition = expression(or_level);
      expect_keyword("THEN");
      parts.push_back("(when " + condition + " " + expression(or_level) + ")");
    }
    if (take_keyword("ELSE")) parts.push_back(expression(or_level));
    expect_keyword("END");
    return node("case", parts);
  }

  std::string cast() {
    auto value = expression(or_level);
    expect_keyword("AS");
    std::string type;
    for (int depth = 0; depth > 0 || !peek().is_op(")"); type += lower(unquote_name(take().text)) + " ") {
      if (peek().kind == TokenKind::end) throw NotUnderstood{};
      depth += peek().is_op("(") ? 1 : peek().is_op(")") ? -1 : 0;
    }
    take();
    return node("cast", {value, "(" + type + ")"});
  }

  bool is_column(std::string_view name) const {
    return table_ && std::ranges::any_of(table_->columns,
                                         [&](const Column& column) { return equal_ignoring_case(column.name, name); });
  }
  static bool is_rowid(std::string_view name) {
    return equal_ignoring_case(name, "rowid") || equal_ignoring_case(name, "oid") ||
           equal_ignoring_case(name, "_rowid_");
  }
  static std::string quoted(std::string_view name) { return '"' + replace_all(lower(name), "\"", "\"\"") + '"'; }

  std::string name(const Token& token) {
    const auto text = unquote_name(token.text);
    if (take_op("(")) return call(text);
    if (take_op(".")) {
      const auto rest = name(take());
      return table_ && equal_ignoring_case(text, table_->name) ? rest : quoted(text) + "." + rest;
    }
    if (token.text.front() == '"' && table_ && !is_column(text) && !is_rowid(text)) return quote_text(text);
    return quoted(text);
  }

  std::string call(const std::string& function) {
    std::string head = "call " + lower(function);
    if (take_keyword("DISTINCT")) head += " distinct";
    std::string arguments;
    if (take_op("*")) {
      arguments = "*";
      expect_op(")");
    } else {
      arguments = list();
    }
    if (peek().is_keyword("FILTER") || peek().is_keyword("OVER")) throw NotUnderstood{};
    return node(head, {arguments});
  }

  std::vector<Token> tokens_;
  const Table* table_;
  std::size_t at_ = 0;
};

std::string word_by_word(std::string_view sql) {
  std::string out = "words";
  for (const Token& token : tokenize(sql)) {
    out += ' ';
    switch (token.kind) {
      case TokenKind::word: out += lower(token.text); break;
      case TokenKind::quoted_name: out += lower(unquote_name(token.text)); break;
      case TokenKind::number: out += canonical_number(token.text); break;
      default: out += token.text;
    }
  }
  return out;
}

}  // namespace

std::string canonical_expression(std::string_view sql, const Table* table) {
  try {
    return ExpressionReader(sql, table).read();
  } catch (const NotUnderstood&) {
    return word_by_word(sql);
  }
}

}  // namespace migrate::sqlite
