#include "dialects/url.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> schemes{{
    {"sqlite", "sqlite"},
    {"postgresql", "postgresql"},
    {"postgres", "postgresql"},
    {"mysql", "mysql"},
    {"mariadb", "mysql"},
}};

constexpr auto examples =
    "a URL looks like sqlite:///app.db, postgresql://user:password@host/database or "
    "mysql://user:password@host/database";

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decode(std::string_view text, std::string_view part) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      throw ConfigurationError("the " + std::string(part) + " of the database URL has a '%' without two hex digits",
                               "write %25 for a percent sign");
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

std::string find_dialect_of(const std::string& scheme) {
  std::vector<std::string> names;
  for (const auto& [name, dialect] : schemes) {
    if (name == scheme) return std::string(dialect);
    names.emplace_back(name);
  }
  throw ConfigurationError("there is no database of the kind '" + scheme + "'" + did_you_mean(scheme, names), examples);
}

void read_query(std::string_view text, Url& url) {
  if (text.empty()) return;
  for (const auto& item : split(text, '&')) {
    const auto equals = item.find('=');
    const auto key = decode(item.substr(0, equals), "query");
    const auto value = equals == item.npos ? "" : decode(std::string_view(item).substr(equals + 1), "query");
    const auto [place, first] = url.query.try_emplace(key, value);
    if (!first) place->second = key == "host" ? place->second + "," + value : value;  // SQLAlchemy's several hosts
  }
}

int read_port(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port < 1 || port > 65535) {
    throw ConfigurationError("the port of the database URL is not a number from 1 to 65535", examples);
  }
  return port;
}

/// The name and the text of the port, which may be absent: host, host:port, [::1]:port.
std::pair<std::string, std::optional<std::string_view>> split_host(std::string_view text) {
  const auto bracket = text.starts_with('[') ? text.find(']') : text.npos;
  const auto colon = text.find(':', bracket == text.npos ? 0 : bracket);
  const auto host = bracket == text.npos ? text.substr(0, colon) : text.substr(1, bracket - 1);
  if (colon == text.npos) return {decode(host, "host"), std::nullopt};
  return {decode(host, "host"), text.substr(colon + 1)};
}

void read_hosts(std::string_view text, Url& url) {
  if (text.find(',') == text.npos) {
    const auto [host, port] = split_host(text);
    url.host = host;
    if (port) url.port = read_port(*port);
    return;
  }
  std::vector<std::string> hosts, ports;
  for (const auto& item : split(text, ',')) {
    const auto [host, port] = split_host(item);
    hosts.push_back(host);
    ports.push_back(port ? std::to_string(read_port(*port)) : "");
  }
  url.host = join(hosts, ",");
  url.ports = join(ports, ",");
  if (url.ports.find_first_not_of(',') == url.ports.npos) url.ports.clear();
}

/// Several hosts with their ports, or the only one.
std::string hosts_text(const Url& url) {
  const auto bracketed = [](const std::string& host) {
    return host.find(':') != host.npos ? "[" + host + "]" : replace_all(host, "/", "%2F");
  };
  if (url.host.find(',') == url.host.npos) return bracketed(url.host);
  const auto ports = split(url.ports, ',');
  std::string out;
  std::size_t i = 0;
  for (const auto& host : split(url.host, ',')) {
    out += (i ? "," : "") + bracketed(host) + (i < ports.size() && !ports[i].empty() ? ":" + ports[i] : "");
    ++i;
  }
  return out;
}

void read_authority(std::string_view text, Url& url) {
  const auto at = text.rfind('@');
  if (at != text.npos) {
    const auto user = text.substr(0, at);
    const auto colon = user.find(':');
    url.user = decode(user.substr(0, colon), "user");
    if (colon != user.npos) url.password = decode(user.substr(colon + 1), "password");
    text.remove_prefix(at + 1);
  }
  read_hosts(text, url);
}

/// The URL of a SQLite file: three slashes before the path, whatever the path begins with.
std::string sqlite_url(std::string_view path) { return "sqlite:///" + std::string(path); }

[[noreturn]] void refuse_without_slashes(std::string_view text) {
  if (text.empty()) throw ConfigurationError("the database URL is empty", examples);
  constexpr std::string_view message = "the database URL does not begin with a kind and ://";
  const auto colon = text.find(':');
  const bool sqlite = colon != text.npos && equal_ignoring_case(text.substr(0, colon), "sqlite");
  // only what can hold no password is shown again
  const bool secret = text.find('@') != text.npos;
  if (sqlite && !secret) throw ConfigurationError(std::string(message), "write " + sqlite_url(text.substr(colon + 1)));
  const bool file = text.ends_with(".db") || text.ends_with(".sqlite") || text.ends_with(".sqlite3");
  if (file && !secret) throw ConfigurationError(std::string(message), "write " + sqlite_url(text));
  throw ConfigurationError(std::string(message), examples);
}

/// A password also travels in the query of a URL (libpq's `password=`, `sslpassword=`, `oauth_client_secret=`).
bool is_secret(std::string_view key) {
  const auto name = lower(key);
  return name.find("password") != name.npos || name.find("secret") != name.npos || name.starts_with("scram_");
}

/// `joe:12?3@host`: what would be read as a query is the rest of a password, and nothing of it is shown.
void refuse_bare_question(std::string_view rest, std::size_t question) {
  const bool has_path = rest.substr(0, question).find('/') != rest.npos;
  if (has_path || rest.find('@', question) == rest.npos) return;
  throw ConfigurationError(
      "the database URL has a '?' before its '@'",
      "percent-encode what a user or a password holds: %3F for ?, %40 for @, %2F for /, %3A for :, "
      "%23 for #, %25 for %");
}

}  // namespace

Url parse_url(std::string_view text) {
  const auto colon = text.find("://");
  const auto scheme = lower(text.substr(0, colon == text.npos ? 0 : colon));
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789+-._";
  if (scheme.empty() || scheme.find_first_not_of(letters) != scheme.npos) refuse_without_slashes(text);
  Url url;
  url.scheme = scheme.substr(0, scheme.find('+'));
  url.dialect = find_dialect_of(url.scheme);
  auto rest = text.substr(colon + 3);
  const auto question = rest.find('?');
  if (question != rest.npos && url.dialect != "sqlite") refuse_bare_question(rest, question);
  if (question != rest.npos) read_query(rest.substr(question + 1), url);
  rest = rest.substr(0, question);
  // a password may hold a slash that nobody escaped; the host never does
  const auto at = rest.rfind('@');
  const auto slash = rest.find('/', at == rest.npos || url.dialect == "sqlite" ? 0 : at);
  const auto authority = rest.substr(0, slash);
  if (url.dialect == "sqlite" && !authority.empty()) {
    // what stands before an @ may be a password
    throw ConfigurationError("the database URL names a host, and SQLite has none",
                             "a relative file has three slashes (" +
                                 sqlite_url(at == rest.npos ? rest : rest.substr(at + 1)) + "), an absolute one four");
  }
  read_authority(authority, url);
  if (slash != rest.npos) url.database = decode(rest.substr(slash + 1), "database");
  return url;
}

std::string display(const Url& url) {
  std::string out = url.scheme + "://";
  if (!url.user.empty() || !url.password.empty()) out += url.user + (url.password.empty() ? "@" : ":***@");
  out += hosts_text(url);
  if (url.port) out += ":" + std::to_string(url.port);
  if (!url.database.empty()) out += "/" + url.database;
  char separator = '?';
  for (const auto& [key, value] : url.query) {
    out += separator + key + "=" + (is_secret(key) ? "***" : value);
    separator = '&';
  }
  return out;
}

}  // namespace migrate
