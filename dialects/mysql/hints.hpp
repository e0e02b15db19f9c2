// What a person does about an error of the server, for all that one can say something about.
#pragma once

#include <string>

#include "dialects/mysql/errors.hpp"

namespace migrate::mysql {

/// Where a statement was refused; "" where nobody knows.
std::string statement_hint(const ServerError& error, const MysqlConnection& connection);
/// Where nobody was let in.
std::string connect_hint(const ServerError& error, const Place& place);

}  // namespace migrate::mysql
