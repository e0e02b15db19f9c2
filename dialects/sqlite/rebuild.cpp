#include "dialects/sqlite/rebuild.hpp"

#include <algorithm>
#include <limits>

#include "dialects/sqlite/connection.hpp"
#include "dialects/sqlite/edit_text.hpp"
#include "dialects/sqlite/guard_rows.hpp"
#include "dialects/sqlite/introspect.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

/// The column that is the rowid under another name; empty where there is none.
std::string rowid_alias(const ParsedTable& table, std::string_view sql) {
  for (const auto& column : table.columns) {
    if (is_rowid_alias(table, sql, column)) return column.name.text;
  }
  return "";
}

bool counts_on(const ParsedTable& table) {
  const auto counts = [](const ParsedConstraint& constraint) { return constraint.autoincrement; };
  return std::ranges::any_of(table.constraints, counts) || std::ranges::any_of(table.columns, [&](const auto& column) {
           return std::ranges::any_of(column.constraints, counts);
         });
}

/// The keys that SQLite makes an index of its own for, in order: sqlite_autoindex_hero_1, …
std::vector<std::string> automatic_keys(const ParsedTable& table, std::string_view sql) {
  std::vector<std::string> out;
  const auto add = [&](const ParsedConstraint& constraint, const std::string& column) {
    if (constraint.kind != ConstraintKind::primary_key && constraint.kind != ConstraintKind::unique) return;
    out.push_back(lower(column + std::string(constraint.columns_span.of(sql))));
  };
  for (const auto& column : table.columns) {
    for (const auto& constraint : column.constraints) add(constraint, column.name.text);
  }
  for (const auto& constraint : table.constraints) add(constraint, "");
  return out;
}

bool exists(Connection& connection, const std::string& table) {
  return !connection.query("SELECT 1 FROM sqlite_master WHERE name = " + quote_text(table) + " COLLATE NOCASE").empty();
}

void refuse_left_over(Connection& connection, const TableDraft& draft) {
  for (const auto& name : {std::string(rebuild_prefix) + draft.name, "_alembic_tmp_" + draft.name}) {
    if (!exists(connection, name)) continue;
    throw DatabaseError(
        "the database has a table " + name + ": what an interrupted run left of a rebuild of " + draft.name,
        "look whether it holds anything that is missed, then remove it: DROP TABLE " + quote_name(name));
  }
}

class Rebuild {
 public:
  Rebuild(Connection& connection, const TableDraft& draft, const std::optional<RowRange>& rows)
      : connection_(connection),
        draft_(draft),
        rows_(rows),
        now_(draft.original()),
        then_(draft.parsed()),
        temporary_(std::string(rebuild_prefix) + draft.name),
        old_(quote_name(draft.name)),
        new_(quote_name(temporary_)) {}

  std::vector<Statement> run() {
    refuse_left_over(connection_, draft_);
    must_be_empty(
        "SELECT 'foreign keys are on' FROM pragma_foreign_keys WHERE foreign_keys = 1",
        "table " + draft_.name + " cannot be rebuilt while foreign keys are on: rows that refer to it would go with it",
        "run the revision in a transaction of its own");
    add(set_table_name(remove_qualifiers(draft_.sql, draft_.name), temporary_),
        "rebuild " + draft_.name + ": " + join(draft_.reasons, ", "));
    copy();
    keep_counter();
    move_statistics();
    add("DROP TABLE " + old_, "drop the old " + draft_.name);
    rename();
    restore_statistics();
    for (const auto& index : draft_.indexes) add(index.sql, "build index " + index.name);
    for (const auto& trigger : draft_.triggers) add(trigger.sql, "put trigger " + trigger.name + " back");
    check_integrity();
    return std::move(out_);
  }

 private:
  void add(std::string sql, std::string purpose) {
    out_.push_back({.sql = std::move(sql), .purpose = std::move(purpose), .where = draft_.where});
  }
  void must_be_empty(std::string sql, std::string message, std::string hint) {
    out_.push_back({.sql = std::move(sql),
                    .purpose = "check",
                    .must_be_empty = std::move(message),
                    .hint = std::move(hint),
                    .where = draft_.where});
  }

  void copy() {
    std::vector<std::string> columns, values;
    if (const auto alias = rowid_alias(then_, draft_.sql); !alias.empty() || !then_.without_rowid) {
      copy_rowid(alias, columns, values);
    }
    for (const auto& column : then_.columns) {
      const auto value = value_of(draft_, column);
      if (value.empty()) continue;
      columns.push_back(quote_name(column.name.text));
      values.push_back(value);
    }
    const auto source = " FROM " + old_ + " NOT INDEXED";  // in the order of the rowid, at the speed of appending
    if (columns.empty()) return;
    add("INSERT INTO " + new_ + " (" + join(columns, ", ") + ") SELECT " + join(values, ", ") + source,
        "copy the rows of " + draft_.name);
    out_.back().rows = rows_.value_or(RowRange{});
    // REPLACE takes away rows that were inserted; otherwise what was inserted is what is there
    const bool may_replace = mentions(draft_.sql, "REPLACE");
    const auto copied = may_replace ? "(SELECT count(*) FROM " + new_ + ")" : std::string("changes()");
    must_be_empty("SELECT new_rows || ' of ' || old_rows || ' rows' FROM (SELECT (SELECT count(*) FROM " + old_ +
                      ") AS old_rows, " + copied + " AS new_rows) WHERE old_rows <> new_rows",
                  "the copy of " + draft_.name + " does not have all of its rows",
                  "a conflict clause (ON CONFLICT IGNORE or REPLACE) of a constraint has dropped some");
  }

  /// Rowids stay what they are, so that whatever has kept them elsewhere still finds its row. A column that is the
  /// rowid carries it by itself.
  void copy_rowid(const std::string& alias, std::vector<std::string>& columns, std::vector<std::string>& values) {
    const auto source = rowid_name(now_);
    const bool is_new =
        !alias.empty() && draft_.added.contains(key_of(alias)) && !draft_.values.contains(key_of(alias));
    const auto target = alias.empty() ? rowid_name(then_) : is_new ? quote_name(alias) : "";
    if (source.empty() || target.empty()) return;
    columns.push_back(target);
    values.push_back(source);
  }

  void keep_counter() {
    if (!counts_on(now_) || !counts_on(then_)) return;
    const auto name = quote_text(temporary_);
    add("DELETE FROM sqlite_sequence WHERE name = " + name, "keep the AUTOINCREMENT counter of " + draft_.name);
    add("INSERT INTO sqlite_sequence(name, seq) SELECT " + name +
            ", seq FROM sqlite_sequence WHERE name = " + quote_text(draft_.name),
        "keep the AUTOINCREMENT counter of " + draft_.name);
  }

  std::vector<std::string> statistics() {
    std::vector<std::string> out;
    for (const std::string table : {"sqlite_stat1", "sqlite_stat4"}) {
      if (exists(connection_, table)) out.push_back(table);
    }
    return out;
  }

  /// DROP TABLE deletes the statistics under the table's name; under another one they wait.
  void move_statistics() {
    const auto purpose = "keep the statistics of " + draft_.name;
    for (const auto& table : statistics()) {
      if (automatic_keys(now_, draft_.original_sql) != automatic_keys(then_, draft_.sql)) {
        add("DELETE FROM " + table + " WHERE tbl = " + quote_text(draft_.name) + " AND idx LIKE 'sqlite_autoindex_%'",
            purpose);
      }
      for (const auto& index : draft_.original_indexes) {
        if (draft_.find_index(index.name)) continue;
        add("DELETE FROM " + table + " WHERE idx = " + quote_text(index.name), purpose);
      }
      add("UPDATE " + table + " SET tbl = " + quote_text(temporary_) + " WHERE tbl = " + quote_text(draft_.name),
          purpose);
    }
  }

  void restore_statistics() {
    for (const auto& table : statistics()) {
      add("UPDATE " + table + " SET tbl = " + quote_text(draft_.name) + " WHERE tbl = " + quote_text(temporary_),
          "keep the statistics of " + draft_.name);
    }
  }

  /// With legacy_alter_table SQLite leaves triggers, views and the references of other tables alone: they have named
  /// the table all along, and must not be made to follow the temporary name.
  void rename() {
    const auto before = connection_.query("PRAGMA legacy_alter_table");
    const auto value = before.empty() ? std::string("0") : before[0].at(0).value_or("0");
    add("PRAGMA legacy_alter_table=1", "rename");
    add("ALTER TABLE " + new_ + " RENAME TO " + old_, "the new table takes the name " + draft_.name);
    add("PRAGMA legacy_alter_table=" + value, "rename");
  }

  void check_integrity() {
    const bool large = rows_ && rows_->count > rows_to_check;
    if (SqliteConnection::library_version() < 3033000 || large) return;
    must_be_empty("SELECT integrity_check FROM pragma_integrity_check(" + quote_text(draft_.name) +
                      ") WHERE integrity_check <> 'ok'",
                  "table " + draft_.name + " is damaged after its rebuild",
                  "check the database: PRAGMA integrity_check");
  }

  Connection& connection_;
  const TableDraft& draft_;
  const std::optional<RowRange>& rows_;
  ParsedTable now_, then_;
  std::string temporary_, old_, new_;
  std::vector<Statement> out_;
};

}  // namespace

RowRange rows_to_copy(Connection& connection, const TableDraft& draft, std::size_t count) {
  const auto rowid = rowid_name(draft.original());
  constexpr auto beyond = std::numeric_limits<std::int64_t>::max();
  if (rowid.empty()) return {count, beyond, beyond};
  // each by itself is one look at the end of the tree; both in one SELECT would read all of it
  const auto from = " FROM main." + quote_name(draft.name);
  const auto ends =
      connection.query("SELECT (SELECT min(" + rowid + ")" + from + "), (SELECT max(" + rowid + ")" + from + ")");
  const auto number = [](const std::optional<std::string>& cell) { return std::stoll(cell.value_or("0")); };
  return {count, number(ends.at(0).at(0)), number(ends.at(0).at(1))};
}

std::vector<Statement> rebuild(Connection& connection, const TableDraft& draft, const std::optional<RowRange>& rows) {
  return Rebuild(connection, draft, rows).run();
}

}  // namespace migrate::sqlite
