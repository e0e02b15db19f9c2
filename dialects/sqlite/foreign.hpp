// Scripts of other tools (ForeignSql).
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace migrate::sqlite {

/// See ForeignSql.
std::vector<std::size_t> inner_lines(std::string_view script);

}  // namespace migrate::sqlite
