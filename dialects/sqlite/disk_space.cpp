#include "dialects/sqlite/disk_space.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "dialects/sqlite/tokens.hpp"
#include "src/base/error.hpp"

namespace migrate::sqlite {
namespace {

std::uintmax_t number(Connection& connection, const std::string& sql) {
  const auto rows = connection.query(sql);
  return rows.empty() ? 0 : std::stoull(rows[0].at(0).value_or("0"));
}

/// The bytes of a table and its indexes; none where this SQLite cannot tell.
std::optional<std::uintmax_t> size_of(Connection& connection, const std::string& table) {
  try {
    return number(connection,
                  "SELECT sum(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE "
                  "tbl_name = " +
                      quote_text(table) + " COLLATE NOCASE AND type IN ('table', 'index'))");
  } catch (const DatabaseError&) {
    return std::nullopt;
  }
}

std::string megabytes(std::uintmax_t bytes) { return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6); }

}  // namespace

std::optional<std::uintmax_t> bytes_available(Connection& connection) {
  for (const auto& row : connection.query("PRAGMA database_list")) {
    const auto file = row.at(2).value_or("");
    if (row.at(1) != "main" || file.empty()) continue;
    std::error_code error;
    const auto space = std::filesystem::space(file, error);
    if (!error) return space.available;
  }
  return std::nullopt;
}

void refuse_full_disk(Connection& connection, const std::string& table, std::uintmax_t available) {
  const auto page = number(connection, "PRAGMA page_size");
  const auto pages = number(connection, "PRAGMA page_count");
  const auto free = number(connection, "PRAGMA freelist_count");
  const auto mode = connection.query("PRAGMA journal_mode");
  // what is written goes into the log first, and into the file behind that
  const bool log = !mode.empty() && mode[0].at(0) == "wal";
  const std::uintmax_t copies = log ? 2 : 1;
  if (available >= (pages - free) * page * copies) return;
  const auto size = size_of(connection, table);
  if (!size) return;
  const auto reused = log ? 0 : std::min(*size, free * page);
  const auto needed = *size * copies - reused;
  if (needed <= available) return;
  throw DatabaseError(fmt::format("the disk that holds the database has {} free, and the copy of table {} takes about "
                                  "{}: the rebuild was not begun",
                                  megabytes(available), table, megabytes(needed)),
                      "make room on the disk and run the command again");
}

}  // namespace migrate::sqlite
