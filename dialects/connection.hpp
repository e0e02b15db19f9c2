// A connection to one database: the seam between the engine and the drivers. Each dialect's connection.cpp
// translates its driver's exceptions to DatabaseError with the statement; tests put a recording fake here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "migrate/schema.hpp"

namespace migrate {

using SqlRow = std::vector<std::optional<std::string>>;
using SqlRows = std::vector<SqlRow>;

struct SqlNull {
  bool operator==(const SqlNull&) const = default;
};
struct SqlBlob {
  std::string bytes;
  bool operator==(const SqlBlob&) const = default;
};
/// A value on its way into a statement, or as the database gives it back. What has no C++ type of its own here (dates,
/// numerics, JSON, UUIDs) is text.
using SqlValue = std::variant<SqlNull, bool, std::int64_t, double, std::string, SqlBlob>;
/// Takes the rows of a query one by one; it may move the values out.
using SqlRowSink = std::function<void(std::span<SqlValue> row)>;

class Connection {
 public:
  virtual ~Connection() = default;

  /// Runs one statement and throws its rows away. Returns how many rows an INSERT, UPDATE or DELETE changed; after any
  /// other statement the number means nothing. Throws DatabaseError, or LockError where a lock was not had in time.
  virtual std::size_t execute(std::string_view sql) = 0;
  /// Runs one statement and returns its rows as text; SQL NULL is an absent value. Throws as `execute` does.
  virtual SqlRows query(std::string_view sql) = 0;

  /// The same with parameters: each `?` in the text (outside strings and comments) stands for the next value, in every
  /// dialect, and never becomes text. A text that comes again is not prepared again. Throws DatabaseError also where
  /// there are more or fewer values than places.
  virtual std::size_t execute(std::string_view sql, std::span<const SqlValue> parameters) = 0;
  /// Runs a query with parameters and hands its rows over one by one; returns the names of its columns. No other
  /// statement may run on the connection before it returns.
  virtual std::vector<std::string> stream(std::string_view sql, std::span<const SqlValue> parameters,
                                          const SqlRowSink& sink) = 0;

  /// Ends the statement that runs, called by another thread; where none runs, nothing happens. Never throws.
  virtual void cancel() noexcept {}

  /// Of a connection that has no database behind it (Dialect::offline): the schema that it stands for, which whoever
  /// renders operations on it keeps up to date with apply_to. Null for all others.
  virtual Schema* offline_schema() { return nullptr; }

  /// Calls `tick` many times a second while a statement runs, with the key of the row that was last written (on SQLite
  /// its rowid); an empty one ends that. Does nothing where the database cannot do it. `tick` must not throw.
  virtual void watch(const std::function<void(std::int64_t last_row)>& /*tick*/) {}
};

}  // namespace migrate
