#include "dialects/mysql/guards.hpp"

#include "dialects/mysql/text.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"

namespace migrate::mysql {
namespace {

constexpr std::string_view limit = " LIMIT 6";

Statement must_find_nothing(std::string sql, std::string purpose, std::string message, std::string hint) {
  Statement out;
  out.sql = std::move(sql);
  out.purpose = std::move(purpose);
  out.must_be_empty = std::move(message);
  out.hint = std::move(hint);
  return out;
}

/// Whether the name stands in the text by itself; a pattern that both servers read alike.
std::string has_word(const std::string& text, const std::string& name) {
  constexpr std::string_view other = "[^0-9a-z_$]";
  std::string pattern;
  for (const char c : lower(name)) {
    const bool plain =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
    if (!plain) pattern += '\\';
    pattern += c;
  }
  return "LOWER(" + text + ") REGEXP " +
         quote_text("(^|" + std::string(other) + ")" + pattern + "(" + std::string(other) + "|$)");
}

std::string on_or_and(std::size_t i) { return i == 0 ? " ON " : " AND "; }

}  // namespace

Statement guard_not_null(const TableName& table, const std::string& column) {
  return must_find_nothing(
      "SELECT * FROM " + quote_table(table) + " WHERE " + quote_name(column) + " IS NULL" + std::string(limit),
      "is " + display(table) + "." + column + " NULL anywhere?",
      "rows of " + display(table) + " have NULL for " + column + ", which is to allow none",
      "give the operation a `backfill`, or fill them with execute before it");
}

Statement guard_no_rows(const TableName& table, const Column& column) {
  return must_find_nothing(
      "SELECT 1 FROM " + quote_table(table) + " LIMIT 1", "has " + display(table) + " any rows?",
      display(table) + " has rows, and the new column " + column.name + " cannot be NULL and has no value for them",
      "give it a default, or the operation a `backfill`");
}

Statement guard_unique(const TableName& table, const std::vector<IndexColumn>& columns, const std::string& name) {
  std::vector<std::string> parts, present;
  for (const auto& column : columns) {
    auto text = column.column.empty() ? "(" + column.expression + ")" : quote_name(column.column);
    if (column.length) text = "LEFT(" + text + ", " + std::to_string(*column.length) + ")";
    present.push_back(text + " IS NOT NULL");
    parts.push_back(std::move(text));
  }
  const auto list = join(parts, ", ");
  return must_find_nothing("SELECT " + list + ", count(*) FROM " + quote_table(table) + " WHERE " +
                               join(present, " AND ") + " GROUP BY " + list + " HAVING count(*) > 1" +
                               std::string(limit),
                           "are the rows of " + display(table) + " unique?",
                           "rows of " + display(table) + " are the same in what " + name + " is to keep unique",
                           "change or delete them with execute before it");
}

Statement guard_check(const TableName& table, const Check& check) {
  return must_find_nothing(
      "SELECT * FROM " + quote_table(table) + " WHERE NOT (" + check.expression + ")" + std::string(limit),
      "do the rows of " + display(table) + " hold to " + check.name + "?",
      "rows of " + display(table) + " break the check " + check.name + " (" + check.expression + ")",
      "change or delete them with execute before it");
}

Statement guard_foreign_key(const TableName& table, const ForeignKey& key) {
  std::vector<std::string> shown, present;
  std::string join_text;
  for (std::size_t i = 0; i < key.columns.size(); ++i) {
    const auto column = "`c`." + quote_name(key.columns[i]);
    shown.push_back(column);
    present.push_back(column + " IS NOT NULL");
    join_text += on_or_and(i) + "`p`." + quote_name(key.target[i]) + " = " + column;
  }
  return must_find_nothing("SELECT DISTINCT " + join(shown, ", ") + " FROM " + quote_table(table) + " `c` LEFT JOIN " +
                               quote_table(parent_of(key)) + " `p`" + join_text + " WHERE " + join(present, " AND ") +
                               " AND `p`." + quote_name(key.target[0]) + " IS NULL" + std::string(limit),
                           "have the rows of " + display(table) + " their " + key.references + "?",
                           "rows of " + display(table) + " refer to rows of " + key.references + " that are not there",
                           "delete them, or set them NULL, with execute before it");
}

Statement guard_json(const TableName& table, const std::string& column) {
  const auto name = quote_name(column);
  return must_find_nothing(
      "SELECT " + name + " FROM " + quote_table(table) + " WHERE NOT JSON_VALID(" + name + ")" + std::string(limit),
      "is " + display(table) + "." + column + " JSON everywhere?",
      "rows of " + display(table) + " have a text for " + column + " that is no JSON",
      "change them with execute before it, or say how they become JSON with `using`");
}

Statement guard_values(const TableName& table, const std::string& column, const std::vector<std::string>& lost,
                       bool is_set) {
  std::vector<std::string> tests;
  const auto name = quote_name(column);
  for (const auto& value : lost) {
    tests.push_back(is_set ? "FIND_IN_SET(" + quote_text(value) + ", " + name + ")" : name + " = " + quote_text(value));
  }
  return must_find_nothing("SELECT " + name + ", count(*) FROM " + quote_table(table) + " WHERE " +
                               join(tests, " OR ") + " GROUP BY " + name + std::string(limit),
                           "does " + display(table) + " have what " + column + " loses?",
                           "rows of " + display(table) + " have a value that " + column + " is to lose",
                           "change them with execute before it");
}

Statement guard_users(const CatalogChange& change, const std::string& what) {
  const auto& table = change.table;
  const auto& column = change.column;
  const auto schema = table.schema.empty() ? "DATABASE()" : quote_text(table.schema);
  const auto names = [&](const std::string& text) {
    return has_word(text, table.name) + (column.empty() ? "" : " AND " + has_word(text, column));
  };
  const auto own = "event_object_table = " + quote_text(table.name);
  auto sql = "SELECT table_name FROM information_schema.views WHERE table_schema = " + schema + " AND " +
             names("view_definition") +
             " UNION ALL SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = " + schema +
             " AND (" + names("action_statement");
  if (!column.empty()) sql += " OR " + own + " AND " + has_word("action_statement", column);
  sql += ")";
  if (change.kind == CatalogChange::Kind::drop_table) sql += " AND NOT " + own;  // they go with it
  return must_find_nothing(std::move(sql), "what would break?", "to " + what + " would break a view or a trigger",
                           "drop it in the revision before it and create it again behind it, with execute");
}

Statement guard_empty_database(const std::string& name) {
  return must_find_nothing(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = " + quote_text(name) + std::string(limit),
      "is " + name + " empty?", "the schema " + name + " is not empty: it would go with all its tables",
      "drop its tables before it");
}

}  // namespace migrate::mysql
