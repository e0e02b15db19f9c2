#include "src/engine/journal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "src/base/text.hpp"
#include "src/engine/version_table.hpp"

namespace migrate {
namespace {

constexpr std::string_view format_column = "format";

/// The columns after the id, in the table's order. What may be absent until the end is nullable.
struct JournalColumn {
  std::string_view name;
  int length;  ///< 0: a bigint
  bool nullable;
};
constexpr std::array<JournalColumn, 10> journal_columns{{
    {"revision", static_cast<int>(version_length), false},
    {"direction", 16, false},
    {"checksum", 32, true},
    {"started_at", 32, false},
    {"finished_at", 32, true},
    {"operation", 0, false},
    {"statement", 0, false},
    {"who", 255, false},
    {"tool_version", 32, false},
    {format_column, 0, true},
}};

constexpr std::string_view pending_column = "pending";

Movement movement_of(std::string_view text) {
  for (const auto movement : {Movement::downgrade, Movement::stamp}) {
    if (text == to_string(movement)) return movement;
  }
  return Movement::upgrade;
}

std::int64_t integer_in(const std::string& text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

JournalEntry entry_of(const SqlRow& row) {
  const auto text = [&](std::size_t i) { return i < row.size() ? row[i].value_or("") : std::string(); };
  JournalEntry entry;
  entry.id = integer_in(text(0));
  entry.revision = text(1);
  entry.movement = movement_of(text(2));
  entry.checksum = text(3);
  entry.started_at = text(4);
  entry.finished_at = text(5);
  entry.operation = integer_in(text(6));
  entry.statement = integer_in(text(7));
  entry.who = text(8);
  entry.tool_version = text(9);
  entry.format = integer_in(text(10));
  entry.pending = text(11);
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
    if (entry.movement == Movement::stamp && !entry.checksum.empty()) continue;
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
  const auto ways = [](const std::string& back) {
    return fmt::format(
        "goes on from there, `migrate {}` takes back what is done, and `migrate stamp --purge` forgets it", back);
  };
  if (entry.movement == Movement::upgrade)
    return fmt::format("`migrate upgrade {}` {}", entry.revision, ways("downgrade -1"));
  return fmt::format("`migrate downgrade {}-1` {}", entry.revision, ways("upgrade " + entry.revision));
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
      has_pending_(!dialect.transactional_ddl()) {}

bool Journal::exists() const { return dialect_.table_exists(connection_, table_); }

bool Journal::locate() {
  const auto found = dialect_.find_table(connection_, table_);
  if (!found) return false;
  table_ = found->name;
  quoted_table_ = dialect_.quote_table(table_);
  lacking_ = lacking_in(*found);
  if (lacks(format_column)) return true;
  const auto format = dialect_.quote_name(format_column), finished = dialect_.quote_name("finished_at");
  const auto rows =
      connection_.query(fmt::format("SELECT max({}), count(*) - count({}) FROM {}", format, finished, quoted_table_));
  const auto cell = [&](std::size_t i) { return rows.empty() ? 0 : integer_in(rows[0].at(i).value_or("0")); };
  has_unfinished_rows_ = cell(1) > 0;
  if (cell(0) <= journal_format) return true;
  throw DatabaseError(
      fmt::format("a newer version of migrate has written to the journal {} (format {}; this one knows {})",
                  table_.name, cell(0), journal_format),
      "use that version, or a later one");
}

std::vector<std::string> Journal::lacking_in(const FoundTable& found) const {
  std::vector<std::string> out;
  for (const auto& column : journal_table(table_, dialect_).columns) {
    const auto is_it = [&](const std::string& name) { return equal_ignoring_case(name, column.name); };
    if (std::ranges::none_of(found.columns, is_it)) out.push_back(column.name);
  }
  return out;
}

bool Journal::lacks(std::string_view column) const { return std::ranges::find(lacking_, column) != lacking_.end(); }

void Journal::bring_up_to_date() {
  for (auto& column : journal_table(table_, dialect_).columns) {
    if (!lacks(column.name)) continue;
    column.nullable = true;  // of the rows that are there nobody knows it
    const Operation operation{AddColumn{.table = table_, .column = std::move(column)}, {}};
    for (const auto& statement : dialect_.render(connection_, std::span(&operation, 1)).statements)
      connection_.execute(statement.sql);
  }
  lacking_.clear();
}

/// The columns but for the id; NULL for what the table does not have.
std::string Journal::column_list() const {
  std::vector<std::string> names;
  for (const auto& column : journal_columns) {
    if (column.name == format_column && !says_format_) continue;
    names.push_back(lacks(column.name) ? "NULL" : dialect_.quote_name(column.name));
  }
  if (has_pending_) names.push_back(lacks(pending_column) ? "NULL" : dialect_.quote_name(pending_column));
  return join(names, ", ");
}

void Journal::insert(const JournalEntry& entry) {
  const auto text = [&](std::string_view value) { return dialect_.quote_text(value); };
  const auto text_or_null = [&](std::string_view value) { return value.empty() ? std::string("NULL") : text(value); };
  const bool numbered = entry.id != 0;
  if (!numbered) newest_.reset();
  if (entry.finished_at.empty()) has_unfinished_rows_.reset();
  connection_.execute(fmt::format(
      "INSERT INTO {} ({}{}) VALUES ({}{}, {}, {}, {}, {}, {}, {}, {}, {}{}{})", quoted_table_,
      numbered ? dialect_.quote_name("id") + ", " : "", column_list(), numbered ? std::to_string(entry.id) + ", " : "",
      text(entry.revision), text(to_string(entry.movement)), text_or_null(entry.checksum), text(entry.started_at),
      text_or_null(entry.finished_at), entry.operation, entry.statement, text(entry.who.substr(0, 255)),
      text(entry.tool_version.substr(0, 32)), says_format_ ? ", " + std::to_string(journal_format) : "",
      has_pending_ ? ", " + text_or_null(entry.pending) : ""));
}

std::int64_t Journal::newest() const {
  const auto rows = connection_.query("SELECT max(" + dialect_.quote_name("id") + ") FROM " + quoted_table_);
  return rows.empty() ? 0 : integer_in(rows.front().at(0).value_or("0"));
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
  connection_.execute(fmt::format(
      "UPDATE {} SET {}, {}, {}, {}, {}{} WHERE {}", quoted_table_, set("checksum", text_or_null(entry.checksum)),
      set("finished_at", text_or_null(entry.finished_at)), set("operation", std::to_string(entry.operation)),
      set("statement", std::to_string(entry.statement)), set(format_column, std::to_string(journal_format)),
      has_pending_ ? ", " + set(pending_column, text_or_null(entry.pending)) : "",
      set("id", std::to_string(entry.id))));
}

void Journal::hand_over(const JournalEntry& entry) {
  connection_.execute(fmt::format("UPDATE {} SET {} = {} WHERE {} = {}", quoted_table_, dialect_.quote_name("who"),
                                  dialect_.quote_text(entry.who.substr(0, 255)), dialect_.quote_name("id"), entry.id));
}

std::vector<JournalEntry> Journal::read() const { return select("ORDER BY " + dialect_.quote_name("id")); }

std::vector<JournalEntry> Journal::interrupted() const {
  if (has_unfinished_rows_ == false) return {};
  if (select("WHERE " + dialect_.quote_name("finished_at") + " IS NULL").empty()) return {};
  return interrupted_runs(read());
}

std::vector<JournalEntry> Journal::select(const std::string& rest) const {
  const auto found = dialect_.find_table(connection_, table_);
  if (!found) return {};
  Journal as_it_is(dialect_, connection_, table_);
  as_it_is.lacking_ = lacking_in(*found);
  const auto rows = connection_.query(
      fmt::format("SELECT {}, {} FROM {} {}", dialect_.quote_name("id"), as_it_is.column_list(), quoted_table_, rest));
  std::vector<JournalEntry> entries;
  entries.reserve(rows.size());
  for (const auto& row : rows) entries.push_back(entry_of(row));
  return entries;
}

}  // namespace migrate
