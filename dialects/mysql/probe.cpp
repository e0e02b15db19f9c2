#include "dialects/mysql/probe.hpp"

#include <algorithm>
#include <map>
#include <unordered_set>

#include "dialects/mysql/connection.hpp"
#include "dialects/mysql/expressions.hpp"
#include "dialects/mysql/text.hpp"
#include "dialects/mysql/tokens.hpp"
#include "dialects/mysql/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/schema/expression.hpp"
#include "src/schema/type_text.hpp"

namespace migrate::mysql {
namespace {

const std::string probe_table = "`_migrate_probe`";

std::string probe_name(std::size_t index) { return "_migrate_" + std::to_string(index); }

std::string key_of(const Question& question) {
  const auto* table = question.table;
  return std::to_string(static_cast<int>(question.kind)) + (question.of_models ? 'w' : 'c') +
         (table ? table->schema + '\0' + table->name : type_text(question.type)) + '\0' + question.sql;
}

/// The columns of the table that the questions name, as far as an expression minds them.
std::vector<std::string> columns_for(std::span<const Question* const> questions, const Server& server) {
  std::vector<std::string> out;
  std::unordered_set<std::string> named;
  const Table* table = nullptr;
  for (const auto* question : questions) {
    if (!question->table) continue;
    table = question->table;
    for (const auto& word : identifiers(question->sql)) named.insert(lower(word));
  }
  if (!table) return out;
  for (const auto& column : table->columns) {
    if (!named.contains(lower(column.name))) continue;
    out.push_back(
        quote_name(column.name) + " " + sql_of(column.type, server) +
        (column.collation.empty() || column.type.kind == TypeKind::json ? "" : " COLLATE " + column.collation));
  }
  return out;
}

std::string definition(const Question& question, std::size_t index, const Server& server) {
  const auto name = quote_name(probe_name(index));
  switch (question.kind) {
    case Question::Kind::type: return name + " " + question.sql;
    case Question::Kind::default_value: return name + " " + sql_of(question.type, server) + " DEFAULT " + question.sql;
    case Question::Kind::expression: break;
  }
  // a comparison that says nothing makes a condition of any expression
  return "CONSTRAINT " + name + " CHECK ((" + question.sql + ") IS NOT NULL)";
}

std::string create_statement(std::span<const Question* const> questions, const Server& server) {
  auto parts = columns_for(questions, server);
  parts.emplace_back("`_migrate_filler` int");
  for (std::size_t i = 0; i < questions.size(); ++i) parts.push_back(definition(*questions[i], i, server));
  std::string out = "CREATE TEMPORARY TABLE " + probe_table + " (" + join(parts, ", ") + ")";
  for (const auto* question : questions) {
    if (!question->table) continue;
    const auto collation = question->table->options.find("mysql.collation");
    if (collation != question->table->options.end()) out += " COLLATE " + std::get<std::string>(collation->second);
    break;
  }
  return out;
}

/// The part of the statement that follows the name, up to the comma or parenthesis that ends its definition.
std::string_view definition_text(std::string_view create, const std::vector<Token>& tokens, const std::string& name) {
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].kind != TokenKind::name || tokens[i].value() != name) continue;
    int depth = 0;
    for (std::size_t end = i + 1; end < tokens.size(); ++end) {
      if (tokens[end].is("(")) ++depth;
      const bool closes = tokens[end].is(")");
      if (depth == 0 && (closes || tokens[end].is(","))) {
        return create.substr(tokens[i].end(), tokens[end].offset - tokens[i].end());
      }
      if (closes) --depth;
    }
  }
  return {};
}

/// From behind the first of the words that is outside of parentheses; all of the text where there is none.
std::size_t find_word(const std::vector<Token>& tokens, std::initializer_list<std::string_view> words) {
  int depth = 0;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].is("(")) ++depth;
    if (tokens[i].is(")")) --depth;
    if (depth == 0 && std::ranges::any_of(words, [&](auto word) { return tokens[i].is_word(word); })) return i;
  }
  return tokens.size() - 1;
}

std::string expression_in(std::string_view text) {
  const auto tokens = tokenize(text);
  const auto check = find_word(tokens, {"check"});
  std::string_view inside = bare(text.substr(tokens[check].end()));
  const auto end = lower(inside).rfind(" is not null");
  return catalog_expression(inside.substr(0, end));
}

std::string read_answer(const Question& question, std::string_view text) {
  if (question.kind == Question::Kind::expression) return expression_in(text);
  const auto tokens = tokenize(text);
  if (question.kind == Question::Kind::default_value) {
    const auto word = find_word(tokens, {"default"});
    if (word + 1 >= tokens.size()) return "NULL";
    const auto rest = std::vector<Token>(tokens.begin() + static_cast<std::ptrdiff_t>(word) + 1, tokens.end());
    const auto end = rest[find_word(rest, {"on", "comment", "check", "invisible"})].offset;
    return catalog_expression(text.substr(tokens[word].end(), end - tokens[word].end()));
  }
  const auto end = find_word(tokens, {"character", "collate", "not", "null", "default", "check"});
  return type_text(type_of(text.substr(0, tokens[end].offset)));
}

}  // namespace

void Probe::prepare(std::span<const Question> questions) {
  std::map<const Table*, std::vector<const Question*>> by_table;
  std::unordered_set<std::string> asked;
  for (const auto& question : questions) {
    const auto key = key_of(question);
    if (!answers_.contains(key) && asked.insert(key).second) by_table[question.table].push_back(&question);
  }
  for (const auto& [table, group] : by_table) {
    const auto found = ask(group);
    for (std::size_t i = 0; i < group.size(); ++i) answers_[key_of(*group[i])] = found[i];
  }
}

std::optional<std::string> Probe::answer(const Question& question) {
  prepare(std::span(&question, 1));
  return answers_.at(key_of(question));
}

std::vector<std::optional<std::string>> Probe::ask(std::span<const Question* const> questions) {
  std::vector<std::optional<std::string>> out(questions.size());
  if (!may_ask()) return out;
  std::string create;
  try {
    connection_.execute(create_statement(questions, server_));
    create = connection_.query("SHOW CREATE TABLE " + probe_table).at(0).at(1).value_or("");
    connection_.execute("DROP TEMPORARY TABLE " + probe_table);
  } catch (const Error&) {  // one of them is nothing that the server takes: each for itself
    if (questions.size() == 1) return out;
    for (std::size_t i = 0; i < questions.size(); ++i) out[i] = ask(questions.subspan(i, 1))[0];
    return out;
  }
  const auto tokens = tokenize(create);
  for (std::size_t i = 0; i < questions.size(); ++i) {
    out[i] = read_answer(*questions[i], definition_text(create, tokens, probe_name(i)));
  }
  return out;
}

bool Probe::may_ask() {
  if (may_ask_) return *may_ask_;
  may_ask_ = true;
  try {
    connection_.execute("CREATE TEMPORARY TABLE " + probe_table + " (`a` int)");
    connection_.execute("DROP TEMPORARY TABLE " + probe_table);
  } catch (const Error& error) {
    may_ask_ = false;
    const auto* server = server_connection(connection_);
    if (server && server->options().on_notice) {
      server->options().on_notice(std::string("expressions are compared by their texts, for no temporary table can be "
                                              "made: ") +
                                  error.what() + "; GRANT CREATE TEMPORARY TABLES for an exact comparison");
    }
  }
  return *may_ask_;
}

}  // namespace migrate::mysql
