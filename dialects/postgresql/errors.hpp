// What the server or libpq says, as an error of ours: with the SQLSTATE, the place in the statement, and what to do.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "dialects/postgresql/server_report.hpp"
#include "dialects/url.hpp"

namespace migrate::postgresql {

/// Where an error happened, as far as messages tell it.
struct Surroundings {
  std::string account{};  ///< the role that is asked for privileges
  std::string database{};
  std::chrono::milliseconds lock_attempt{0};  ///< how long a statement waits for a lock
  std::string blockers{};                     ///< who held it, where that could be seen
  bool lost = false;                          ///< the connection is gone
  bool standby = false;                       ///< the server is a replica
};

/// Throws LockError where another try may succeed (a lock that was not had, a deadlock, a serialization failure), and
/// DatabaseError otherwise.
[[noreturn]] void throw_statement_error(const ServerReport& report, std::string_view statement,
                                        const Surroundings& around);

/// The connection could not be made; `text` is libpq's, of one or several hosts. Throws DatabaseError.
[[noreturn]] void throw_connect_error(std::string_view text, const Url& url);

}  // namespace migrate::postgresql
