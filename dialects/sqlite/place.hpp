// The file of a SQLite database before it is opened: what can be said of its path, and the words for it.
#pragma once

#include <string>

#include "dialects/sqlite/connection.hpp"
#include "src/base/error.hpp"

namespace migrate::sqlite {

/// "in memory", or the path.
std::string display_name(const std::string& path);

bool is_memory(const SqliteConnection::Place& place);

/// Throws DatabaseError for what SQLite's CANTOPEN does not say: a folder, a missing folder, a missing file.
void check_place(const SqliteConnection::Place& place);

/// A URI for SQLite: https://sqlite.org/uri.html
std::string uri_of(const SqliteConnection::Place& place);

/// Why SQLite could not open the file: `reason` is what it said.
DatabaseError cannot_open(const SqliteConnection::Place& place, const std::string& reason);

/// Nothing is in the file yet, and what will be written is ours to make. SQLite takes an empty file for an empty
/// database.
bool has_nothing(const SqliteConnection::Place& place);

/// Whether the file need not be made before something is executed.
bool can_wait(const SqliteConnection::Place& place);

}  // namespace migrate::sqlite
