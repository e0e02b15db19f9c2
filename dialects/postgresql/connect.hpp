// From a URL to libpq's own parameters (https://www.postgresql.org/docs/current/libpq-connect.html). What the URL
// leaves out libpq fills in: PGHOST, PGPASSWORD, ~/.pgpass, a service file.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "dialects/dialect.hpp"
#include "dialects/url.hpp"

namespace migrate::postgresql {

using LibpqParameters = std::vector<std::pair<std::string, std::string>>;

/// Every parameter of libpq is passed on. What asyncpg, psycopg and SQLAlchemy put into a URL is translated or, where
/// it says nothing about the database, left out. Throws ConfigurationError for any other, by name.
LibpqParameters libpq_parameters(const Url& url);

/// libpq's `key='value'` form.
std::string connection_text(const LibpqParameters& parameters);

/// How long a statement waits for a lock before it gives up.
std::chrono::milliseconds lock_wait(const ConnectOptions& options);
/// "lock_timeout = 3000", to stand behind SET or SET LOCAL.
std::string lock_timeout_setting(std::chrono::milliseconds time);

/// Settings of the session, which hold until it ends, as statements without the last semicolon; never empty. `version`
/// is the server's: 150004 for 15.4.
std::string session_settings(const ConnectOptions& options, int version);
/// The same for one transaction: a pooler hands the next one to another session.
std::string transaction_settings(const ConnectOptions& options, int version);

}  // namespace migrate::postgresql
