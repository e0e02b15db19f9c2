// Whether the disk can hold the copy of a table: asked before a rebuild begins, since SQLite would find out in the
// middle of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dialects/connection.hpp"

namespace migrate::sqlite {

/// How many bytes the database's disk has to spare; none for a database in memory.
std::optional<std::uintmax_t> bytes_available(Connection& connection);

/// Throws DatabaseError where a second copy of the table and its indexes is larger than `available`. Asks next to
/// nothing while there is room for a second copy of everything. How large one table is SQLite tells only where it was
/// built with dbstat (https://sqlite.org/dbstat.html); without it nothing is refused here, and a disk that
/// is full rolls the rebuild back.
void refuse_full_disk(Connection& connection, const std::string& table, std::uintmax_t available);

}  // namespace migrate::sqlite
