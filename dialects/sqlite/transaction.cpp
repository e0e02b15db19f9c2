#include "dialects/sqlite/transaction.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "dialects/data.hpp"
#include "dialects/sqlite/connection.hpp"
#include "dialects/sqlite/edit.hpp"
#include "dialects/sqlite/render_data.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

/// A row whose parent is missing: table, rowid, parent. Not the number of the key, which a rebuild may change.
using Orphan = std::tuple<std::string, std::string, std::string>;
using Orphans = std::map<Orphan, std::size_t>;

struct References {
  Orphans orphans;
  /// Tables with a foreign key that SQLite cannot check, for its parent is not unique; with SQLite's message.
  std::map<std::string, std::string> unchecked;
};

void collect(References& out, const SqlRows& rows) {
  for (const auto& row : rows) {
    ++out.orphans[{lower(row.at(0).value_or("")), row.at(1).value_or("without rowid"), lower(row.at(2).value_or(""))}];
  }
}

/// The tables whose foreign keys a revision may break: those it changes, under all their names, and those that refer
/// to one of them. SQL may touch every table.
class Scope {
 public:
  explicit Scope(std::span<const Operation> planned) { add(planned); }

  /// Those that exist now.
  std::vector<std::string> tables(Connection& connection) const {
    std::vector<std::string> out;
    for (const auto& row :
         connection.query("SELECT m.name, group_concat(lower(f.\"table\"), char(10)) FROM sqlite_master AS m LEFT JOIN "
                          "pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table' GROUP BY m.name")) {
      const auto table = row.at(0).value_or("");
      const auto parents = split(row.at(1).value_or(""), '\n');
      const auto named = [&](const std::string& name) { return names_.contains(name); };
      if (everything_ || named(lower(table)) || std::ranges::any_of(parents, named)) out.push_back(table);
    }
    return out;
  }
  bool everything() const { return everything_; }

 private:
  void add(std::span<const Operation> planned) {
    for (const auto& operation : planned) {
      const auto table = table_of(operation);
      if (table) names_.insert(lower(table->name));
      const auto* rename = std::get_if<RenameTable>(&operation.value);
      if (rename) names_.insert(lower(rename->to));
      everything_ = everything_ || !table;
    }
  }

  std::set<std::string> names_;
  bool everything_ = false;
};

/// One foreign key that cannot be checked makes the pragma fail for all tables: then it is asked for each.
References check_references(Connection& connection, const Scope& scope) {
  References out;
  if (scope.everything()) {
    try {
      collect(out, connection.query("PRAGMA foreign_key_check"));
      return out;
    } catch (const DatabaseError&) {
      out = {};
    }
  }
  for (const auto& table : scope.tables(connection)) {
    try {
      collect(out, connection.query("PRAGMA foreign_key_check(" + quote_name(table) + ")"));
    } catch (const DatabaseError& error) {
      out.unchecked.emplace(lower(table), error.what());
    }
  }
  return out;
}

/// The same under the names that the tables have after the operations.
References rename_tables(const References& references, std::span<const Operation> planned) {
  const auto now = [&](std::string name) {
    for (const auto& operation : planned) {
      const auto* rename = std::get_if<RenameTable>(&operation.value);
      if (rename && name == lower(rename->table.name)) name = lower(rename->to);
    }
    return name;
  };
  References out;
  for (const auto& [orphan, count] : references.orphans) {
    const auto& [table, rowid, parent] = orphan;
    out.orphans[{now(table), rowid, now(parent)}] += count;
  }
  for (const auto& [table, message] : references.unchecked) out.unchecked.emplace(now(table), message);
  return out;
}

void refuse_unchecked(const References& before, const References& after) {
  for (const auto& [table, message] : after.unchecked) {
    if (before.unchecked.contains(table)) continue;
    throw DatabaseError(
        "the revision would leave table " + table + " with a foreign key that SQLite cannot check: " + message,
        "a foreign key refers to a primary key, or to columns that are unique together");
  }
}

void refuse_new_orphans(const Orphans& before, const Orphans& after) {
  constexpr std::size_t shown = 5;
  std::size_t count = 0;
  std::vector<std::string> details;
  for (const auto& [orphan, now] : after) {
    const auto found = before.find(orphan);
    const std::size_t then = found == before.end() ? 0 : found->second;
    if (now <= then) continue;
    count += now - then;
    const auto& [table, rowid, parent] = orphan;
    if (details.size() < shown) details.push_back("table " + table + ", row " + rowid + " → " + parent);
  }
  if (count == 0) return;
  DatabaseError error(
      "the revision would leave " + count_of(count, "row") + " without the row that a foreign key names",
      "delete or correct these rows in the revision, before the step that drops what they point at");
  if (count > details.size()) details.push_back("and " + std::to_string(count - details.size()) + " more");
  error.details = std::move(details);
  throw error;
}

/// A foreign key needs the unique index of its parent.
bool drops_unique_index(const Operation& operation) {
  if (const auto* batch = std::get_if<Batch>(&operation.value)) {
    return std::ranges::any_of(batch->operations, drops_unique_index);
  }
  const auto* drop = std::get_if<DropIndex>(&operation.value);
  return drop && (!drop->index || drop->index->unique);
}

/// Whether an operation may take away what a foreign key refers to without rebuilding a table.
bool may_lose_parents(std::span<const Operation> planned) {
  return std::ranges::any_of(planned, [](const Operation& operation) {
    if (drops_unique_index(operation)) return true;
    if (const auto* batch = std::get_if<Batch>(&operation.value)) return may_lose_parents(batch->operations);
    return std::visit(Overloaded{
                          [](const Execute&) { return true; },
                          [](const BulkInsert&) { return true; },
                          [](const Call&) { return true; },
                          [](const DropTable&) { return true; },
                          [](const RenameTable&) { return true; },  // the names before and after must be told apart
                          [](const auto&) { return false; },
                      },
                      operation.value);
  });
}

class SqliteTransaction : public Transaction {
 public:
  SqliteTransaction(Connection& connection, std::span<const Operation> planned)
      : connection_(connection),
        planned_(planned.begin(), planned.end()),
        guarded_(may_drop_tables(planned)),
        scope_(planned) {
    foreign_keys_ = flag("foreign_keys");
    legacy_alter_table_ = flag("legacy_alter_table");
    try {
      set("foreign_keys", guarded_ ? "0" : "1");
      if (!legacy_alter_table_.empty()) set("legacy_alter_table", "0");  // RENAME is to correct triggers and views
      connection_.execute("BEGIN IMMEDIATE");
      open_ = true;
      if (guarded_ || std::ranges::any_of(planned_, drops_unique_index)) watch_references();
    } catch (...) {
      leave();
      throw;
    }
  }

  ~SqliteTransaction() override { leave(); }

  void commit() override {
    if (before_) {
      const auto before = rename_tables(*before_, planned_);
      const auto after = check_references(connection_, scope_);
      refuse_unchecked(before, after);
      refuse_new_orphans(before.orphans, after.orphans);
    }
    connection_.execute("COMMIT");
    open_ = false;
    committed_ = true;
    leave();
  }

 private:
  /// Checking foreign keys reads every row of their tables. Where all that is planned changes tables, it can wait until
  /// one of them is about to be rebuilt.
  void watch_references() {
    const auto look = [this] {
      if (!before_) before_ = check_references(connection_, scope_);
    };
    auto* sqlite = dynamic_cast<SqliteConnection*>(&connection_);
    if (!sqlite || may_lose_parents(planned_)) return look();
    sqlite->watch_references(look);
  }

  std::string flag(std::string_view pragma) {
    const auto rows = connection_.query("PRAGMA " + std::string(pragma));
    return rows.empty() ? "" : rows[0].at(0).value_or("");  // empty: an older SQLite that does not have it
  }

  void set(std::string_view pragma, std::string_view value) {
    if (!value.empty()) connection_.execute("PRAGMA " + std::string(pragma) + "=" + std::string(value));
  }

  /// Rolls back what is open and puts the settings back. Errors have nowhere to go: SQLite rolls back by itself after
  /// some (a full disk), and then says that no transaction is active.
  void leave() noexcept {
    if (std::exchange(left_, true)) return;
    const auto quietly = [](auto step) {
      try {
        step();
      } catch (const std::exception&) {
      }
    };
    if (open_) quietly([&] { connection_.execute("ROLLBACK"); });
    open_ = false;
    if (auto* sqlite = dynamic_cast<SqliteConnection*>(&connection_)) sqlite->watch_references({});
    if (!committed_) quietly([&] { connection_.execute("PRAGMA writable_schema=RESET"); });
    quietly([&] { set("foreign_keys", foreign_keys_); });
    quietly([&] { set("legacy_alter_table", legacy_alter_table_); });
    if (committed_) return;
    auto* file = dynamic_cast<SqliteConnection*>(&connection_);
    if (file) quietly([&] { file->forget_new_file(); });
  }

  Connection& connection_;
  std::vector<Operation> planned_;
  bool guarded_;
  Scope scope_;
  bool open_ = false;
  bool left_ = false;
  bool committed_ = false;
  std::string foreign_keys_;
  std::string legacy_alter_table_;
  std::optional<References> before_;
};

/// Around one statement: with the settings as they are.
class PlainTransaction : public Transaction {
 public:
  explicit PlainTransaction(Connection& connection) : connection_(connection) {
    connection_.execute("BEGIN IMMEDIATE");
  }
  ~PlainTransaction() override {
    if (committed_) return;
    try {
      connection_.execute("ROLLBACK");
    } catch (const std::exception&) {  // SQLite rolls back by itself after some errors
    }
  }
  void commit() override {
    connection_.execute("COMMIT");
    committed_ = true;
  }

 private:
  Connection& connection_;
  bool committed_ = false;
};

/// A rebuild by hand, or the end of a table: with foreign keys on, DROP TABLE deletes the rows first, and with them
/// those that refer to them (https://sqlite.org/lang_droptable.html).
bool drops_a_table(const Execute& execute) {
  const auto* text = text_for("sqlite", execute);
  if (!text) return false;
  const auto tokens = tokenize(*text);
  return std::ranges::adjacent_find(tokens, [](const Token& a, const Token& b) {
           return a.is_keyword("DROP") && b.is_keyword("TABLE");
         }) != tokens.end();
}

bool may_drop_table(const Operation& operation) {
  return std::visit(
      Overloaded{
          [](const Batch& batch) { return batch.recreate == Recreate::always || may_drop_tables(batch.operations); },
          [](const AddColumn& addition) {
            const bool has_place = !addition.insert_before.empty() || !addition.insert_after.empty();
            return has_place || !addition.backfill.empty() || !obstacle_to_add(addition).empty();
          },
          [](const AlterColumn& change) { return changes_more_than_name(change); },
          [](const CreateTable&) { return false; },
          [](const CreateIndex&) { return false; },
          [](const DropIndex&) { return false; },
          [](const RenameIndex&) { return false; },
          [](const RenameTable&) { return false; },
          [](const SetTableComment&) { return false; },
          [](const Execute& execute) { return drops_a_table(execute); },
          [](const BulkInsert&) { return false; },
          [](const Call&) { return false; },
          [](const auto&) { return true; },
      },
      operation.value);
}

}  // namespace

bool may_drop_tables(std::span<const Operation> planned) { return std::ranges::any_of(planned, may_drop_table); }

ScriptFrame frame(std::span<const Operation> planned) {
  ScriptFrame out;
  out.before.push_back({.sql = "BEGIN IMMEDIATE"});
  out.after.push_back({.sql = "COMMIT"});
  if (!may_drop_tables(planned)) return out;
  out.before.insert(out.before.begin(), {.sql = "PRAGMA foreign_keys = OFF",
                                         .purpose = "a table that is dropped or rebuilt would take the rows with it "
                                                    "that refer to it"});
  out.after.push_back({.sql = "PRAGMA foreign_keys = ON"});
  return out;
}

std::unique_ptr<Transaction> enclose(Connection& connection) { return std::make_unique<PlainTransaction>(connection); }

std::unique_ptr<Transaction> begin(Connection& connection, std::span<const Operation> planned) {
  return std::make_unique<SqliteTransaction>(connection, planned);
}

}  // namespace migrate::sqlite
