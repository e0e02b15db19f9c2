#include "src/engine/version_table.hpp"

#include <algorithm>

#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate {
Table version_table(const TableName& name) {
  Column version;
  version.name = version_column;
  version.type.kind = TypeKind::varchar;
  version.type.length = static_cast<int>(version_length);
  version.nullable = false;

  PrimaryKey key;
  key.name = name.name + "_pkc";
  key.columns.emplace_back().column = version_column;

  Table table;
  table.name = name.name;
  table.schema = name.schema;
  table.columns.push_back(std::move(version));
  table.primary_key = std::move(key);
  return table;
}

VersionTable::VersionTable(const Dialect& dialect, Connection& connection, TableName table)
    : connection_(connection),
      dialect_(dialect),
      table_(std::move(table)),
      quoted_table_(dialect.quote_table(table_)),
      quoted_column_(dialect.quote_name(version_column)) {}

bool VersionTable::exists() const { return find().has_value(); }

std::optional<FoundTable> VersionTable::find() const {
  auto found = dialect_.find_table(connection_, table_);
  const auto is_ours = [](const std::string& name) { return equal_ignoring_case(name, version_column); };
  if (!found || found->columns.empty() || std::ranges::any_of(found->columns, is_ours)) return found;
  throw ConfigurationError(
      "the table " + table_.name + " is another tool's: it has no column " + std::string(version_column),
      "give the one of migrate another name in [database] of migrate.toml: version_table = \"app_version\"");
}

bool VersionTable::locate() {
  const auto found = find();
  if (!found) return false;
  table_ = found->name;
  quoted_table_ = dialect_.quote_table(table_);
  return true;
}

std::vector<std::string> VersionTable::read() const {
  if (!exists()) return {};
  std::vector<std::string> heads;
  for (auto& row : connection_.query("SELECT " + quoted_column_ + " FROM " + quoted_table_)) {
    if (!row.empty() && row.front()) heads.push_back(std::move(*row.front()));
  }
  std::sort(heads.begin(), heads.end());
  return heads;
}

void VersionTable::replace(std::span<const std::string> remove, std::span<const std::string> insert) {
  const auto is = [&](const std::string& head) { return quoted_column_ + " = " + dialect_.quote_text(head); };
  const auto pairs = std::min(remove.size(), insert.size());
  for (std::size_t i = 0; i < pairs; ++i) {
    expect_one_row(connection_.execute("UPDATE " + quoted_table_ + " SET " + is(insert[i]) + " WHERE " + is(remove[i])),
                   remove[i]);
  }
  for (const auto& head : remove.subspan(pairs)) {
    expect_one_row(connection_.execute("DELETE FROM " + quoted_table_ + " WHERE " + is(head)), head);
  }
  for (const auto& head : insert.subspan(pairs)) {
    connection_.execute("INSERT INTO " + quoted_table_ + " (" + quoted_column_ + ") VALUES (" +
                        dialect_.quote_text(head) + ")");
  }
}

void VersionTable::expect_one_row(std::size_t changed, const std::string& head) const {
  if (changed == 1) return;
  throw DatabaseError("the table " + table_.name + " holds " + (changed == 0 ? "no row" : "several rows") + " of " +
                          head + ", where exactly one was expected",
                      "something other than this run writes to " + table_.name + "; see 'migrate current'");
}

}  // namespace migrate
