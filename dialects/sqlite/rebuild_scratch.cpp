#include "dialects/sqlite/rebuild_scratch.hpp"

#include <algorithm>
#include <optional>

#include "dialects/sqlite/connection.hpp"
#include "dialects/sqlite/edit_draft.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

/// Tables first, for the rest refers to them; virtual tables before the shadow tables that they make themselves.
int rank(const SchemaObject& object) {
  const auto is_virtual = [&] {
    const auto second = next_token(object.sql, next_token(object.sql, 0).end());
    return second.is_keyword("VIRTUAL");
  };
  if (object.type == "table") return is_virtual() ? 0 : 1;
  return object.type == "index" ? 2 : object.type == "view" ? 3 : 4;
}

bool try_execute(Connection& connection, std::string_view sql) {
  try {
    connection.execute(sql);
    return true;
  } catch (const DatabaseError&) {
    return false;
  }
}

/// The object in SQLite's "error in view v: no such table: main.t".
std::optional<std::pair<std::string, std::string>> culprit(Connection& connection, const std::string& message) {
  for (const auto& object : load_objects(connection)) {
    const auto title = object.type + " " + object.name;
    const auto at = message.find("error in " + title + ":");
    if (at != message.npos) return std::pair(title, "DROP " + object.type + " " + quote_name(object.name));
  }
  return std::nullopt;
}

/// SQL that makes SQLite compile the trigger, where no other trigger is there.
std::string firing_statement(Connection& connection, const SchemaObject& trigger) {
  const auto table = quote_name(trigger.table);
  std::string column;
  const auto tokens = tokenize(trigger.sql);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto& event = tokens[i];
    if (event.is_keyword("DELETE")) return "EXPLAIN DELETE FROM " + table;
    if (event.is_keyword("INSERT")) return "EXPLAIN INSERT INTO " + table + " DEFAULT VALUES";
    if (!event.is_keyword("UPDATE")) continue;
    if (tokens[i + 1].is_keyword("OF")) column = std::string(tokens[i + 2].text);
    break;
  }
  const auto columns = connection.query("PRAGMA table_info(" + table + ")");
  if (column.empty() && !columns.empty()) column = quote_name(columns.front().at(1).value_or(""));
  return "EXPLAIN UPDATE " + table + " SET " + column + " = NULL";
}

/// RENAME does not look at the columns that the statements of a trigger write to: fire each one alone.
void find_broken_triggers(Connection& connection, std::set<std::string>& out) {
  std::vector<SchemaObject> triggers;
  for (auto& object : load_objects(connection)) {
    if (object.type != "trigger") continue;
    try_execute(connection, "DROP TRIGGER " + quote_name(object.name));
    triggers.push_back(std::move(object));
  }
  for (const auto& trigger : triggers) {
    if (!try_execute(connection, trigger.sql)) continue;
    if (!try_execute(connection, firing_statement(connection, trigger))) out.insert("trigger " + trigger.name);
    try_execute(connection, "DROP TRIGGER " + quote_name(trigger.name));
  }
}

}  // namespace

std::unique_ptr<Connection> copy_schema(Connection& original, bool like_original) {
  const auto* sqlite = dynamic_cast<const SqliteConnection*>(&original);
  ConnectOptions options;
  options.edit_in_place = sqlite && sqlite->obstacle_to_schema_edits().empty();
  auto copy = connect_sqlite(Url{}, options);
  auto objects = load_objects(original);
  std::ranges::stable_sort(objects, {}, rank);
  for (const auto& object : objects) {
    if (!object.name.starts_with("sqlite_")) try_execute(*copy, object.sql);
  }
  const auto analyzed = std::ranges::any_of(objects, [](const auto& object) { return object.name == "sqlite_stat1"; });
  if (analyzed) try_execute(*copy, "ANALYZE");
  if (!like_original) copy->mark_as_schema_only();
  return copy;
}

Scratch::Scratch(Connection& original) : connection_(copy_schema(original, true)) {}

void Scratch::run(std::span<const Statement> statements) {
  for (const auto& statement : statements) {
    if (statement.must_be_empty.empty()) connection_->execute(statement.sql);
  }
}

std::set<std::string> Scratch::broken() {
  // A RENAME of any column makes SQLite compile every view and trigger, and say which one fails.
  std::set<std::string> out;
  connection_->execute("PRAGMA legacy_alter_table=0");
  connection_->execute("PRAGMA foreign_keys=0");
  if (!try_execute(*connection_, "CREATE TABLE _migrate_probe(a)")) return out;
  for (;;) {
    try {
      connection_->execute("ALTER TABLE _migrate_probe RENAME COLUMN a TO b");
      break;
    } catch (const DatabaseError& error) {
      const auto found = culprit(*connection_, error.what());
      if (!found || !out.insert(found->first).second || !try_execute(*connection_, found->second)) break;
    }
  }
  try_execute(*connection_, "DROP TABLE _migrate_probe");
  find_broken_triggers(*connection_, out);
  return out;
}

bool has_views_or_triggers(Connection& connection) {
  return !connection.query("SELECT 1 FROM sqlite_master WHERE type IN ('view', 'trigger') LIMIT 1").empty();
}

void refuse_to_break(Connection& connection, std::span<const Statement> statements) {
  if (!has_views_or_triggers(connection)) return;
  Scratch after(connection);
  after.run(statements);
  const auto broken = after.broken();
  if (broken.empty()) return;
  const auto before = Scratch(connection).broken();
  std::vector<std::string> names;
  std::ranges::set_difference(broken, before, std::back_inserter(names));
  if (names.empty()) return;
  throw DatabaseError(
      "the change would break " + join(names, ", "),
      "drop them first in the same revision, and create them again behind the change (op = \"execute\")");
}

}  // namespace migrate::sqlite
