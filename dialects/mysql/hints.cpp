// What to do about an error of the server: the number says which one it is
// (https://mariadb.com/kb/en/mariadb-error-codes/).
#include "dialects/mysql/hints.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dialects/mysql/connection.hpp"

namespace migrate::mysql {
namespace {

struct Hint {
  int code;
  std::string_view text;
};

constexpr std::string_view lost =
    "the connection was lost (a restart, KILL, a time-out between, or a statement over max_allowed_packet): run the "
    "same "
    "command again, it goes on from where it stopped";
constexpr std::string_view full = "the server's disk or tablespace is full: make room, then run the same command again";
constexpr std::string_view read_only = "the server is read-only: a replica? migrate its primary";
constexpr std::string_view too_long = "the statement ran longer than it may: raise statement_timeout";

constexpr std::array<Hint, 19> hints{{
    {1021, full},
    {1046, "name the database at the end of the URL: mysql://host/app"},
    {1047,
     "the node of the cluster is not in step with the others (SHOW STATUS LIKE 'wsrep_%'): try again when it is, or "
     "give "
     "the URL of another node"},
    {1053, lost},
    {1114, full},
    {1205, "another session holds a lock on the table: SHOW PROCESSLIST says which; try again, or raise lock_timeout"},
    {1213, "two sessions waited for each other, and the server ended this one: try again"},
    {1290, read_only},
    {1317, "somebody ended the statement (KILL QUERY): run the same command again, it goes on from where it stopped"},
    {1792, read_only},
    {1836, read_only},
    {1927, lost},
    {1969, too_long},
    {2006, lost},
    {2013, lost},
    {2055, lost},
    {3024, too_long},
    {3169, lost},
    {4031, lost},
}};

/// As the server has it, which is what GRANT wants: 'ann'@'%' out of "denied to user 'ann'@'%' for table"; else the
/// user.
std::string account_of(const std::string& message, const std::string& user) {
  constexpr std::string_view before = "user '";
  const auto at = message.find(before);
  if (at == message.npos) return user;
  const auto begin = at + before.size() - 1;
  const auto host = message.find("'@'", begin);
  const auto end = host == message.npos ? host : message.find('\'', host + 3);
  return end == message.npos ? user : message.substr(begin, end + 1 - begin);
}

std::string tls_hint(const std::string& message, const Place& place) {
  const auto says = [&](std::string_view part) { return message.find(part) != message.npos; };
  if (says("No such file") || says("Permission denied")) {
    return "the files that ssl_ca, ssl_cert and ssl_key name must be there, and readable";
  }
  if (says("Validation of") || says("Hostname verification")) {
    // Connector/C 3.4, that of MariaDB 11.4, asks for the name wherever it asks for the authority
    return fmt::format(
        "the server's certificate is not made for the name {}: connect by the name that it is made for "
        "(ssl_mode=verify_ca asks its authority alone, with client libraries before that of MariaDB 11.4)",
        place.host);
  }
  if (says("self-signed") || says("self signed") || says("local issuer")) {
    return place.tls.ca.empty() && place.tls.capath.empty()
               ? "no authority that this system trusts has signed the server's certificate: name its own with "
                 "ssl_ca=FILE"
               : "another authority than that of ssl_ca has signed the server's certificate: ask for its file";
  }
  if (says("not support") || says("doesn't")) {
    return "the server has no TLS; leave the ssl parameters out only where the network is trusted";
  }
  return "the ssl parameters of the URL and the certificate of the server do not go together";
}

}  // namespace

std::string statement_hint(const ServerError& error, const MysqlConnection& connection) {
  switch (error.code) {
    case 1044:
    case 1142:
    case 1143:
    case 1227: {
      const auto account = account_of(error.message, connection.place().user);
      return fmt::format("the account {} lacks a privilege: GRANT ALL ON `{}`.* TO {}, or migrate with another account",
                         account, connection.database(), account);
    }
    case 1290:  // of other options of the server as well
      if (error.message.find("read") == error.message.npos) return {};
      break;
    default: break;
  }
  const auto found = std::ranges::find(hints, error.code, &Hint::code);
  return found == hints.end() ? "" : std::string(found->text);
}

std::string connect_hint(const ServerError& error, const Place& place) {
  const auto account = account_of(error.message, place.user);
  switch (error.code) {
    case 1045: return fmt::format("the user {} or its password is wrong; the URL holds both", place.user);
    case 1044:
      return fmt::format("is {0} its right name? then GRANT ALL ON `{0}`.* TO {1}, or connect with another account",
                         place.database, account);
    case 1049:
      return fmt::format("is that its right name? then create it: CREATE DATABASE `{}` CHARACTER SET utf8mb4",
                         place.database);
    case 1698:
      return fmt::format(
          "{} may be an account that the server knows by its process: connect by the socket "
          "(?unix_socket=/run/mysqld/mysqld.sock) as the user of that name, or with another account",
          account);
    case 1040: return "the server has as many connections as it may have (max_connections): try again later";
    case 1129:
    case 1130:
      return fmt::format("the server lets nobody in from here: CREATE USER {}@'…', or another account", account);
    case 2002:
    case 2003:
    case 2005:
      return place.socket.empty() ? "does the server run, and are host and port right?"
                                  : "does the server run, and is this the path of its socket?";
    case 2012:
    case 2013:
      return fmt::format(
          "what listens there does not answer as MySQL or MariaDB does, within {} s: is the port right? "
          "(connect_timeout=SECONDS in the URL gives it longer)",
          place.connect_timeout.count());
    case 2019: return "leave `charset` out of the URL, or say utf8mb4";
    case 2026: return tls_hint(error.message, place);
    case 1251:
    case 2059:
      return fmt::format(
          "the client library lacks how the account {} logs in: another account, or another way "
          "(ALTER USER … IDENTIFIED WITH)",
          place.user);
    default: return {};
  }
}

}  // namespace migrate::mysql
