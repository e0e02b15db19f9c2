// SQL that runs where not all of it may: in a data step, and in the script of a schema.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "dialects/dialect.hpp"

namespace migrate::mysql {

/// See Dialect::refusal.
std::string refusal(std::string_view sql, Confines confines);

/// See Dialect::empty_database: a database of a name that nobody has, dropped with its connection.
std::unique_ptr<Connection> empty_database(const Url& url, const ConnectOptions& options);

}  // namespace migrate::mysql
