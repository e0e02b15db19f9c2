// The Sakila sample database through what `inspect` prints into an empty database: the two sqlite_schema tables say
// the same.
//
// "The same" is: the same tables and indexes; in each table the same columns in the same order with the same words; the
// same constraints, whether they stand behind a column or on a line of their own, and in whatever order; each word for
// word, as the tokenizer sees it: case of keywords, quotes, white space, comments and the parentheses around a whole
// expression do not count. One thing is more: what has no name in the original has one in the copy. Views and triggers
// are not managed: they are not in the document, and not in the copy.
#include <algorithm>

#include "dialects/sqlite/introspect.hpp"
#include "dialects/sqlite/render_table.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "src/autogenerate/autogenerate.hpp"
#include "src/base/files.hpp"
#include "src/base/text.hpp"
#include "src/schema/read_toml.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sqlite.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

std::string words_of(std::string_view sql) {
  std::string out;
  for (const auto& token : sqlite::tokenize(sql)) {
    const bool name = token.kind == sqlite::TokenKind::word || token.kind == sqlite::TokenKind::quoted_name;
    out += (name ? lower(sqlite::unquote_name(token.text)) : std::string(token.text)) + " ";
  }
  return out;
}

/// Everything that the text of a table says, one thing a line; the columns numbered.
std::vector<std::string> said_by_table(const std::string& sql) {
  const auto parsed = sqlite::parse_create_table(sql);
  const auto table = sqlite::table_of(parsed, sql);
  std::vector<std::string> out;
  for (const auto& column : table.columns) {
    out.push_back(std::to_string(out.size()) + " " + words_of(sqlite::render_column(column)) +
                  (column.identity ? "rowid " : "") + (column.options.empty() ? "" : "with options"));
  }
  const auto add = [&](Constraint constraint) { out.push_back(words_of(sqlite::render_constraint_body(constraint))); };
  if (table.primary_key) add(*table.primary_key);
  for (const auto& unique : table.uniques) add(unique);
  for (const auto& check : table.checks) add(check);
  for (const auto& key : table.foreign_keys) add(key);
  for (const auto& [option, value] : table.options) out.push_back(option);
  std::ranges::sort(out);
  return out;
}

/// By type and name, what each managed object of the database says.
std::vector<std::pair<std::string, std::vector<std::string>>> said_by(SqliteDatabase& database) {
  std::vector<std::pair<std::string, std::vector<std::string>>> out;
  for (const auto& row :
       database.rows("SELECT type, name, sql FROM sqlite_schema WHERE type IN ('table', 'index') "
                     "AND sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1, 2")) {
    const auto& sql = *row[2];
    out.emplace_back(*row[0] + " " + *row[1],
                     *row[0] == "table" ? said_by_table(sql) : std::vector<std::string>{words_of(sql)});
  }
  return out;
}

}  // namespace

TEST_CASE("Sakila says the same in a copy that is made of what inspect prints") {
  SqliteDatabase original, copy;
  original.run(read_file(MIGRATE_SOURCE_DIR "/tests/cases/sakila/sqlite.sql"));
  const auto models = read_schema(write_schema(original.schema()), "inspected");
  copy.apply(autogenerate(sqlite_dialect(), *copy.connection, models, {}).upgrade);
  const auto said = said_by(original);
  CHECK(said.size() == 40);
  CHECK(said_by(copy) == said);
  CHECK(std::stoi(original.value("SELECT count(*) FROM sqlite_schema WHERE type IN ('view', 'trigger')")) == 35);
  CHECK(copy.value("SELECT count(*) FROM sqlite_schema WHERE type IN ('view', 'trigger')") == "0");
}
