// From a URL to an open database: what the parameters behind the question mark mean.
#include <algorithm>
#include <array>

#include "dialects/sqlite/connection.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate {
namespace {

/// SQLite's own (https://sqlite.org/uri.html), handed on as they are.
constexpr std::array<std::string_view, 5> uri_parameters = {"cache", "immutable", "nolock", "psow", "vfs"};

/// Of Python's sqlite3.connect, which SQLAlchemy puts into URLs: they say how a program uses the connection, and
/// nothing about the database. The time to wait is lock_timeout's.
constexpr std::array<std::string_view, 7> python_parameters = {
    "timeout", "check_same_thread", "detect_types", "isolation_level", "cached_statements", "uri", "autocommit"};

template <class List>
bool contains(const List& list, std::string_view key) {
  return std::find(list.begin(), list.end(), key) != list.end();
}

[[noreturn]] void unknown_parameter(const std::string& key) {
  std::vector<std::string> known{"mode"};
  known.insert(known.end(), uri_parameters.begin(), uri_parameters.end());
  known.insert(known.end(), python_parameters.begin(), python_parameters.end());
  throw ConfigurationError("SQLite has no parameter '" + key + "' for its database URL" + did_you_mean(key, known),
                           "it has: " + join(known, ", "));
}

void add_uri_parameter(SqliteConnection::Place& place, const std::string& key, const std::string& value) {
  if (!place.uri_query.empty()) place.uri_query += '&';
  place.uri_query += key + "=" + value;
}

void read_mode(SqliteConnection::Place& place, const std::string& mode) {
  if (mode == "ro") {
    place.read_only = true;
  } else if (mode == "rw") {
    place.may_create = false;
  } else if (mode == "memory") {
    add_uri_parameter(place, "mode", mode);
  } else if (mode != "rwc") {
    throw ConfigurationError("the database URL has the mode '" + mode + "', which SQLite does not know",
                             "it has: ro, rw, rwc, memory");
  }
}

/// `file:name` is how SQLAlchemy writes a database that has SQLite's own parameters; `:memory:` is memory everywhere.
std::string path_of(std::string path) {
  if (path == ":memory:") return "";
  if (!path.starts_with("file:")) return path;
  path.erase(0, 5);
  if (path.starts_with("///")) path.erase(0, 2);
  return path == ":memory:" ? "" : path;
}

}  // namespace

std::unique_ptr<SqliteConnection> connect_sqlite(const Url& url, const ConnectOptions& options) {
  SqliteConnection::Place place;
  place.path = path_of(url.database);
  place.busy_timeout = options.lock_timeout;
  place.may_create = options.may_create;
  place.read_only = options.read_only;
  place.edit_in_place = options.edit_in_place;
  for (const auto& [key, value] : url.query) {
    if (key == "mode") {
      read_mode(place, value);
    } else if (contains(uri_parameters, key)) {
      add_uri_parameter(place, key, value);
    } else if (!contains(python_parameters, key)) {
      unknown_parameter(key);
    }
  }
  return std::make_unique<SqliteConnection>(place);
}

}  // namespace migrate
