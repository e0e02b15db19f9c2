#include "dialects/mysql/connection.hpp"

#if __has_include(<mysql/jdbc.h>)
#include <mysql/jdbc.h>
#else
#include <cppconn/connection.h>
#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <cppconn/statement.h>
#endif
#include <fmt/format.h>

#include <algorithm>

#include "dialects/mysql/errors.hpp"
#include "dialects/mysql/text.hpp"
#include "src/operations/operation.hpp"

namespace migrate::mysql {
namespace {

sql::Driver& driver() { return *get_driver_instance(); }

sql::ConnectOptionsMap options_of(const Place& place) {
  sql::ConnectOptionsMap out;
  const bool ipv6 = place.host.find(':') != place.host.npos;
  const auto host = ipv6 ? "[" + place.host + "]" : place.host;
  out["hostName"] = sql::SQLString(place.socket.empty() ? "tcp://" + host : "unix://" + place.socket);
  if (place.socket.empty()) out["port"] = place.port;
  out["userName"] = sql::SQLString(place.user);
  out["password"] = sql::SQLString(place.password);
  if (!place.database.empty()) out["schema"] = sql::SQLString(place.database);
  out["OPT_CHARSET_NAME"] = sql::SQLString(place.charset);
  out["OPT_CONNECT_TIMEOUT"] = static_cast<int>(place.connect_timeout.count());
  const auto& tls = place.tls;
  if (tls.required) {
    out["sslEnforce"] = true;
    // where it is given authorities, the library always asks them; this is for the name
    out["sslVerify"] = tls.verified && (tls.name || (tls.ca.empty() && tls.capath.empty()));
  }
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) out[key] = sql::SQLString(value);
  };
  add("sslCA", tls.ca);
  add("sslCAPath", tls.capath);
  add("sslCert", tls.certificate);
  add("sslKey", tls.key);
  add("sslCipher", tls.cipher);
  return out;
}

SqlValue value_of(sql::ResultSet& rows, unsigned column, int type) {
  using sql::DataType;
  if (rows.isNull(column)) return SqlNull{};
  switch (type) {
    case DataType::TINYINT:
    case DataType::SMALLINT:
    case DataType::MEDIUMINT:
    case DataType::INTEGER:
    case DataType::BIGINT:
    case DataType::YEAR: return static_cast<std::int64_t>(rows.getInt64(column));
    case DataType::REAL:
    case DataType::DOUBLE: return static_cast<double>(rows.getDouble(column));
    case DataType::BINARY:
    case DataType::VARBINARY:
    case DataType::LONGVARBINARY:
    case DataType::GEOMETRY:
    case DataType::BIT: return SqlBlob{rows.getString(column).asStdString()};
    default: return rows.getString(column).asStdString();
  }
}

}  // namespace

struct MysqlConnection::Session {
  std::unique_ptr<sql::Connection> connection;
};

template <class F>
auto MysqlConnection::translated(std::string_view sql, F call) {
  try {
    return call();
  } catch (const sql::SQLException& error) {
    throw_database_error({error.getErrorCode(), error.getSQLState(), error.what()}, sql, *this);
  }
}

MysqlConnection::MysqlConnection(const Place& place, const ConnectOptions& options, const std::string& shown)
    : place_(place), options_(options), session_(std::make_unique<Session>()) {
  try {
    auto wanted = options_of(place);
    session_->connection.reset(driver().connect(wanted));
  } catch (const sql::SQLException& error) {
    throw_connect_error({error.getErrorCode(), error.getSQLState(), error.what()}, place_, shown);
  }
  look_at_server();
  if (place.tls.required && query("SHOW STATUS LIKE 'Ssl_cipher'").at(0).at(1).value_or("").empty()) {
    throw DatabaseError("the connection to " + shown + " is not encrypted, and its URL asks for TLS",
                        "the server has no TLS; leave the ssl parameters out only where the network is trusted");
  }
  for (const auto& setting : session_settings(server_, options_)) execute(setting);
}

MysqlConnection::~MysqlConnection() = default;

void MysqlConnection::look_at_server() {
  constexpr auto unknown_variable = "error 1193 (HY000)";
  SqlRow row;
  try {
    row = query("SELECT VERSION(), @@wsrep_on, @@wsrep_provider, @@wsrep_cluster_address, CONNECTION_ID()").at(0);
  } catch (const DatabaseError& error) {
    if (std::ranges::find(error.details, unknown_variable) == error.details.end()) throw;
    row = query("SELECT VERSION(), 0, '', '', CONNECTION_ID()").at(0);
  }
  server_ = server_of(row.at(0).value_or(""));
  id_ = row.at(4).value_or("");
  const auto provider = row.at(2).value_or("");
  server_.cluster = row.at(1) == "1" && !provider.empty() && provider != "none" && !row.at(3).value_or("").empty();
}

void MysqlConnection::cancel() noexcept {
  try {
    MysqlConnection(place_, {}, "").execute("KILL QUERY " + id_);
  } catch (const std::exception&) {  // the server is gone, or takes no other connection
  }
}

std::size_t MysqlConnection::execute(std::string_view text) {
  return translated(text, [&]() -> std::size_t {
    const std::unique_ptr<sql::Statement> statement(session_->connection->createStatement());
    bool rows = statement->execute(sql::SQLString(text.data(), text.size()));
    const auto changed = rows ? 0 : statement->getUpdateCount();
    while (rows) {  // what is not taken off the wire is taken for the answer to the next statement
      delete statement->getResultSet();
      rows = statement->getMoreResults();
    }
    return static_cast<std::size_t>(changed);
  });
}

SqlRows MysqlConnection::query(std::string_view text) {
  return translated(text, [&] {
    const std::unique_ptr<sql::Statement> statement(session_->connection->createStatement());
    const std::unique_ptr<sql::ResultSet> found(statement->executeQuery(sql::SQLString(text.data(), text.size())));
    const unsigned columns = found->getMetaData()->getColumnCount();
    SqlRows rows;
    rows.reserve(found->rowsCount());
    while (found->next()) {
      auto& row = rows.emplace_back();
      row.reserve(columns);
      for (unsigned i = 1; i <= columns; ++i) {
        auto cell = found->getString(i);
        if (found->wasNull()) {
          row.emplace_back();
        } else {
          row.emplace_back(cell.asStdString());
        }
      }
    }
    return rows;
  });
}

std::size_t MysqlConnection::execute(std::string_view text, std::span<const SqlValue> parameters) {
  return execute(with_parameters(text, parameters));
}

std::vector<std::string> MysqlConnection::stream(std::string_view text, std::span<const SqlValue> parameters,
                                                 const SqlRowSink& sink) {
  const auto whole = with_parameters(text, parameters);
  return translated(whole, [&] {
    const std::unique_ptr<sql::Statement> statement(session_->connection->createStatement());
    statement->setResultSetType(sql::ResultSet::TYPE_FORWARD_ONLY);  // rows come as they are read, and are not kept
    const std::unique_ptr<sql::ResultSet> found(statement->executeQuery(sql::SQLString(whole)));
    auto& about = *found->getMetaData();
    std::vector<std::string> names;
    std::vector<int> types;
    for (unsigned i = 1; i <= about.getColumnCount(); ++i) {
      names.push_back(about.getColumnLabel(i).asStdString());
      types.push_back(about.getColumnType(i));
    }
    std::vector<SqlValue> row(names.size());
    while (found->next()) {
      for (unsigned i = 0; i < row.size(); ++i) row[i] = value_of(*found, i + 1, types[i]);
      sink(row);
    }
    return names;
  });
}

std::string MysqlConnection::library_version() {
  auto& found = driver();
  return fmt::format("MySQL Connector/C++ {}.{}.{}", found.getMajorVersion(), found.getMinorVersion(),
                     found.getPatchVersion());
}

MysqlConnection* server_connection(Connection& connection) { return dynamic_cast<MysqlConnection*>(&connection); }

}  // namespace migrate::mysql
