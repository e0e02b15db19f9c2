#include "dialects/sqlite/transaction.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "dialects/sqlite/edit.hpp"
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

/// One foreign key that cannot be checked makes the pragma fail for all tables: then it is asked for each.
References check_references(Connection& connection) {
  References out;
  try {
    collect(out, connection.query("PRAGMA foreign_key_check"));
    return out;
  } catch (const DatabaseError&) {
    out = {};
  }
  for (const auto& row : connection.query("SELECT name FROM sqlite_master WHERE type = 'table'")) {
    const auto table = row.at(0).value_or("");
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

class SqliteTransaction : public Transaction {
 public:
  SqliteTransaction(Connection& connection, std::span<const Operation> planned)
      : connection_(connection), planned_(planned.begin(), planned.end()), guarded_(may_drop_tables(planned)) {
    foreign_keys_ = flag("foreign_keys");
    legacy_alter_table_ = flag("legacy_alter_table");
    try {
      set("foreign_keys", guarded_ ? "0" : "1");
      if (!legacy_alter_table_.empty()) set("legacy_alter_table", "0");  // RENAME is to correct triggers and views
      connection_.execute("BEGIN IMMEDIATE");
      open_ = true;
      if (guarded_) before_ = check_references(connection_);
    } catch (...) {
      leave();
      throw;
    }
  }

  ~SqliteTransaction() override { leave(); }

  void commit() override {
    if (guarded_) {
      const auto before = rename_tables(before_, planned_);
      const auto after = check_references(connection_);
      refuse_unchecked(before, after);
      refuse_new_orphans(before.orphans, after.orphans);
    }
    connection_.execute("COMMIT");
    open_ = false;
    leave();
  }

 private:
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
    const auto quietly = [](auto step) {
      try {
        step();
      } catch (const std::exception&) {
      }
    };
    if (open_) quietly([&] { connection_.execute("ROLLBACK"); });
    open_ = false;
    quietly([&] { set("foreign_keys", foreign_keys_); });
    quietly([&] { set("legacy_alter_table", legacy_alter_table_); });
  }

  Connection& connection_;
  std::vector<Operation> planned_;
  bool guarded_;
  bool open_ = false;
  std::string foreign_keys_;
  std::string legacy_alter_table_;
  References before_;
};

bool may_drop_table(const Operation& operation) {
  return std::visit(
      Overloaded{
          [](const Batch& batch) { return batch.recreate == Recreate::always || may_drop_tables(batch.operations); },
          [](const AddColumn& addition) { return !addition.backfill.empty() || !obstacle_to_add(addition).empty(); },
          [](const AlterColumn& change) { return changes_more_than_name(change); },
          [](const CreateTable&) { return false; },
          [](const CreateIndex&) { return false; },
          [](const DropIndex&) { return false; },
          [](const RenameIndex&) { return false; },
          [](const RenameTable&) { return false; },
          [](const SetTableComment&) { return false; },
          [](const Execute&) { return false; },
          [](const BulkInsert&) { return false; },
          [](const Call&) { return false; },
          [](const auto&) { return true; },
      },
      operation.value);
}

}  // namespace

bool may_drop_tables(std::span<const Operation> planned) { return std::ranges::any_of(planned, may_drop_table); }

std::unique_ptr<Transaction> begin(Connection& connection, std::span<const Operation> planned) {
  return std::make_unique<SqliteTransaction>(connection, planned);
}

}  // namespace migrate::sqlite
