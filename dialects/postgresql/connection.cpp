#include "dialects/postgresql/connection.hpp"

#include <fmt/format.h>

#include <pqxx/pqxx>

#include "src/base/error.hpp"

namespace migrate::postgresql {
namespace {

/// A value of libpq's `key='value'` form (https://www.postgresql.org/docs/current/libpq-connect.html).
std::string quoted_value(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string connection_string(const Url& url) {
  std::string out;
  const auto add = [&](std::string_view key, std::string_view value) {
    if (!value.empty()) out += fmt::format("{}{}={}", out.empty() ? "" : " ", key, quoted_value(value));
  };
  add("host", url.host);
  if (url.port) add("port", std::to_string(url.port));
  add("user", url.user);
  add("password", url.password);
  add("dbname", url.database);
  for (const auto& [key, value] : url.query) add(key, value);
  if (!url.query.contains("application_name")) add("application_name", "migrate");
  return out;
}

}  // namespace

struct PostgresqlConnection::Session {
  explicit Session(const std::string& text) : connection(text), work(connection) {}

  template <class F>
  auto run(std::string_view sql, F call) {
    try {
      return call();
    } catch (const pqxx::sql_error& error) {
      DatabaseError out(error.what());
      out.statement = sql;
      throw out;
    } catch (const std::exception& error) {
      DatabaseError out(error.what());
      out.statement = sql;
      throw out;
    }
  }

  pqxx::connection connection;
  pqxx::nontransaction work;
};

PostgresqlConnection::PostgresqlConnection(const Url& url, const ConnectOptions& options)
    : url_(url), options_(options) {
  try {
    session_ = std::make_unique<Session>(connection_string(url));
  } catch (const std::exception& error) {
    throw DatabaseError("cannot connect to " + display(url) + ": " + error.what());
  }
}

PostgresqlConnection::~PostgresqlConnection() = default;

std::size_t PostgresqlConnection::execute(std::string_view sql) {
  return session_->run(sql, [&] { return session_->work.exec(std::string(sql)).affected_rows(); });
}

SqlRows PostgresqlConnection::query(std::string_view sql) {
  const auto result = session_->run(sql, [&] { return session_->work.exec(std::string(sql)); });
  SqlRows rows;
  rows.reserve(static_cast<std::size_t>(result.size()));
  for (const auto& found : result) {
    auto& row = rows.emplace_back();
    for (const auto& field : found) {
      row.push_back(field.is_null() ? std::nullopt
                                    : std::optional<std::string>(std::string(field.c_str(), field.size())));
    }
  }
  return rows;
}

std::size_t PostgresqlConnection::execute(std::string_view sql, std::span<const SqlValue>) { return execute(sql); }

std::vector<std::string> PostgresqlConnection::stream(std::string_view, std::span<const SqlValue>, const SqlRowSink&) {
  return {};
}

int PostgresqlConnection::server_version() const { return session_->connection.server_version(); }

std::string PostgresqlConnection::library_versions() { return "libpqxx " PQXX_VERSION; }

PostgresqlConnection* server_connection(Connection& connection) {
  return dynamic_cast<PostgresqlConnection*>(&connection);
}

}  // namespace migrate::postgresql
