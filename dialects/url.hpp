// Database URLs as SQLModel and SQLAlchemy write them.
//
//   sqlite:///relative.db   sqlite:////absolute.db   sqlite://   (memory)
//   postgresql://user:pass@host:port/db?sslmode=require      also postgres://, and several: host1:5432,host2:5433
//   mysql://…   mariadb://…
//
// A driver suffix (`postgresql+asyncpg://`) is accepted and ignored. Percent escapes are decoded.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace migrate {

struct Url {
  std::string dialect;  ///< sqlite, postgresql, mysql: the folder that serves it
  std::string scheme;   ///< as written, without a driver suffix: "mariadb"
  std::string user;
  std::string password;
  std::string host;      ///< several are divided by commas
  int port = 0;          ///< 0: the database's own default
  std::string ports;     ///< of several hosts, divided by commas as they are: "5432,,5433"; empty: none has its own
  std::string database;  ///< of SQLite: the file's path; empty: memory
  std::map<std::string, std::string> query;

  bool operator==(const Url&) const = default;
};

/// Throws ConfigurationError, naming what cannot be read; the message never holds the password.
Url parse_url(std::string_view text);

/// The URL for people: the password, wherever it stands, is `***`.
std::string display(const Url& url);

/// Whether the database is a file, whose path `database` is.
inline bool names_a_file(const Url& url) {
  return url.dialect == "sqlite" && !url.database.empty() && url.database != ":memory:" &&
         !url.database.starts_with("file:");
}

/// Whether the database is in memory, and private to its connection.
inline bool names_memory(const Url& url) {
  return url.dialect == "sqlite" && (url.database.empty() || url.database == ":memory:");
}

}  // namespace migrate
