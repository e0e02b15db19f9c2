// What a person is told of the way that a table is changed: which one, why, and how many rows it reads or writes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "dialects/sqlite/render_changes.hpp"

namespace migrate::sqlite {

/// How many rows the table has, where the way reads or writes them all; nothing where it does not, for to count is to
/// read as well, and where the rows are not at hand (a script).
std::optional<std::size_t> count_rows(Connection& connection, const TableDraft& draft, Way way);

/// What SQLite does by itself, then what it cannot: "add column note", "drop check ck_hero_age".
std::vector<std::string> changes_of(const TableDraft& draft);

/// "edit hero in place: drop check ck_hero_age (reads no row)"
std::string describe_way(const TableDraft& draft, const Choice& choice, std::optional<std::size_t> rows);

}  // namespace migrate::sqlite
