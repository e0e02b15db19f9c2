// Scripts that are not the client's: those of other tools, for which nothing says DELIMITER (ForeignSql).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace migrate::mysql {

/// See ForeignSql.
std::string with_delimiters(std::string_view script);
std::vector<std::size_t> inner_lines(std::string_view script);

/// Whether the client takes the text for more than one statement where nothing says DELIMITER.
bool is_torn_by_client(std::string_view sql);

}  // namespace migrate::mysql
