// Why a connection could not be made: libpq has no codes for it, only words.
#include <fmt/format.h>

#include <array>

#include "dialects/postgresql/errors.hpp"
#include "dialects/postgresql/text.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::postgresql {
namespace {

struct Cause {
  std::string_view words, hint;
};
/// The first that fits. Those of the server come before those of the network: with several hosts, one that answered
/// says more.
constexpr auto causes = std::to_array<Cause>({
    {"password authentication failed", "check user and password: in the URL, PGPASSWORD or ~/.pgpass"},
    {"no password supplied", "put the password into the URL, PGPASSWORD or ~/.pgpass"},
    {"pam authentication failed", "check user and password: in the URL, PGPASSWORD or ~/.pgpass"},
    {"authentication failed", "check the user of the URL against the server's pg_hba.conf"},
    {"endpoint id is not specified", "add options=endpoint%3D<the first part of the host's name> to the URL"},
    {"no pg_hba.conf entry",
     "allow this host, user and database in the server's pg_hba.conf; where it says \"no "
     "encryption\", add sslmode=require to the URL"},
    {"too many clients already",
     "wait until connections become free and run the command again, or raise max_connections"},
    {"remaining connection slots are reserved",
     "wait until connections become free and run the command again, or raise "
     "max_connections"},
    {"too many connections for",
     "wait until connections become free and run the command again, or raise the limit of "
     "the role or database"},
    {"no more connections allowed", "wait until connections become free and run the command again"},
    {"starting up", "wait until the server has started, and run the command again"},
    {"shutting down", "wait until the server is back, and run the command again"},
    {"in recovery mode", "wait until the server has recovered, and run the command again"},
    {"session is read-only",
     "the URL asks for a server that can write: give the primary's host, or take "
     "target_session_attrs out"},
    {"server does not support ssl", "take sslmode out of the URL, or switch TLS on in the server"},
    {"root certificate file",
     "name the file with sslrootcert in the URL, or say sslmode=require to encrypt without "
     "verifying"},
    {"certificate verify failed", "name the authority's certificate with sslrootcert in the URL"},
    {"does not match host name", "use the name that the server's certificate has, or sslmode=verify-ca"},
    {"invalid sslmode value", "sslmode is one of disable, allow, prefer, require, verify-ca, verify-full"},
    {"unsupported startup parameter",
     "the pooler takes no such parameter: leave it out of the URL, or give the URL of "
     "the server itself"},
    {"definition of service", "check the name of the service in the URL and in ~/.pg_service.conf"},
    {"invalid connection option", "the libpq of this machine is too old for it: leave it out of the URL"},
    {"could not translate host name", "check the host of the URL"},
    {"timeout expired", "check host, port and firewall; connect_timeout in the URL says how long it is tried"},
    {"connection refused", "start the server, or check host and port of the URL"},
    {"no such file or directory",
     "start the server, or check the host of the URL: without one, or where it begins with "
     "a slash, it is the folder of a socket"},
    {"no route to host", "check the host of the URL and the network"},
    {"network is unreachable", "check the host of the URL and the network"},
});

/// The database that is missing, or nothing: `FATAL:  database "app" does not exist`.
bool lacks_database(std::string_view text) {
  return text.find("database \"") != text.npos && text.find("\" does not exist") != text.npos;
}

/// What a person types to make the database.
std::string create_command(const Url& url) {
  std::string out = "createdb";
  const auto host = url.query.contains("host") ? url.query.at("host") : url.host;
  if (!host.empty() && host.find(',') == host.npos) out += " -h " + host;
  if (url.port) out += fmt::format(" -p {}", url.port);
  if (!url.user.empty()) out += " -U " + url.user;
  return out + " " + url.database;
}

std::string hint_for(std::string_view text, const Url& url) {
  if (lacks_database(text) && !url.database.empty()) return "make it with: " + create_command(url);
  if (text.find("role \"") != text.npos && text.find("\" does not exist") != text.npos) {
    return url.user.empty() ? "name the user in the URL: postgresql://user@host/database"
                            : "make it with: createuser " + url.user + ", or check the user of the URL";
  }
  const auto words = lower(text);
  for (const auto& cause : causes) {
    if (words.find(cause.words) != words.npos) return std::string(cause.hint);
  }
  return "check the database URL, and whether the server runs";
}

}  // namespace

void throw_connect_error(std::string_view text, const Url& url) {
  auto lines = migrate::split(trim(text), '\n');
  for (auto& line : lines) line = std::string(trim(line));
  DatabaseError error(fmt::format("cannot connect to {}: {}", display(url), lines.front()), hint_for(text, url));
  error.details.assign(lines.begin() + 1, lines.end());
  throw error;
}

}  // namespace migrate::postgresql
