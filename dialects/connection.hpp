// A connection to one database: the seam between the engine and the drivers. Each dialect's connection.cpp
// translates its driver's exceptions to DatabaseError with the statement; tests put a recording fake here.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace migrate {

using SqlRow = std::vector<std::optional<std::string>>;
using SqlRows = std::vector<SqlRow>;

class Connection {
 public:
  virtual ~Connection() = default;

  /// Runs one statement and throws its rows away. Returns how many rows an INSERT, UPDATE or DELETE changed; after any
  /// other statement the number means nothing. Throws DatabaseError, or LockError where a lock was not had in time.
  virtual std::size_t execute(std::string_view sql) = 0;
  /// Runs one statement and returns its rows as text; SQL NULL is an absent value. Throws as `execute` does.
  virtual SqlRows query(std::string_view sql) = 0;
};

}  // namespace migrate
