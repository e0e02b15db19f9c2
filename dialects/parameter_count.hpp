// One message for all dialects: a statement has more or fewer places for values than values were given.
#pragma once

#include <cstddef>
#include <string_view>

namespace migrate {

/// Throws DatabaseError unless the counts are the same. `hint` says how a place is written.
void require_parameter_count(std::string_view sql, std::size_t places, std::size_t values, std::string_view hint);

}  // namespace migrate
