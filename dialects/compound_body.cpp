#include "dialects/compound_body.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "src/schema/expression.hpp"

namespace migrate {
namespace {

using Words = std::span<const std::string_view>;

bool is_among(std::string_view token, Words words) { return std::ranges::find(words, token) != words.end(); }

/// What begins a block and is named again behind its END.
constexpr auto openers = std::to_array<std::string_view>({"BEGIN", "IF", "CASE", "LOOP", "REPEAT", "WHILE", "FOR"});

/// What CREATE makes that has no body, or whose body is a query.
constexpr auto without_body = std::to_array<std::string_view>(
    {"TABLE", "VIEW", "INDEX", "DATABASE", "SCHEMA", "USER", "ROLE", "SERVER", "SEQUENCE", "TABLESPACE", "PACKAGE"});

/// Statements that are a body by themselves.
constexpr auto verbs = std::to_array<std::string_view>(
    {"SELECT",     "INSERT", "UPDATE",   "DELETE", "REPLACE",  "RETURN",  "CALL",     "WITH",    "VALUES",   "TRUNCATE",
     "CREATE",     "DROP",   "ALTER",    "RENAME", "PREPARE",  "EXECUTE", "SIGNAL",   "OPEN",    "FETCH",    "CLOSE",
     "DO",         "LEAVE",  "ITERATE",  "GRANT",  "REVOKE",   "SHOW",    "EXPLAIN",  "ANALYZE", "OPTIMIZE", "FLUSH",
     "DEALLOCATE", "COMMIT", "ROLLBACK", "START",  "RESIGNAL", "GET",     "SAVEPOINT"});

/// Words of an expression behind which it goes on.
constexpr auto binary_words = std::to_array<std::string_view>(
    {"CASE",    "WHEN",   "THEN",  "ELSE",   "AND",      "OR",    "NOT",    "XOR",   "DIV", "MOD", "LIKE", "IN", "IS",
     "BETWEEN", "REGEXP", "RLIKE", "BINARY", "INTERVAL", "UNTIL", "SELECT", "WHERE", "BY",  "ON",  "FROM", "AS"});

}  // namespace

void CompoundBody::see(std::string_view token) {
  const bool is_name = before_ == "." || before_ == "@";
  if (token == "(") ++parentheses_;
  if (token == ")" && parentheses_ > 0) --parentheses_;
  if (is_name) {
    if (at_ == At::start || at_ == At::label) at_ = At::within;
  } else {
    go_on_by(at_, token);
  }
  before_ = token;
}

void CompoundBody::semicolon() {
  at_ = At::start;
  parentheses_ = 0;
  just_closed_ = declares_ = handles_ = false;
  before_.clear();
}

void CompoundBody::go_on_by(At state, std::string_view token) {
  switch (state) {
    case At::start: return begin_statement(token);
    case At::label:
      if (token != ":") return go_on(token);
      at_ = At::start;
      return;
    case At::atomic: at_ = token == "ATOMIC" ? At::start : At::within; return;
    case At::noun: return look_for_noun(token);
    case At::trigger:
      if (token == "ROW" && before_ == "EACH") at_ = At::seek;
      return;
    case At::event:
      if (token == "DO" && parentheses_ == 0) at_ = At::start;
      return;
    case At::parameters:
      if (token == ")" && parentheses_ == 0) at_ = At::seek;
      return;
    case At::seek: return look_for_body(token);
    case At::within: return go_on(token);
  }
}

void CompoundBody::begin_statement(std::string_view token) {
  at_ = At::label;
  const bool outside = blocks_.empty() && !program_;
  if (outside && (token == "CREATE" || token == "ALTER")) {
    at_ = At::noun;
  } else if ((outside && token == "BEGIN") || (before_ == "BEGIN" && token == "NOT")) {
    at_ = token == "BEGIN" ? At::start : At::atomic;
  } else {
    begin_inner(token);
  }
  // BEGIN alone begins a transaction; what follows in BEGIN NOT ATOMIC makes it a block
  if (at_ == At::atomic && blocks_.empty()) blocks_.push_back(Block::statements);
}

void CompoundBody::begin_inner(std::string_view token) {
  if (token == "END" && !blocks_.empty()) {
    blocks_.pop_back();
    just_closed_ = true;
    at_ = At::within;
  } else if (token == "BEGIN" || token == "LOOP") {
    open(Block::statements, At::start);
  } else if (token == "REPEAT") {
    open(Block::repeat, At::start);
  } else if (token == "IF") {
    open(Block::if_statement, At::within);
  } else if (token == "CASE") {
    open(Block::case_statement, At::within);
  } else if (token == "WHILE" || token == "FOR") {
    open(Block::loop_head, At::within);
  } else if (token == "ELSE" && chooses()) {
    at_ = At::start;
  } else if (token == "UNTIL" && is_in(Block::repeat)) {
    blocks_.back() = Block::until;
    at_ = At::within;
  } else if (token == "DECLARE") {
    declares_ = true;
  }
}

void CompoundBody::open(Block block, At then) {
  blocks_.push_back(block);
  at_ = then;
}

void CompoundBody::look_for_noun(std::string_view token) {
  const bool creates = before_ != "ALTER";
  if (token == "EVENT") {
    at_ = At::event;
  } else if (token == "TRIGGER" && creates) {
    at_ = At::trigger;
  } else if ((token == "PROCEDURE" || token == "FUNCTION") && creates) {
    at_ = At::parameters;
  } else if (is_among(token, without_body)) {
    at_ = At::within;
  }
  program_ = at_ != At::noun && at_ != At::within;
}

/// The first word that begins a statement; names of labels, conditions and types stand before it.
void CompoundBody::look_for_body(std::string_view token) {
  if (parentheses_ > 0) return;
  const bool of_a_type = before_ == "CHARACTER" || before_ == "RETURNS";
  if (is_among(token, openers)) {
    begin_statement(token);
  } else if (is_among(token, verbs) || (token == "SET" && !of_a_type)) {
    at_ = At::within;
  }
}

bool CompoundBody::operand_is_over() const {
  if (before_.empty() || before_ == ")") return true;
  return is_word_part(before_.front()) && !is_among(before_, binary_words);
}

void CompoundBody::go_on(std::string_view token) {
  at_ = At::within;
  if (just_closed_) {
    just_closed_ = false;
    if (is_among(token, openers)) return;
  }
  if (token == "CASE") {
    blocks_.push_back(Block::case_expression);
  } else if (token == "END" && (is_in(Block::case_expression) || is_in(Block::until)) && operand_is_over()) {
    just_closed_ = is_in(Block::until);
    blocks_.pop_back();
  } else if ((token == "THEN" && chooses()) || (token == "DO" && is_in(Block::loop_head))) {
    if (token == "DO") blocks_.back() = Block::statements;
    at_ = At::start;
  } else if (declares_ && token == "HANDLER") {
    handles_ = true;
  } else if (handles_ && token == "FOR") {
    at_ = At::seek;
    declares_ = handles_ = false;
  }
}

}  // namespace migrate
