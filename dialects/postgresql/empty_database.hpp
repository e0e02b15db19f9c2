// An empty database with a name of its own on the server, which goes when the connection goes.
#pragma once

#include <memory>

#include "dialects/dialect.hpp"

namespace migrate::postgresql {

/// Made beside the database of the URL, by its account. Throws DatabaseError where that may not make databases.
std::unique_ptr<Connection> empty_database(const Url& url, const ConnectOptions& options);

}  // namespace migrate::postgresql
