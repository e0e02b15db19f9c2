// Values on their way into a statement and out of a result. PostgreSQL numbers the places of a statement ($1), and
// infers their types from where they stand; all values travel as text.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/connection.hpp"

namespace migrate::postgresql {

struct NumberedStatement {
  std::string sql;
  std::size_t places = 0;
};

/// Each `?` outside strings, names and comments becomes $1, $2, …; `??` becomes one `?`, for the operators of jsonb.
NumberedStatement number_places(std::string_view sql);
/// The same, and throws DatabaseError where there are more or fewer values than places.
std::string numbered(std::string_view sql, std::size_t values);

/// The text form of the values; absent for NULL. Throws DatabaseError for a text with a zero byte, which PostgreSQL
/// cannot hold.
std::vector<std::optional<std::string>> texts_of(std::span<const SqlValue> values);
/// What the server gave as text, by the type that it says it has (the oid of pg_type).
SqlValue value_of(std::uint32_t type, std::string_view text);

}  // namespace migrate::postgresql
