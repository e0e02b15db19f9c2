// What uses an enum type: columns, and the defaults, checks, foreign keys and indexes whose text holds the type, which
// stand in the way while columns go over to a new type of the same name.
#pragma once

#include <string>
#include <vector>

#include "dialects/connection.hpp"
#include "migrate/schema.hpp"
#include "src/operations/operation.hpp"

namespace migrate::postgresql {

struct EnumColumn {
  TableName table;
  std::string name;
  bool array = false;
};

struct EnumUsers {
  std::vector<EnumColumn> columns;
  std::vector<std::string> take_away, put_back;  ///< statements before and behind the change of type

  /// The statements that convert all columns, one for each table.
  std::vector<std::string> convert(const std::string& type) const;
};

/// Throws DatabaseError where something uses the type that is not managed: a view, a function, a domain.
EnumUsers users_of(Connection& connection, const Enum& type);

}  // namespace migrate::postgresql
