// What becomes of values when a column gets another type: whether PostgreSQL converts them by itself, what to write
// behind USING where it does not, and which rows would lose something on the way. What may lose without anybody seeing
// it is never done without being asked for.
#pragma once

#include <string>

#include "dialects/connection.hpp"
#include "migrate/schema.hpp"

namespace migrate::postgresql {

struct Cast {
  bool possible = true;        ///< otherwise the revision has to say how
  std::string using_sql{};     ///< empty: PostgreSQL has an implicit or assignment cast
  bool rewrites = true;        ///< whether every row is written anew
  std::string lossy{};         ///< SQL: the rows whose value would not survive; empty: all do
  bool takes_default = false;  ///< whether a default of the old type is one of the new
  /// What to say as `using` where a word is wanted: the cast that loses something, the time zone. Empty where there is
  /// no cast of any kind.
  std::string proposal{};
};

/// `column` is quoted. The table of known casts, through domains and for the elements of arrays as well; what is not in
/// it, the server is asked about, and offline it is not possible.
Cast cast_between(Connection& connection, const Type& from, const Type& to, const std::string& column);

/// Whether a foreign key can stand between columns of these types.
bool comparable(const Type& a, const Type& b);

}  // namespace migrate::postgresql
