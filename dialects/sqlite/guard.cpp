#include "dialects/sqlite/guard.hpp"

#include <algorithm>
#include <set>

#include "dialects/sqlite/guard_rows.hpp"
#include "dialects/sqlite/introspect.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "dialects/sqlite/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

/// A guard from the query that finds the offending rows as lines of text: their number, and the first few.
Statement make_guard(std::string with, const std::string& lines, std::string message, std::string hint,
                     std::string_view noun = "row") {
  Statement out;
  const auto plural = std::string(noun) + "s";
  out.sql = std::move(with) + "_migrate_bad(line) AS " + read_again + "(" + lines + ") " +
            "SELECT CASE n WHEN 1 THEN '1 " + std::string(noun) + "' ELSE n || ' " + plural +
            "' END FROM (SELECT count(*) AS n FROM _migrate_bad) WHERE n > 0 " +
            "UNION ALL SELECT line FROM (SELECT line FROM _migrate_bad LIMIT 4)";
  out.purpose = "look for rows that stand in the way";
  out.must_be_empty = std::move(message);
  out.hint = std::move(hint);
  return out;
}

std::string labelled(const std::string& rest) { return std::string(row_label) + " || ': ' || " + rest; }

/// `'a = ' || quote("a") || ', b = ' || quote("b")`
std::string values_text(const std::vector<std::string>& columns) {
  std::string out;
  for (const auto& column : columns) {
    out += out.empty() ? "" : " || ', ' || ";
    out += quote_text(column + " = ") + " || quote(" + quote_name(column) + ")";
  }
  return out.empty() ? "''" : out;
}

class GuardWriter {
 public:
  GuardWriter(Connection& connection, const TableDraft& draft) : connection_(connection), draft_(draft), rows_(draft) {}

  Statement operator()(const NoNulls& request) const {
    const auto name = quote_name(request.column);
    return make_guard(rows_.with(name),
                      "SELECT " + labelled(quote_text(request.column + " is NULL")) + " FROM " + table() + " WHERE " +
                          name + " IS NULL",
                      title() + ": column " + request.column + " is to allow no NULL, and there are some",
                      "give the operation a backfill, or fill them before it");
  }

  Statement operator()(const NoRows& request) const {
    return {.sql =
                "SELECT CASE n WHEN 1 THEN '1 row' ELSE n || ' rows' END || ' would have NULL there' FROM (SELECT "
                "count(*) AS n FROM main." +
                table() + ") WHERE n > 0",
            .purpose = "look for rows that stand in the way",
            .must_be_empty = title() + " has rows, and the new column " + request.column + " allows no NULL",
            .hint = "give the column a default, or the operation a backfill"};
  }

  Statement operator()(const NoDuplicates& request) const {
    std::vector<std::string> keys, shown, conditions;
    for (const auto& column : request.columns) {
      auto key = column.column.empty() ? column.expression : quote_name(column.column);
      shown.push_back("quote(" + key + ")");
      conditions.push_back("(" + key + ") IS NOT NULL");
      if (!column.collation.empty()) key += " COLLATE " + quote_name(column.collation);
      keys.push_back(std::move(key));
    }
    if (!request.where.empty()) conditions.push_back("(" + request.where + ")");
    return make_guard(rows_.with(join(keys, ",") + " " + request.where),
                      "SELECT " + join(shown, " || ', ' || ") + " || ' in ' || count(*) || ' rows' FROM " + table() +
                          " WHERE " + join(conditions, " AND ") + " GROUP BY " + join(keys, ", ") +
                          " HAVING count(*) > 1",
                      title() + ": there are duplicates for the new " + request.what,
                      "correct them in the revision, before this operation", "value");
  }

  Statement operator()(const NoViolations& request) const {
    const auto& expression = request.check.expression;
    std::vector<std::string> columns;
    for (const auto& column : rows_.then().columns) {
      if (mentions(expression, column.name.text)) columns.push_back(column.name.text);
    }
    return make_guard(
        rows_.with(expression),
        "SELECT " + labelled(values_text(columns)) + " FROM " + table() + " WHERE NOT (" + expression + ")",
        title() + ": there are rows that the new check " + request.check.name + " (" + expression + ") does not allow",
        "correct them in the revision, before this operation");
  }

  Statement operator()(const Converts& request) const {
    const auto* column = rows_.find(request.column);
    const auto value = rows_.raw_value(*column);
    const auto lossy = what_is_lost(std::string(column->type.of(draft_.sql)));
    const auto with = "WITH _migrate_values(" + std::string(row_label) + ", v) AS " + read_once + "(SELECT " +
                      rows_.label() + ", " + value + " FROM main." + table() + "), ";
    return make_guard(with,
                      "SELECT " + labelled(quote_text(request.column + " = ") + " || quote(v)") +
                          " FROM _migrate_values WHERE " + lossy,
                      title() + ": values of column " + request.column + " would not survive the change to " +
                          std::string(column->type.of(draft_.sql)),
                      "say how they are converted (using = \"CAST(" + request.column +
                          " AS …)\"), or correct them before this operation");
  }

  Statement operator()(const NoOrphans& request) const {
    const auto& key = request.key;
    const auto target = target_of(key);
    std::vector<std::string> conditions, matches;
    std::string mentioned;
    for (std::size_t i = 0; i < key.columns.size(); ++i) {
      const auto column = quote_name(key.columns[i]);
      conditions.push_back("child." + column + " IS NOT NULL");
      matches.push_back("parent." + quote_name(target.at(i)) + " = child." + column);
      mentioned += column + " " + (is_self(key) ? quote_name(target.at(i)) : "") + " ";
    }
    const auto parent = is_self(key) ? table() : "main." + quote_name(key.references);
    return make_guard(rows_.with(mentioned),
                      "SELECT " + labelled(values_text(key.columns)) + " FROM " + table() + " AS child WHERE " +
                          join(conditions, " AND ") + " AND NOT EXISTS (SELECT 1 FROM " + parent + " AS parent WHERE " +
                          join(matches, " AND ") + ")",
                      title() + ": there are rows whose parent in " + key.references + " is missing, for the new " +
                          "foreign key " + key.name,
                      "correct them in the revision, before this operation");
  }

 private:
  std::string table() const { return quote_name(draft_.name); }
  std::string title() const { return "table " + draft_.name; }

  /// Which values `v` are others once a column of this type holds them. Text counts by its form: '007' is no number
  /// 7, and whoever says that it is says how (`using`).
  static std::string what_is_lost(const std::string& type) {
    const std::string is_text = "typeof(v) = 'text'";
    // COLLATE: v may be a column that ignores case or trailing spaces
    const std::string differs = "CAST(CAST(v AS NUMERIC) AS TEXT) <> v COLLATE BINARY";
    // A whole number that REAL rounds. The largest of them rounds to 2^63, which CAST AS INTEGER takes back again.
    const std::string is_rounded =
        "(typeof(v) IN ('integer', 'text') AND typeof(CAST(v AS NUMERIC)) = 'integer' AND (CAST(CAST(CAST(v AS "
        "NUMERIC) AS REAL) AS INTEGER) <> CAST(v AS NUMERIC) OR CAST(CAST(v AS NUMERIC) AS REAL) >= "
        "9223372036854775807.0))";
    switch (affinity_of(type)) {
      case Affinity::integer: return is_text + " AND " + differs;
      case Affinity::numeric:
        if (is_number(type)) return is_text + " AND " + differs;
        // A DATE or JSON holds text, unless numeric affinity takes it for a number: the CAST on the left makes the
        // comparison apply that affinity (https://sqlite.org/datatype3.html, section 4.2).
        return is_text + " AND CAST(v AS NUMERIC) = v AND " + differs;
      case Affinity::real:  // 2.0 once was text '2.0', and is that again
        return "(" + is_text + " AND " + differs + " AND CAST(CAST(v AS REAL) AS TEXT) <> v COLLATE BINARY) OR " +
               is_rounded;
      case Affinity::text: return "typeof(v) = 'real' AND CAST(CAST(v AS TEXT) AS REAL) <> v";
      case Affinity::blob: return "0";
    }
    return "0";
  }

  /// Of the types with numeric affinity, those that are meant to hold numbers.
  static bool is_number(const std::string& type) {
    const auto words = upper(type);
    return words.find("NUM") != words.npos || words.find("DEC") != words.npos || words.find("BOOL") != words.npos;
  }

  bool is_self(const ForeignKey& key) const { return equal_ignoring_case(key.references, draft_.name); }

  std::vector<std::string> target_of(const ForeignKey& key) const {
    const auto parent = is_self(key) ? draft_ : load_draft(connection_, key.references);
    const auto table = parent.table();
    std::vector<std::string> primary;
    if (table.primary_key) {
      for (const auto& column : table.primary_key->columns) primary.push_back(column.column);
    }
    const auto target = key.target.empty() ? primary : key.target;
    if (target.size() == key.columns.size() && is_unique(parent, table, primary, target)) return target;
    throw DatabaseError(title() + ": foreign key " + key.name + " cannot refer to " + key.references + " (" +
                            join(target, ", ") + "): that is neither its primary key nor unique",
                        "SQLite asks for a primary key or a unique constraint over exactly these columns");
  }

  static bool is_unique(const TableDraft& parent, const Table& table, const std::vector<std::string>& primary,
                        const std::vector<std::string>& target) {
    const auto names = [](const auto& columns) {
      std::set<std::string> out;
      for (const auto& column : columns) out.insert(key_of(column));
      return out;
    };
    const auto key_names = [&](const auto& columns) {
      std::vector<std::string> out;
      for (const auto& column : columns) out.push_back(column.column);
      return names(out);
    };
    const auto wanted = names(target);
    if (names(primary) == wanted) return true;
    const auto of_parsed = [&](const SchemaObject& index) {
      const auto parsed = parse_create_index(index.sql);
      return parsed.unique && parsed.where.empty() && key_names(parsed.columns) == wanted;
    };
    return std::ranges::any_of(table.uniques, [&](const Unique& u) { return key_names(u.columns) == wanted; }) ||
           std::ranges::any_of(parent.indexes, of_parsed);
  }

  Connection& connection_;
  const TableDraft& draft_;
  FutureRows rows_;
};

/// The column that a question is about, where it is about one: no question is put about a column that has gone again.
std::string subject_of(const GuardRequest& request) {
  return std::visit(Overloaded{
                        [](const NoNulls& value) { return value.column; },
                        [](const NoRows& value) { return value.column; },
                        [](const Converts& value) { return value.column; },
                        [](const auto&) { return std::string(); },
                    },
                    request.question);
}

}  // namespace

void refuse_referenced_columns(Connection& connection, const TableDraft& draft) {
  std::vector<std::string> users;
  for (const auto& object : load_objects(connection)) {
    if (object.type != "table" || equal_ignoring_case(object.name, draft.name) || !mentions(object.sql, draft.name))
      continue;
    if (next_token(object.sql, next_token(object.sql, 0).end()).is_keyword("VIRTUAL")) continue;
    for (const auto& key : table_of(parse_create_table(object.sql), object.sql).foreign_keys) {
      if (!equal_ignoring_case(key.references, draft.name)) continue;
      for (const auto& column : key.target) {
        if (draft.dropped.contains(key_of(column))) {
          users.push_back("table " + object.name + ", foreign key (" + join(key.columns, ", ") + ") to column " +
                          column);
        }
      }
    }
  }
  if (users.empty()) return;
  throw DatabaseError("table " + draft.name + ": a dropped column is still referred to by " + join(users, ", "),
                      "drop these foreign keys first, in the same revision");
}

std::vector<Statement> guards(Connection& connection, const TableDraft& draft) {
  const GuardWriter writer(connection, draft);
  const auto table = draft.parsed();
  std::vector<Statement> out;
  for (const auto& request : draft.guards) {
    const auto subject = subject_of(request);
    if (!subject.empty() && !table.find_column(subject)) continue;
    out.push_back(std::visit(writer, request.question));
    out.back().where = request.where;
  }
  return out;
}

std::vector<Statement> script_guard(const Statement& guard) {
  const std::string table = "_migrate_guard";
  return {
      {.sql = "CREATE TEMP TABLE " + table + " (found, CONSTRAINT " + quote_name(guard.must_be_empty) +
              " CHECK (found IS NULL))",
       .purpose = guard.purpose},
      {.sql = "INSERT INTO temp." + table + " SELECT * FROM (" + guard.sql + ") LIMIT 1"},
      {.sql = "DROP TABLE temp." + table},
  };
}

}  // namespace migrate::sqlite
