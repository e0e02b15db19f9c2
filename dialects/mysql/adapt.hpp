// The wanted schema as the server behind a connection can have it: types and defaults in the form that its catalog has,
// enums as types with their values, character sets as collations, unique indexes as unique constraints, and the index
// that a foreign key needs named before the server makes one of its own.
#pragma once

#include <map>
#include <string>

#include "dialects/connection.hpp"
#include "dialects/mysql/server.hpp"
#include "migrate/schema.hpp"

namespace migrate::mysql {

/// What adapting has to know of the server.
struct ServerFacts {
  Server server{};
  std::string database{};                           ///< the connection's own
  std::map<std::string, std::string> collations{};  ///< of each character set the one that it has by default
  /// MariaDB keeps a check with its column where it was written there: table, a dot and the column, and the expression.
  std::map<std::string, std::string> column_checks{};
};
ServerFacts facts_of(Connection& connection, const Schema& wanted);

/// Throws one ConfigurationError with a line for each thing that the server lacks.
Schema adapt(Schema wanted, const ServerFacts& facts);

}  // namespace migrate::mysql
