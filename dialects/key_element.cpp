#include "dialects/key_element.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "src/base/text.hpp"

namespace migrate {
namespace {

using Tokens = std::span<const ElementToken>;

/// Words behind which an expression goes on.
bool goes_on(const ElementToken& token) {
  constexpr auto words =
      std::to_array<std::string_view>({"and", "or", "not", "is", "in", "like", "ilike", "glob", "between", "then",
                                       "else", "when", "case", "from", "collate"});
  return token.kind == ElementToken::Kind::word && std::ranges::find(words, lower(token.text)) != words.end();
}

bool ends_operand(const ElementToken& token) {
  if (token.kind == ElementToken::Kind::symbol) return token.text == ")" || token.text == "]";
  return !goes_on(token);
}

/// Whether one pair of parentheses holds all the tokens.
bool is_wrapped(Tokens tokens) {
  if (tokens.size() < 2 || !tokens.front().is_symbol("(")) return false;
  int depth = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].is_symbol("(")) ++depth;
    if (tokens[i].is_symbol(")") && --depth == 0) return i + 1 == tokens.size();
  }
  return false;
}

/// A column, a call or what stands in parentheses: that which COLLATE belongs to as a whole.
bool is_operand(Tokens tokens) {
  if (tokens.empty()) return false;
  if (tokens.size() == 1) return tokens.front().is_name() || tokens.front().kind == ElementToken::Kind::literal;
  if (is_wrapped(tokens)) return true;
  std::size_t name = 0;
  while (name + 2 < tokens.size() && tokens[name].is_name() && tokens[name + 1].is_symbol(".")) name += 2;
  return tokens[name].is_name() && is_wrapped(tokens.subspan(name + 1));
}

/// The place of the parenthesis that the last token closes.
std::size_t opening(Tokens tokens) {
  int depth = 0;
  for (std::size_t i = tokens.size(); i-- > 0;) {
    if (tokens[i].is_symbol(")")) ++depth;
    if (tokens[i].is_symbol("(") && --depth == 0) return i;
  }
  return tokens.size();
}

/// As catalogs show it: `C`, `"schema".name`.
std::string collation_text(Tokens name) {
  const auto& last = name.back().text;
  if (name.size() != 3 || name.front().text == "pg_catalog") return last;
  return "\"" + replace_all(name.front().text, "\"", "\"\"") + "\"." + last;
}

class Taking {
 public:
  Taking(IndexColumn& element, Tokens tokens, const std::vector<Column>& columns, const ElementGrammar& grammar)
      : element_(element), rest_(tokens), columns_(columns), grammar_(grammar) {}

  std::string run() {
    if (names_several()) return "'" + element_.expression + "' is more than one element: say them one by one";
    take_nulls();
    take_order();
    take_operator_class();
    if (grammar_.collations) take_collations();
    if (rest_.empty()) return "'" + element_.expression + "' names nothing that could be indexed";
    if (!become_column())
      element_.expression = element_.expression.substr(rest_.front().begin, rest_.back().end - rest_.front().begin);
    return {};
  }

 private:
  bool names_several() const {
    int depth = 0;
    for (const auto& token : rest_) {
      if (token.is_symbol("(") || token.is_symbol("[")) ++depth;
      if (token.is_symbol(")") || token.is_symbol("]")) --depth;
      if (depth == 0 && token.is_symbol(",")) return true;
    }
    return false;
  }

  bool ends_with(std::string_view word) const { return !rest_.empty() && rest_.back().is_word(word); }
  void drop(std::size_t count) { rest_ = rest_.first(rest_.size() - count); }

  void take_nulls() {
    const bool first = ends_with("first");
    if (rest_.size() < 2 || (!first && !ends_with("last")) || !rest_[rest_.size() - 2].is_word("nulls")) return;
    element_.nulls = first ? Nulls::first : Nulls::last;
    drop(2);
  }
  void take_order() {
    if (!ends_with("asc") && !ends_with("desc")) return;
    element_.order = ends_with("desc") ? Order::desc : Order::asc;
    drop(1);
  }

  /// A name that ends like one behind an operand, with its parameters: `gist_trgm_ops(siglen = 32)`.
  void take_operator_class() {
    if (rest_.empty()) return;
    const bool has_parameters = rest_.back().is_symbol(")");
    const auto end = has_parameters ? opening(rest_) : rest_.size();
    if (end < 2 || end > rest_.size() || !rest_[end - 1].is_name() || !lower(rest_[end - 1].text).ends_with("_ops"))
      return;
    auto begin = end - 1;
    while (begin >= 2 && rest_[begin - 1].is_symbol(".") && rest_[begin - 2].is_name()) begin -= 2;
    if (begin == 0 || !ends_operand(rest_[begin - 1])) return;
    element_.opclass = element_.expression.substr(rest_[begin].begin, rest_.back().end - rest_[begin].begin);
    drop(rest_.size() - begin);
  }

  /// Also where parentheses stand around all of it, which then mean nothing.
  void take_collations() {
    auto inner = rest_;
    while (!inner.empty()) {
      if (const auto collation = collation_at(inner); collation > 0) {
        if (element_.collation.empty()) element_.collation = collation_text(inner.subspan(collation + 1));
        rest_ = inner = inner.first(collation);
      } else if (inner.size() > 2 && is_wrapped(inner)) {
        inner = inner.subspan(1, inner.size() - 2);
      } else {
        return;
      }
    }
  }
  /// The place of a COLLATE that everything before it belongs to; 0 where there is none.
  static std::size_t collation_at(Tokens tokens) {
    std::size_t at = tokens.size();
    while (at > 0 &&
           (tokens[at - 1].is_symbol(".") || (tokens[at - 1].is_name() && !tokens[at - 1].is_word("collate"))))
      --at;
    const bool found = at > 1 && at < tokens.size() && tokens[at - 1].is_word("collate");
    return found && is_operand(tokens.first(at - 1)) ? at - 1 : 0;
  }

  const Column* named(const ElementToken& token) const {
    const auto found = std::ranges::find_if(columns_, [&](const Column& column) {
      return grammar_.folds_columns ? equal_ignoring_case(column.name, token.text) : column.name == token.text;
    });
    return token.is_name() && found != columns_.end() ? &*found : nullptr;
  }
  bool become_column() {
    auto tokens = rest_;
    while (tokens.size() > 2 && is_wrapped(tokens)) tokens = tokens.subspan(1, tokens.size() - 2);
    const auto* column = tokens.empty() ? nullptr : named(tokens.front());
    const bool prefix = grammar_.lengths && tokens.size() == 4 && is_wrapped(tokens.subspan(1)) &&
                        tokens[2].text.find_first_not_of("0123456789") == std::string::npos &&
                        tokens[2].text.size() < 6;
    if (!column || (tokens.size() != 1 && !prefix)) return false;
    element_.column = column->name;
    if (prefix) element_.length = std::stoi(tokens[2].text);
    element_.expression.clear();
    return true;
  }

  IndexColumn& element_;
  Tokens rest_;
  const std::vector<Column>& columns_;
  const ElementGrammar& grammar_;
};

}  // namespace

bool ElementToken::is_word(std::string_view lower_case) const {
  return kind == Kind::word && equal_ignoring_case(text, lower_case);
}

std::string take_apart(IndexColumn& element, std::span<const ElementToken> tokens, const std::vector<Column>& columns,
                       const ElementGrammar& grammar) {
  return element.expression.empty() ? std::string() : Taking(element, tokens, columns, grammar).run();
}

}  // namespace migrate
