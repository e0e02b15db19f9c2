#include "dialects/sqlite/edit_in_place.hpp"

#include <algorithm>
#include <array>
#include <random>

#include "dialects/sqlite/connection.hpp"
#include "dialects/sqlite/edit_text.hpp"
#include "dialects/sqlite/edit_verdict.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

/// The text replaced. A view that comes and goes again raises the schema's version number: so every other connection
/// reads the schema again, and this one does after a rollback. `PRAGMA schema_version` would need a number that is
/// known only once the statements before it have run.
std::vector<Statement> replace_text(const std::string& table, const std::string& sql, const Where& where) {
  const auto row = " WHERE type = 'table' AND name = " + quote_text(table);
  const std::string reload = "let every connection read the schema again";
  std::vector<Statement> out;
  out.push_back({.sql = "PRAGMA writable_schema=1", .purpose = "open the schema for an edit", .where = where});
  out.push_back({.sql = "UPDATE sqlite_master SET sql = " + quote_text(sql) + row,
                 .purpose = "replace the text of table " + table,
                 .where = where});
  out.push_back({.sql = "PRAGMA writable_schema=RESET", .purpose = "close the schema", .where = where});
  out.push_back({.sql = "CREATE VIEW _migrate_reload AS SELECT 1", .purpose = reload, .where = where});
  out.push_back({.sql = "DROP VIEW _migrate_reload", .purpose = reload, .where = where});
  return out;
}

Statement check_text(const std::string& table, const std::string& sql, const Where& where) {
  return {.sql =
              "SELECT 'its text is another one' WHERE NOT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' "
              "AND name = " +
              quote_text(table) + " AND sql = " + quote_text(sql) + ")",
          .purpose = "check",
          .must_be_empty = "table " + table + " is not what the edit should have made of it",
          .hint = "say [apply] sqlite_edit_in_place = false in migrate.toml",
          .where = where};
}

/// What SQLite makes of a text besides columns' types: its b-trees by name, and what each is sorted by. A text in which
/// a key's automatic index has another number than before would have SQLite read one index for another. Throws what
/// SQLite says of a text that it cannot read, before that text is where nothing else can be read with it.
SqlRows structure(const std::string& table, const std::string& sql) {
  const auto memory = connect_sqlite(Url{}, {});
  memory->execute(sql);
  const auto name = quote_text(table);
  auto out = memory->query("SELECT cid, name, pk, hidden FROM pragma_table_xinfo(" + name + ")");
  auto indexes = memory->query(
      "SELECT i.name, i.\"unique\", i.origin, c.seqno, c.cid, c.\"desc\", c.coll, c.key FROM "
      "pragma_index_list(" +
      name + ") AS i, pragma_index_xinfo(i.name) AS c ORDER BY 1, 4");
  std::ranges::move(indexes, std::back_inserter(out));
  return out;
}

bool is_added_with_value(const TableDraft& draft, const ParsedColumn& column) {
  const auto key = key_of(column.name.text);
  return draft.added.contains(key) && (draft.values.contains(key) || column.find(ConstraintKind::default_value) ||
                                       column.find(ConstraintKind::generated));
}

/// A guard only computes what a new column will hold; SQLite itself may see it otherwise.
bool guards_new_values(const TableDraft& draft) {
  const auto table = draft.parsed();
  const auto mentioned = [&](const std::string& sql) {
    return std::ranges::any_of(table.columns, [&](const ParsedColumn& column) {
      return is_added_with_value(draft, column) && mentions(sql, column.name.text);
    });
  };
  return std::ranges::any_of(draft.guards, [&](const GuardRequest& request) {
    if (const auto* check = std::get_if<NoViolations>(&request.question)) return mentioned(check->check.expression);
    const auto* orphans = std::get_if<NoOrphans>(&request.question);
    return orphans &&
           std::ranges::any_of(orphans->key.columns, [&](const auto& column) { return mentioned(quote_name(column)); });
  });
}

/// A blob that no row has.
std::string unlikely_value() {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::random_device random;
  std::string out = "x'";
  for (int i = 0; i < 32; ++i) out += digits[random() % digits.size()];
  return out + "'";
}

/// Undone when it goes.
class Savepoint {
 public:
  explicit Savepoint(Connection& connection) : connection_(connection) {
    connection_.execute("SAVEPOINT _migrate_probe");
  }
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  ~Savepoint() {
    for (const auto* sql : {"PRAGMA writable_schema=0", "ROLLBACK TO _migrate_probe", "RELEASE _migrate_probe"}) {
      try {
        connection_.execute(sql);
      } catch (const std::exception&) {  // SQLite has rolled back by itself, and the next statement will tell
      }
    }
  }

 private:
  Connection& connection_;
};

/// Whether a row reads the column from the DEFAULT in the table's text: a DEFAULT that no row can hold is put there for
/// a moment, and looked for. No index is asked, for an index holds what was read when it was built.
bool any_row_reads_default(Connection& connection, const TableDraft& draft, const std::string& column) {
  const Savepoint savepoint(connection);
  const auto value = unlikely_value();
  const auto sql = set_column_clause(draft.original_sql, column, ConstraintKind::default_value, "DEFAULT " + value);
  for (const auto& statement : replace_text(draft.name, sql, {})) connection.execute(statement.sql);
  return !connection
              .query("SELECT 1 FROM main." + quote_name(draft.name) + " NOT INDEXED WHERE " + quote_name(column) +
                     " IS " + value + " LIMIT 1")
              .empty();
}

bool is_empty(Connection& connection, const std::string& table) {
  return connection.query("SELECT 1 FROM main." + quote_name(table) + " LIMIT 1").empty();
}

/// Of columns that get another DEFAULT. A row that ends before one of them also ends before those behind it: the last
/// one is asked for all.
std::string obstacle_of_defaults(const Sight& sight, const TableDraft& draft,
                                 const std::vector<std::string>& defaults) {
  const auto table = draft.original();
  const ParsedColumn* last = nullptr;
  for (const auto& name : defaults) {
    const auto* column = draft.added.contains(key_of(name)) ? nullptr : table.find_column(name);
    if (!column) return "the rows take the first DEFAULT of " + name;
    if (is_in_every_row(table, draft.original_sql, name)) continue;
    if (!last || column > last) last = column;
  }
  if (!last || is_empty(sight.rows, draft.name)) return "";
  const auto& name = last->name.text;
  const auto* sqlite = dynamic_cast<const SqliteConnection*>(&sight.rows);
  // SQLite ignores NOT INDEXED where the table has no rowid
  const bool can_look = sight.is_one() && sqlite->in_transaction() && !table.without_rowid;
  if (!can_look) return "rows may read " + name + " from its DEFAULT";
  return any_row_reads_default(sight.rows, draft, name) ? "rows read " + name + " from its DEFAULT" : "";
}

/// Edits that follow one another as one: what one of them brings and the next takes away has never been there.
std::vector<DraftStep> merged(const std::vector<DraftStep>& steps) {
  std::vector<DraftStep> out;
  for (const auto& step : steps) {
    if (step.native.empty() && !out.empty() && out.back().native.empty()) {
      out.back().after = step.after;
      out.back().computes = out.back().computes || step.computes;
    } else {
      out.push_back(step);
    }
  }
  return out;
}

}  // namespace

std::string obstacle_in_place(const Sight& sight, const TableDraft& draft) {
  const auto* sqlite = dynamic_cast<const SqliteConnection*>(&sight.catalog);
  if (!sqlite) return "a script cannot ask the rows";
  if (auto obstacle = sqlite->obstacle_to_schema_edits(); !obstacle.empty()) return obstacle;
  std::vector<std::string> defaults;
  for (const auto& step : merged(draft.steps)) {
    if (!step.native.empty()) continue;
    auto verdict = judge_edit(draft, step);
    if (!verdict.obstacle.empty()) return verdict.obstacle;
    if (structure(draft.name, step.before) != structure(draft.name, step.after)) return "its indexes would be others";
    std::ranges::move(verdict.defaults, std::back_inserter(defaults));
  }
  if (guards_new_values(draft)) return "the values of a new column have to be checked";
  return obstacle_of_defaults(sight, draft, defaults);
}

std::vector<Statement> edit_in_place(const TableDraft& draft) {
  std::vector<Statement> out;
  const auto replace = [&](const std::string& sql, const Where& where) {
    std::ranges::move(replace_text(draft.name, sql, where), std::back_inserter(out));
    out.push_back(check_text(draft.name, sql, where));
  };
  // SQLite's own ADD and DROP COLUMN put white space and comments elsewhere: the text at the end is the draft's
  bool is_drafts = true;
  for (const auto& step : merged(draft.steps)) {
    const bool changes = step.before != step.after;
    if (!step.native.empty()) {
      std::ranges::copy(step.native, std::back_inserter(out));
      is_drafts = is_drafts && !changes;
    } else if (changes) {
      replace(step.after, step.where);
      is_drafts = true;
    }
  }
  if (!is_drafts) replace(draft.sql, draft.where);
  return out;
}

}  // namespace migrate::sqlite
