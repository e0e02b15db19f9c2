#include "dialects/postgresql/connect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "dialects/postgresql/text.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::postgresql {
namespace {

/// Of libpq 18; an older one says itself which it does not have.
constexpr auto libpq_keys = std::to_array<std::string_view>({
    "application_name",
    "channel_binding",
    "client_encoding",
    "connect_timeout",
    "dbname",
    "fallback_application_name",
    "gssdelegation",
    "gssencmode",
    "gsslib",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "load_balance_hosts",
    "max_protocol_version",
    "min_protocol_version",
    "oauth_client_id",
    "oauth_client_secret",
    "oauth_issuer",
    "oauth_scope",
    "options",
    "passfile",
    "password",
    "port",
    "require_auth",
    "requirepeer",
    "requiressl",
    "scram_client_key",
    "scram_server_key",
    "service",
    "servicefile",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcert",
    "sslcertmode",
    "sslcompression",
    "sslcrl",
    "sslcrldir",
    "sslkey",
    "sslkeylogfile",
    "sslmode",
    "sslnegotiation",
    "sslpassword",
    "sslrootcert",
    "sslsni",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
});

/// Of asyncpg, psycopg, pg8000 and SQLAlchemy: how a program uses its connections, and nothing about the database.
constexpr auto driver_keys = std::to_array<std::string_view>({
    "async_fallback",
    "autocommit",
    "command_timeout",
    "cursor_factory",
    "executemany_mode",
    "executemany_batch_page_size",
    "max_cacheable_statement_size",
    "max_cached_statement_lifetime",
    "native_inet_types",
    "prepare_threshold",
    "prepared_statement_cache_size",
    "prepared_statement_name_func",
    "row_factory",
    "statement_cache_size",
    "use_native_hstore",
});

template <class List>
bool contains(const List& list, std::string_view key) {
  return std::ranges::find(list, key) != list.end();
}

[[noreturn]] void unknown_key(const std::string& key) {
  if (key == "schema" || key == "currentSchema" || key == "search_path") {
    throw ConfigurationError("PostgreSQL has no parameter '" + key + "' for its database URL",
                             "write search_path = \"…\" in [database] of migrate.toml, or options=-csearch_path%3D… in "
                             "the URL");
  }
  const std::vector<std::string> known(libpq_keys.begin(), libpq_keys.end());
  throw ConfigurationError("PostgreSQL has no parameter '" + key + "' for its database URL" + did_you_mean(key, known),
                           "those of libpq can be said: https://www.postgresql.org/docs/current/libpq-connect.html");
}

/// asyncpg's `ssl` has the words of libpq's sslmode, or true and false.
std::string ssl_mode(const std::string& value) {
  if (value == "true" || value == "True" || value == "1" || value.empty()) return "require";
  if (value == "false" || value == "False" || value == "0") return "disable";
  return value;
}

/// `host=db1:5432` is how SQLAlchemy writes several hosts with their ports.
void add_host(Url& url, const std::string& text) {
  std::vector<std::string> hosts, ports;
  bool any = false;
  for (const auto& item : migrate::split(text, ',')) {
    const auto colon = item.rfind(':');
    const bool has_port = !item.starts_with('/') && colon != item.npos && item.find(':') == colon;
    hosts.push_back(item.substr(0, has_port ? colon : item.npos));
    ports.push_back(has_port ? item.substr(colon + 1) : "");
    any = any || has_port;
  }
  url.host = join(hosts, ",");
  if (any) url.ports = join(ports, ",");
}

bool says(const char* variable) {
  const char* value = std::getenv(variable);
  return value && *value;
}

std::string milliseconds(std::chrono::milliseconds time) { return std::to_string(time.count()); }

constexpr int first_idle_session_timeout = 140000, first_client_check = 140000;

/// Statements that set what the options ask for; `local`: for the transaction only.
std::vector<std::string> settings(const ConnectOptions& options, int version, bool local) {
  const std::string set = local ? "SET LOCAL " : "SET ";
  std::vector<std::string> out;
  if (!options.role.empty()) out.push_back(set + "ROLE " + quote_name(options.role));
  out.push_back(set + lock_timeout_setting(lock_wait(options)));
  if (options.statement_timeout.count() > 0) {
    out.push_back(set + "statement_timeout = " + milliseconds(options.statement_timeout));
  }
  if (!options.search_path.empty()) {
    // the text of the configuration is a list of names, as after SET search_path TO
    out.push_back(fmt::format("SELECT pg_catalog.set_config('search_path', {}, {})", quote_text(options.search_path),
                              local ? "true" : "false"));
  }
  // a migration that waits for another, or for a person, is idle and lives
  out.push_back(set + "idle_in_transaction_session_timeout = 0");
  if (version >= first_idle_session_timeout) out.push_back(set + "idle_session_timeout = 0");
  if (!local && version >= first_client_check) {
    // a statement whose client is gone gives its locks back; only a server on Linux can look
    // (https://www.postgresql.org/docs/current/runtime-config-connection.html)
    out.push_back(
        "SELECT pg_catalog.set_config('client_connection_check_interval', '5s', false) WHERE pg_catalog.version() ~ "
        "'linux'");
  }
  if (options.read_only) out.push_back(local ? "SET TRANSACTION READ ONLY" : "SET default_transaction_read_only = on");
  return out;
}

}  // namespace

LibpqParameters libpq_parameters(const Url& given) {
  auto url = given;
  LibpqParameters out;
  const auto add = [&](std::string key, std::string value) {
    if (!value.empty()) out.emplace_back(std::move(key), std::move(value));
  };
  for (const auto& [key, value] : given.query) {
    if (key == "host") {
      add_host(url, value);
    } else if (key == "ssl" || key == "sslmode") {
      add("sslmode", ssl_mode(value));
    } else if (key == "timeout") {
      add("connect_timeout", value);
    } else if (contains(libpq_keys, key)) {
      add(key, value);
    } else if (!contains(driver_keys, key)) {
      unknown_key(key);
    }
  }
  const auto unless_said = [&](const std::string& key, const std::string& value) {
    if (!std::ranges::count(out, key, &LibpqParameters::value_type::first)) add(key, value);
  };
  add("host", url.host);
  unless_said("port", url.ports.empty() ? (url.port ? std::to_string(url.port) : "") : url.ports);
  unless_said("user", url.user);
  unless_said("password", url.password);
  unless_said("dbname", url.database);
  unless_said("fallback_application_name", "migrate");
  // a service says such things itself, and what stands here would go before it
  const bool service = says("PGSERVICE") || std::ranges::count(out, "service", &LibpqParameters::value_type::first);
  if (!service && !says("PGCONNECT_TIMEOUT")) unless_said("connect_timeout", "10");
  if (!service) {
    unless_said("keepalives_idle", "30");
    unless_said("keepalives_interval", "10");
    unless_said("keepalives_count", "5");
  }
  std::erase_if(out, [](const auto& parameter) { return parameter.first == "client_encoding"; });
  add("client_encoding", "UTF8");
  return out;
}

std::string connection_text(const LibpqParameters& parameters) {
  std::string out;
  for (const auto& [key, value] : parameters) {
    out += (out.empty() ? "" : " ") + key + "='";
    for (const char c : value) {
      if (c == '\'' || c == '\\') out += '\\';
      out += c;
    }
    out += "'";
  }
  return out;
}

std::chrono::milliseconds lock_wait(const ConnectOptions& options) {
  return std::min(options.lock_attempt, options.lock_timeout);
}

std::string lock_timeout_setting(std::chrono::milliseconds time) {
  // 0 would be for ever
  return "lock_timeout = " + milliseconds(std::max(time, std::chrono::milliseconds(1)));
}

std::string session_settings(const ConnectOptions& options, int version) {
  return join(settings(options, version, false), "; ");
}

std::string transaction_settings(const ConnectOptions& options, int version) {
  return join(settings(options, version, true), "; ");
}

}  // namespace migrate::postgresql
