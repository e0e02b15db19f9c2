// Scripts of other tools (ForeignSql).
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace migrate::sqlite {

/// See ForeignSql.
std::vector<std::size_t> inner_lines(std::string_view script);

/// VACUUM, and the PRAGMAs that a transaction keeps from doing anything (https://sqlite.org/pragma.html).
bool is_lost_in_transaction(std::string_view sql);

}  // namespace migrate::sqlite
