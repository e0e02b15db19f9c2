#include "src/engine/journal.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <map>

#include "src/base/text.hpp"
#include "src/engine/version_table.hpp"

namespace migrate {
namespace {

/// The columns after the id, in the table's order. What may be absent until the end is nullable.
struct JournalColumn {
  std::string_view name;
  int length;  ///< 0: a bigint
  bool nullable;
};
constexpr std::array<JournalColumn, 9> journal_columns{{
    {"revision", static_cast<int>(version_length), false},
    {"direction", 16, false},
    {"checksum", 32, true},
    {"started_at", 32, false},
    {"finished_at", 32, true},
    {"operation", 0, false},
    {"statement", 0, false},
    {"who", 255, false},
    {"tool_version", 32, false},
}};

constexpr std::string_view pending_column = "pending";

Movement movement_of(std::string_view text) {
  for (const auto movement : {Movement::downgrade, Movement::stamp}) {
    if (text == to_string(movement)) return movement;
  }
  return Movement::upgrade;
}

std::int64_t number(const std::string& text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

JournalEntry entry_of(const SqlRow& row) {
  const auto text = [&](std::size_t i) { return i < row.size() ? row[i].value_or("") : std::string(); };
  JournalEntry entry;
  entry.id = number(text(0));
  entry.revision = text(1);
  entry.movement = movement_of(text(2));
  entry.checksum = text(3);
  entry.started_at = text(4);
  entry.finished_at = text(5);
  entry.operation = number(text(6));
  entry.statement = number(text(7));
  entry.who = text(8);
  entry.tool_version = text(9);
  entry.pending = text(10);
  return entry;
}

/// Begun, and nothing came of it.
bool did_nothing(const JournalEntry& entry) {
  return entry.operation == 0 && entry.statement == 0 && entry.pending.empty();
}

}  // namespace

std::string_view to_string(Movement movement) {
  switch (movement) {
    case Movement::upgrade: return "upgrade";
    case Movement::downgrade: return "downgrade";
    case Movement::stamp: return "stamp";
  }
  return "";
}

std::size_t statements_done(const JournalEntry& entry) {
  return entry.statement > 1 ? static_cast<std::size_t>(entry.statement - 1) : 0;
}

std::vector<JournalEntry> interrupted_runs(const std::vector<JournalEntry>& journal) {
  std::map<std::string, JournalEntry> open;
  for (const auto& entry : journal) {
    if (entry.movement == Movement::stamp) {
      open.clear();
    } else if (entry.finished_at.empty() && !did_nothing(entry)) {
      open[entry.revision] = entry;
    } else {
      open.erase(entry.revision);
    }
  }
  std::vector<JournalEntry> out;
  for (auto& [revision, entry] : open) out.push_back(std::move(entry));
  return out;
}

std::string interrupted_remedy(const JournalEntry& entry) {
  if (entry.movement == Movement::upgrade) {
    return fmt::format("`migrate upgrade {}` goes on from there", entry.revision);
  }
  return fmt::format("a downgrade below {} goes on from there", entry.revision);
}

Table journal_table(const TableName& name, const Dialect& dialect) {
  Table table;
  table.name = name.name;
  table.schema = name.schema;

  Column id;
  id.name = "id";
  id.type.kind = TypeKind::bigint;
  id.nullable = false;
  id.identity.emplace();
  table.columns.push_back(std::move(id));
  for (const auto& [column_name, length, nullable] : journal_columns) {
    Column column;
    column.name = column_name;
    column.type.kind = length == 0 ? TypeKind::bigint : TypeKind::varchar;
    if (length != 0) column.type.length = length;
    column.nullable = nullable;
    table.columns.push_back(std::move(column));
  }
  if (!dialect.transactional_ddl()) {
    Column pending;
    pending.name = pending_column;
    pending.type_by_dialect["mysql"] = {.kind = TypeKind::native, .name = "longtext", .dialect = "mysql"};
    table.columns.push_back(std::move(pending));
  }

  PrimaryKey key;
  key.name = "pk_" + name.name;
  key.columns.emplace_back().column = "id";
  table.primary_key = std::move(key);
  return table;
}

Journal::Journal(const Dialect& dialect, Connection& connection, TableName table)
    : connection_(connection),
      dialect_(dialect),
      table_(std::move(table)),
      quoted_table_(dialect.quote_table(table_)),
      has_pending_(!dialect.transactional_ddl()) {
  std::vector<std::string> names;
  for (const auto& column : journal_columns) names.push_back(dialect.quote_name(column.name));
  if (has_pending_) names.push_back(dialect.quote_name(pending_column));
  column_list_ = join(names, ", ");
}

bool Journal::exists() const { return dialect_.table_exists(connection_, table_); }

void Journal::insert(const JournalEntry& entry) {
  const auto text = [&](std::string_view value) { return dialect_.quote_text(value); };
  const auto text_or_null = [&](std::string_view value) { return value.empty() ? std::string("NULL") : text(value); };
  const bool numbered = entry.id != 0;
  if (!numbered) newest_.reset();
  connection_.execute(fmt::format(
      "INSERT INTO {} ({}{}) VALUES ({}{}, {}, {}, {}, {}, {}, {}, {}, {}{})", quoted_table_,
      numbered ? dialect_.quote_name("id") + ", " : "", column_list_, numbered ? std::to_string(entry.id) + ", " : "",
      text(entry.revision), text(to_string(entry.movement)), text_or_null(entry.checksum), text(entry.started_at),
      text_or_null(entry.finished_at), entry.operation, entry.statement, text(entry.who.substr(0, 255)),
      text(entry.tool_version.substr(0, 32)), has_pending_ ? ", " + text_or_null(entry.pending) : ""));
}

std::int64_t Journal::newest() const {
  const auto rows = connection_.query("SELECT max(" + dialect_.quote_name("id") + ") FROM " + quoted_table_);
  return rows.empty() ? 0 : number(rows.front().at(0).value_or("0"));
}

/// Whoever writes to the journal has the migration lock, so that no other row can come between. AUTO_INCREMENT goes on
/// behind an id that is given; a sequence does not.
void Journal::open(JournalEntry& entry) {
  if (!has_pending_) {
    insert(entry);
    entry.id = newest();
    return;
  }
  if (!newest_) newest_ = newest();
  entry.id = *newest_ + 1;
  insert(entry);
  newest_ = entry.id;
}

void Journal::update(const JournalEntry& entry) {
  const auto set = [&](std::string_view column, const std::string& value) {
    return dialect_.quote_name(column) + " = " + value;
  };
  const auto text_or_null = [&](std::string_view value) {
    return value.empty() ? std::string("NULL") : dialect_.quote_text(value);
  };
  connection_.execute(
      fmt::format("UPDATE {} SET {}, {}, {}, {}{} WHERE {}", quoted_table_,
                  set("checksum", text_or_null(entry.checksum)), set("finished_at", text_or_null(entry.finished_at)),
                  set("operation", std::to_string(entry.operation)), set("statement", std::to_string(entry.statement)),
                  has_pending_ ? ", " + set(pending_column, text_or_null(entry.pending)) : "",
                  set("id", std::to_string(entry.id))));
}

void Journal::hand_over(const JournalEntry& entry) {
  connection_.execute(fmt::format("UPDATE {} SET {} = {} WHERE {} = {}", quoted_table_, dialect_.quote_name("who"),
                                  dialect_.quote_text(entry.who.substr(0, 255)), dialect_.quote_name("id"), entry.id));
}

std::vector<JournalEntry> Journal::read() const { return select("ORDER BY " + dialect_.quote_name("id")); }

std::vector<JournalEntry> Journal::interrupted() const {
  if (select("WHERE " + dialect_.quote_name("finished_at") + " IS NULL").empty()) return {};
  return interrupted_runs(read());
}

std::vector<JournalEntry> Journal::select(const std::string& rest) const {
  std::vector<JournalEntry> entries;
  if (!exists()) return entries;
  const auto rows = connection_.query(
      fmt::format("SELECT {}, {} FROM {} {}", dialect_.quote_name("id"), column_list_, quoted_table_, rest));
  entries.reserve(rows.size());
  for (const auto& row : rows) entries.push_back(entry_of(row));
  return entries;
}

}  // namespace migrate
