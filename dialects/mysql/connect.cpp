// From a URL to a place: the spellings of the mysql client, of PyMySQL, mysqlclient, asyncmy and SQLAlchemy.
#include <algorithm>
#include <array>
#include <charconv>

#include "dialects/mysql/connection.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::mysql {
namespace {

/// Of the drivers of other languages: how a program uses the connection, and nothing about the place.
constexpr std::array<std::string_view, 10> others{"autocommit",           "use_unicode", "local_infile", "read_timeout",
                                                  "write_timeout",        "sql_mode",    "init_command", "program_name",
                                                  "connection_collation", "collation"};
constexpr std::array<std::string_view, 14> own{"unix_socket",
                                               "socket",
                                               "charset",
                                               "connect_timeout",
                                               "ssl",
                                               "ssl_ca",
                                               "ssl_capath",
                                               "ssl_cert",
                                               "ssl_key",
                                               "ssl_cipher",
                                               "ssl_mode",
                                               "ssl_verify_cert",
                                               "ssl_verify_identity",
                                               "ssl_check_hostname"};

bool is_true(const std::string& value) {
  const auto text = lower(value);
  return text == "1" || text == "true" || text == "yes" || text == "on" || text == "required";
}

[[noreturn]] void unknown_parameter(const std::string& key) {
  std::vector<std::string> known(own.begin(), own.end());
  throw ConfigurationError(
      "there is no parameter '" + key + "' for the URL of a MySQL or MariaDB database" + did_you_mean(key, known),
      "it has: " + join(known, ", "));
}

void read_ssl_mode(const std::string& value, Place::Tls& tls) {
  const auto mode = lower(value);
  const std::vector<std::string> modes{"disabled", "preferred", "required", "verify_ca", "verify_identity"};
  if (std::ranges::find(modes, mode) == modes.end()) {
    throw ConfigurationError("there is no ssl_mode '" + value + "'" + did_you_mean(mode, modes),
                             "it is one of: " + join(modes, ", "));
  }
  tls.required = mode == "required" || mode.starts_with("verify");
  tls.verified = mode.starts_with("verify");
  tls.name = mode != "verify_ca";
}

std::chrono::seconds seconds_of(const std::string& key, const std::string& value) {
  int seconds = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (error != std::errc() || end != value.data() + value.size() || seconds < 1) {
    throw ConfigurationError("'" + key + "' of the database URL is not a number of seconds: '" + value + "'");
  }
  return std::chrono::seconds(seconds);
}

void read_parameter(Place& place, const std::string& written, const std::string& value) {
  std::string key = lower(written);
  std::ranges::replace(key, '-', '_');
  auto& tls = place.tls;
  if (key == "unix_socket" || key == "socket")
    place.socket = value;
  else if (key == "charset")
    place.charset = value;
  else if (key == "connect_timeout")
    place.connect_timeout = seconds_of(written, value);
  else if (key == "ssl_mode")
    read_ssl_mode(value, tls);
  else if (key == "ssl")
    tls.required = is_true(value);
  else if (key == "ssl_ca")
    tls.ca = value;
  else if (key == "ssl_capath")
    tls.capath = value;
  else if (key == "ssl_cert")
    tls.certificate = value;
  else if (key == "ssl_key")
    tls.key = value;
  else if (key == "ssl_cipher")
    tls.cipher = value;
  else if (key == "ssl_verify_cert" || key == "ssl_verify_identity")
    tls.verified = tls.verified || is_true(value);
  else if (key == "ssl_check_hostname")
    tls.name = is_true(value);
  else if (std::ranges::find(others, key) == others.end())
    unknown_parameter(written);
}

}  // namespace

Place place_of(const Url& url) {
  Place place;
  place.host = url.host.empty() ? "127.0.0.1" : url.host;
  if (url.port) place.port = url.port;
  place.user = url.user;
  place.password = url.password;
  place.database = url.database;
  for (const auto& [key, value] : url.query) read_parameter(place, key, value);
  auto& tls = place.tls;
  // a certificate to check against, or to show, is a wish for TLS, and a wish that is not granted is an error
  if (tls.verified || !tls.ca.empty() || !tls.capath.empty() || !tls.certificate.empty()) tls.required = true;
  if (!tls.ca.empty() || !tls.capath.empty()) tls.verified = true;
  return place;
}

void require_database(Connection& connection) {
  const auto* server = server_connection(connection);
  if (!server || !server->database().empty()) return;
  throw DatabaseError("the database's URL names no database", "name one behind the host: mysql://host/app");
}

std::unique_ptr<Connection> connect(const Url& url, const ConnectOptions& options) {
  return std::make_unique<MysqlConnection>(place_of(url), options, display(url));
}

}  // namespace migrate::mysql
