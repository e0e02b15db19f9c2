// An element of a key or an index that is said as one SQL text, as CREATE INDEX takes it: `lower(name) DESC`,
// `name text_pattern_ops`, `name COLLATE "C"`. The format has a key for each of these, and so has what a catalog shows.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "migrate/schema.hpp"

namespace migrate {

/// A token as it matters here; each dialect's own lexer gives them.
struct ElementToken {
  enum class Kind { word, name, literal, symbol };
  Kind kind = Kind::symbol;
  std::string text{};     ///< of a word or name what the database takes it for, without quotes
  std::size_t begin = 0;  ///< in the text
  std::size_t end = 0;

  bool is_word(std::string_view lower_case) const;
  bool is_symbol(std::string_view symbol) const { return kind == Kind::symbol && text == symbol; }
  bool is_name() const { return kind == Kind::word || kind == Kind::name; }
};

/// What the dialect's elements have beside a column or an expression and its order.
struct ElementGrammar {
  bool collations = true;      ///< COLLATE is the element's own where it stands behind all of it
  bool lengths = false;        ///< `name(10)` is a column and how many of its characters count
  bool folds_columns = false;  ///< `Name` is the column `name`
};

/// Takes an order, NULLS, an operator class and a collation off the end of the element's expression, and makes a column
/// of what is a column's name alone. What is not understood stays in the expression. Returns why the text is no element
/// at all; empty where it is one.
std::string take_apart(IndexColumn& element, std::span<const ElementToken> tokens, const std::vector<Column>& columns,
                       const ElementGrammar& grammar);

}  // namespace migrate
