#include "dialects/postgresql/guard.hpp"

#include "dialects/postgresql/ddl.hpp"
#include "dialects/postgresql/text.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"

namespace migrate::postgresql {
namespace {

constexpr int most_counted = 1000;

/// A guard from the query of the offending rows as lines of text: how many, and the first few. Nobody waits for the
/// count of a million.
Statement make_guard(const std::string& lines, std::string message, std::string hint, std::string_view noun = "row") {
  const auto many = std::to_string(most_counted), plural = std::string(noun) + "s";
  Statement out;
  out.sql = "WITH bad(line) AS (" + lines + " LIMIT " + many + ") SELECT CASE count(*) WHEN 1 THEN '1 " +
            std::string(noun) + "' WHEN " + many + " THEN '" + many + " " + plural + " or more' ELSE count(*) || ' " +
            plural + "' END FROM bad HAVING count(*) > 0 UNION ALL (SELECT line FROM bad LIMIT 4)";
  out.purpose = "look for rows that stand in the way";
  out.must_be_empty = std::move(message);
  out.hint = std::move(hint);
  return out;
}

std::string title(const TableName& table) { return "table " + display(table); }

/// The whole row, as text.
std::string row_text(const TableName& table) { return "left((" + quote_name(table.name) + ".*)::text, 120)"; }

const std::string correct_them = "correct them in the revision, before this operation";

std::string values_text(const std::vector<std::string>& expressions) {
  std::vector<std::string> parts;
  for (const auto& one : expressions) parts.push_back("quote_nullable((" + one + ")::text)");
  return "concat_ws(', ', " + join(parts, ", ") + ")";
}

}  // namespace

Statement no_nulls(const TableName& table, const std::string& column, const std::string& value) {
  return make_guard("SELECT " + quote_text(column + " is NULL: ") + " || " + row_text(table) + " FROM " +
                        quote_table(table) + " WHERE (" + value + ") IS NULL",
                    title(table) + ": column " + column + " is to allow no NULL, and there are some",
                    "give the operation a backfill, or fill them before it");
}

Statement no_rows(const TableName& table, const std::string& column) {
  return make_guard("SELECT " + row_text(table) + " FROM " + quote_table(table),
                    title(table) + " has rows, and the new column " + column + " allows no NULL",
                    "give the column a default, or the operation a backfill");
}

Statement no_violations(const TableName& table, const Check& check) {
  return make_guard(
      "SELECT " + row_text(table) + " FROM " + (check.no_inherit ? "ONLY " : "") + quote_table(table) + " WHERE NOT (" +
          check.expression + ")",
      title(table) + ": there are rows that the new check " + check.name + " (" + check.expression + ") does not allow",
      correct_them + "; or create the check with not_valid = true, and validate it later");
}

Statement no_duplicates(const TableName& table, const std::string& only, const std::vector<IndexColumn>& columns,
                        const std::string& where, bool nulls_not_distinct, const std::string& what) {
  std::vector<std::string> keys, places, names, conditions;
  for (const auto& column : columns) {
    auto key = column.column.empty() ? "(" + column.expression + ")" : quote_name(column.column);
    if (!nulls_not_distinct) conditions.push_back(key + " IS NOT NULL");
    if (!column.collation.empty()) key += " COLLATE " + collation_text(column.collation);
    places.push_back(std::to_string(places.size() + 1));
    names.push_back("key" + places.back());
    keys.push_back(key + " AS " + names.back());
  }
  if (!where.empty()) conditions.push_back("(" + where + ")");
  return make_guard("SELECT " + values_text(names) + " || ' in ' || times || ' rows' FROM (SELECT " + join(keys, ", ") +
                        ", count(*) AS times FROM " + only + quote_table(table) +
                        (conditions.empty() ? "" : " WHERE " + join(conditions, " AND ")) + " GROUP BY " +
                        join(places, ", ") + " HAVING count(*) > 1) AS doubled",
                    title(table) + ": there are duplicates for the new " + what, correct_them, "value");
}

Statement no_orphans(const TableName& table, const std::string& only_child, const std::string& only_parent,
                     const ForeignKey& key) {
  std::vector<std::string> conditions, matches, shown;
  for (std::size_t i = 0; i < key.columns.size(); ++i) {
    const auto column = "child." + quote_name(key.columns[i]);
    conditions.push_back(column + " IS NOT NULL");
    matches.push_back("parent." + quote_name(key.target.at(i)) + " = " + column);
    shown.push_back(quote_text(key.columns[i] + " = ") + " || quote_nullable(" + column + "::text)");
  }
  return make_guard("SELECT " + join(shown, " || ', ' || ") + " || ' in ' || left((child.*)::text, 120) FROM " +
                        only_child + quote_table(table) + " AS child WHERE " + join(conditions, " AND ") +
                        " AND NOT EXISTS (SELECT FROM " + only_parent + quote_table(parent_of(key)) +
                        " AS parent WHERE " + join(matches, " AND ") + ")",
                    title(table) + ": there are rows whose parent in " + display(parent_of(key)) +
                        " is missing, for the new foreign key " + key.name,
                    correct_them + "; or create the foreign key with not_valid = true, and validate it later");
}

Statement no_losses(const TableName& table, const std::string& column, const std::string& type,
                    const std::string& lossy, const std::string& proposal) {
  return make_guard("SELECT " + quote_text(column + " = ") + " || quote_nullable(" + quote_name(column) +
                        "::text) || ' in ' || " + row_text(table) + " FROM " + quote_table(table) + " WHERE " + lossy,
                    title(table) + ": values of column " + column + " would not survive the change to " + type,
                    "say how they are converted: using = \"" + proposal + "\", or correct them before this operation");
}

Statement no_removed_values(const TableName& table, const std::string& column, bool array, const std::string& type,
                            const std::vector<std::string>& values) {
  std::vector<std::string> texts;
  for (const auto& value : values) texts.push_back(quote_text(value));
  const auto name = quote_name(column);
  const auto found = array ? name + "::text[] && ARRAY[" + join(texts, ", ") + "]::text[]"
                           : name + "::text IN (" + join(texts, ", ") + ")";
  return make_guard("SELECT " + quote_text(column + " = ") + " || " + name + "::text || ' in ' || " + row_text(table) +
                        " FROM " + quote_table(table) + " WHERE " + found,
                    title(table) + ": column " + column + " still has values that enum " + type + " is to lose",
                    "give these rows another value in the revision, before this operation");
}

}  // namespace migrate::postgresql
