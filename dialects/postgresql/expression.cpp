#include "dialects/postgresql/expression.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "dialects/postgresql/tokens.hpp"
#include "dialects/postgresql/types.hpp"
#include "src/schema/type_text.hpp"

namespace migrate::postgresql {
namespace {

struct NotUnderstood {};

Node call(std::string text, std::vector<Node> parts) { return {NodeKind::call, std::move(text), std::move(parts)}; }

/// AND and OR are associative: one list, however it was nested.
Node chain(std::string_view word, Node left, Node right) {
  Node out = call(std::string(word), {});
  for (Node* side : {&left, &right}) {
    if (side->is(NodeKind::call, word)) {
      std::ranges::move(side->parts, std::back_inserter(out.parts));
    } else {
      out.parts.push_back(std::move(*side));
    }
  }
  return out;
}

/// The operators behind words.
std::string_view operator_of(std::string_view word) {
  if (word == "like") return "~~";
  return word == "ilike" ? "~~*" : "";
}

constexpr auto comparisons = std::to_array<std::string_view>({"<", ">", "=", "<=", ">=", "<>", "!="});
/// Words that end an expression where an operand could follow, or that begin what is not understood.
constexpr auto reserved = std::to_array<std::string_view>(
    {"select", "from",   "where",   "then",   "when",    "else",    "end",      "as",  "exists",
     "over",   "filter", "within",  "using",  "and",     "or",      "is",       "in",  "between",
     "like",   "ilike",  "similar", "isnull", "notnull", "collate", "distinct", "all", "any"});

template <class Range>
bool among(const Range& words, std::string_view word) {
  return std::ranges::find(words, word) != std::ranges::end(words);
}

class Reader {
 public:
  explicit Reader(std::string_view sql) : tokens_(tokenize(sql)) {}

  Node read() {
    auto out = disjunction();
    if (peek().kind != TokenKind::end) throw NotUnderstood{};
    return out;
  }

 private:
  const Token& peek(std::size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  Token take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  bool take_op(std::string_view text) { return peek().is_op(text) && (take(), true); }
  bool take_word(std::string_view word) { return peek().is_word(word) && (take(), true); }
  void expect_op(std::string_view text) {
    if (!take_op(text)) throw NotUnderstood{};
  }
  void expect_word(std::string_view word) {
    if (!take_word(word)) throw NotUnderstood{};
  }

  // — operators, loosest first —

  Node disjunction() {
    auto left = conjunction();
    while (take_word("or")) left = chain("or", std::move(left), conjunction());
    return left;
  }
  Node conjunction() {
    auto left = negation();
    while (take_word("and")) left = chain("and", std::move(left), negation());
    return left;
  }
  Node negation() {
    if (take_word("not")) return call("not", {negation()});
    return is_test();
  }
  Node is_test() {
    auto left = comparison();
    while (true) {
      if (take_word("isnull")) {
        left = call("is null", {std::move(left)});
      } else if (take_word("notnull")) {
        left = call("is not null", {std::move(left)});
      } else if (take_word("is")) {
        left = is_what(std::move(left));
      } else {
        return left;
      }
    }
  }
  Node is_what(Node left) {
    const std::string is = take_word("not") ? "is not " : "is ";
    if (take_word("distinct")) {
      expect_word("from");
      return call(is + "distinct", {std::move(left), comparison()});
    }
    const auto what = take();
    static constexpr auto known = std::to_array<std::string_view>({"null", "true", "false", "unknown"});
    if (what.kind != TokenKind::word || !among(known, what.text)) throw NotUnderstood{};
    return call(is + what.text, {std::move(left)});
  }
  Node comparison() {
    auto left = matching();
    while (peek().kind == TokenKind::op && among(comparisons, peek().text)) {
      auto op = take().text;
      if (op == "!=") op = "<>";
      left = compared(std::move(op), std::move(left));
    }
    return left;
  }
  /// `= ANY (…)`, which IN is printed as, or a plain comparison.
  Node compared(std::string op, Node left) {
    if (!peek().is_word("any") && !peek().is_word("all") && !peek().is_word("some")) {
      auto right = matching();
      return call(std::move(op), {std::move(left), std::move(right)});
    }
    const std::string which = take().text == "all" ? "all" : "any";
    expect_op("(");
    auto array = disjunction();
    expect_op(")");
    Node* list = &array;
    while (list->kind == NodeKind::cast) list = &list->parts.front();
    if (list->is(NodeKind::call, "array") && (op + which == "=any" || op + which == "<>all")) {
      return in(which == "any" ? "in" : "not in", std::move(left), std::move(list->parts));
    }
    return call(op + " " + which, {std::move(left), std::move(array)});
  }
  static Node in(std::string which, Node left, std::vector<Node> list) {
    if (list.size() == 1) return call(which == "in" ? "=" : "<>", {std::move(left), std::move(list.front())});
    list.insert(list.begin(), std::move(left));
    return call(std::move(which), std::move(list));
  }

  /// BETWEEN, IN and LIKE.
  Node matching() {
    auto left = other();
    while (true) {
      const bool negated = peek().is_word("not");
      const auto& word = peek(negated ? 1 : 0);
      if (word.kind != TokenKind::word) return left;
      if (word.text != "between" && word.text != "in" && operator_of(word.text).empty()) return left;
      if (negated) take();
      const auto which = take().text;
      if (which == "between") {
        left = between(std::move(left), negated);
      } else if (which == "in") {
        expect_op("(");
        left = in(negated ? "not in" : "in", std::move(left), list(")"));
      } else {
        auto right = other();
        if (peek().is_word("escape")) throw NotUnderstood{};
        left = call((negated ? "!" : "") + std::string(operator_of(which)), {std::move(left), std::move(right)});
      }
    }
  }
  Node between(Node left, bool negated) {
    if (peek().is_word("symmetric")) throw NotUnderstood{};
    auto least = other();
    expect_word("and");
    auto most = other();
    auto below = call(negated ? "<" : ">=", {left, std::move(least)});
    return chain(negated ? "or" : "and", std::move(below),
                 call(negated ? ">" : "<=", {std::move(left), std::move(most)}));
  }

  static bool is_other(const Token& token) {
    static constexpr auto own_level = std::to_array<std::string_view>(
        {"+", "-", "*", "/", "%", "^", "::", "(", ")", "[", "]", ",", ";", ":", ".", ":="});
    return token.kind == TokenKind::op && !among(own_level, token.text) && !among(comparisons, token.text);
  }
  Node other() {
    auto left = sum();
    while (is_other(peek())) {
      auto op = take().text;
      auto right = sum();
      left = call(std::move(op), {std::move(left), std::move(right)});
    }
    return left;
  }
  Node sum() {
    auto left = product();
    while (peek().is_op("+") || peek().is_op("-")) {
      auto op = take().text;
      auto right = product();
      left = call(std::move(op), {std::move(left), std::move(right)});
    }
    return left;
  }
  Node product() {
    auto left = power();
    while (peek().is_op("*") || peek().is_op("/") || peek().is_op("%")) {
      auto op = take().text;
      auto right = power();
      left = call(std::move(op), {std::move(left), std::move(right)});
    }
    return left;
  }
  Node power() {
    auto left = at_zone();
    while (take_op("^")) {
      auto right = at_zone();
      left = call("^", {std::move(left), std::move(right)});
    }
    return left;
  }
  Node at_zone() {
    auto left = collated();
    while (peek().is_word("at") && peek(1).is_word("time")) {
      take(), take();
      expect_word("zone");
      auto zone = collated();
      left = call("at time zone", {std::move(left), std::move(zone)});
    }
    return left;
  }
  Node collated() {
    auto left = sign();
    while (take_word("collate")) left = call("collate " + qualified_name(), {std::move(left)});
    return left;
  }
  Node sign() {
    if (take_op("+")) return sign();
    if (!take_op("-")) {
      if (is_other(peek())) throw NotUnderstood{};
      return postfix();
    }
    auto operand = sign();
    if (operand.kind == NodeKind::number && !operand.text.starts_with('-')) {
      operand.text = "-" + operand.text;
      return operand;
    }
    return call("-", {std::move(operand)});
  }

  // — operands —

  Node postfix() {
    auto left = primary();
    while (true) {
      if (take_op("::")) {
        left = {NodeKind::cast, type(), {std::move(left)}};
      } else if (take_op("[")) {
        auto index = disjunction();
        expect_op("]");
        left = call("[]", {std::move(left), std::move(index)});
      } else {
        return left;
      }
    }
  }

  Node primary() {
    const auto token = take();
    switch (token.kind) {
      case TokenKind::number: return {NodeKind::number, token.text, {}};
      case TokenKind::string: return {NodeKind::string, token.text, {}};
      case TokenKind::name: --at_; return named();
      case TokenKind::word: break;
      case TokenKind::op:
        if (token.text == "(") return parenthesized();
        throw NotUnderstood{};
      default: throw NotUnderstood{};
    }
    if (token.text == "case") return case_of();
    if (token.text == "cast" && take_op("(")) return cast();
    if (token.text == "array" && take_op("[")) return call("array", list("]"));
    if (token.text == "extract" && take_op("(")) return extract();
    if (among(reserved, token.text)) throw NotUnderstood{};
    --at_;
    return peek(1).kind == TokenKind::string ? typed_constant() : named();
  }

  Node parenthesized() {
    if (++nesting_ > deepest) throw NotUnderstood{};
    if (peek().is_word("select") || peek().is_word("with") || peek().is_word("values")) throw NotUnderstood{};
    auto parts = list(")");
    return parts.size() == 1 ? std::move(parts.front()) : call("row", std::move(parts));
  }

  /// What is divided by commas up to the closing mark, which is taken.
  std::vector<Node> list(std::string_view close) {
    std::vector<Node> out;
    if (take_op(close)) return out;
    do out.push_back(disjunction());
    while (take_op(","));
    expect_op(close);
    return out;
  }

  std::string qualified_name() {
    std::string out;
    do {
      const auto part = take();
      if (part.kind != TokenKind::word && part.kind != TokenKind::name) throw NotUnderstood{};
      out += (out.empty() ? "" : ".") + part.text;
    } while (take_op("."));
    return out;
  }

  /// A column, or the call of a function.
  Node named() {
    auto name = qualified_name();
    if (!take_op("(")) return {NodeKind::name, std::move(name), {}};
    if (name.starts_with("pg_catalog.")) name.erase(0, 11);
    auto out = call(std::move(name), list(")"));
    if (peek().is_word("over") || peek().is_word("filter")) throw NotUnderstood{};
    return out;
  }
  /// `date '2020-01-01'`
  Node typed_constant() {
    auto name = take().text;
    Node value{NodeKind::string, take().text, {}};
    return {NodeKind::cast, type_text(type_of(name)), {std::move(value)}};
  }
  Node cast() {
    auto value = disjunction();
    expect_word("as");
    Node out{NodeKind::cast, type(), {std::move(value)}};
    expect_op(")");
    return out;
  }
  Node extract() {
    auto field = take();
    if (field.kind != TokenKind::word && field.kind != TokenKind::string) throw NotUnderstood{};
    expect_word("from");
    auto value = disjunction();
    expect_op(")");
    return call("extract", {{NodeKind::string, field.text, {}}, std::move(value)});
  }
  Node case_of() {
    Node out = call("case", {});
    if (!peek().is_word("when")) out.parts.push_back(call("of", {disjunction()}));
    while (take_word("when")) {
      auto condition = disjunction();
      expect_word("then");
      out.parts.push_back(call("when", {std::move(condition), disjunction()}));
    }
    if (take_word("else")) out.parts.push_back(call("else", {disjunction()}));
    expect_word("end");
    return out;
  }

  /// A type's words, with what stands in parentheses and brackets behind them.
  std::string type() {
    std::string text = type_name();
    if (take_op("(")) {
      text += "(";
      while (!take_op(")")) {
        if (peek().kind == TokenKind::end) throw NotUnderstood{};
        text += take().text;
      }
      text += ")";
    }
    for (const std::string_view word : {"with", "without"}) {
      if (peek().is_word(word) && peek(1).is_word("time") && peek(2).is_word("zone")) {
        text += " " + take().text + " " + take().text;
        text += " " + take().text;
      }
    }
    while (take_op("[")) {
      if (peek().kind == TokenKind::number) take();
      expect_op("]");
      text += "[]";
    }
    return type_text(type_of(text));
  }
  std::string type_name() {
    const bool quoted = peek().kind == TokenKind::name;
    auto text = qualified_name();
    if (quoted) return '"' + text + '"';
    while (peek().kind == TokenKind::word && among(type_words, peek().text)) text += " " + take().text;
    return text;
  }
  static constexpr auto type_words = std::to_array<std::string_view>({"precision", "varying", "character", "char"});

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  /// Of parentheses in the whole text, so that no text is too deep for the stack.
  static constexpr int deepest = 500;
  int nesting_ = 0;
};

}  // namespace

std::optional<Node> read_expression(std::string_view sql) {
  try {
    return Reader(sql).read();
  } catch (const NotUnderstood&) {
    return std::nullopt;
  }
}

}  // namespace migrate::postgresql
