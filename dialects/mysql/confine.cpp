#include "dialects/mysql/confine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <random>

#include "dialects/mysql/connection.hpp"
#include "dialects/mysql/effect.hpp"
#include "dialects/mysql/stated.hpp"
#include "dialects/mysql/text.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::mysql {
namespace {

std::string first_words(std::string_view sql, std::size_t count) {
  std::string out;
  for (std::size_t at = 0; count > 0 && at < sql.size(); --count) {
    const auto end = std::min(sql.find_first_of(" \t\r\n(;", at), sql.size());
    out += (out.empty() ? "" : " ") + upper(sql.substr(at, end - at));
    at = std::min(sql.find_first_not_of(" \t\r\n", end), sql.size());
  }
  return out;
}

/// What reaches beyond the database that a script is given.
bool reaches_out(const std::string& words) {
  static constexpr auto beginnings = std::to_array<std::string_view>({"USE",           "GRANT",
                                                                      "REVOKE",        "CREATE USER",
                                                                      "ALTER USER",    "DROP USER",
                                                                      "RENAME USER",   "CREATE ROLE",
                                                                      "DROP ROLE",     "SET GLOBAL",
                                                                      "SET PERSIST",   "SET PASSWORD",
                                                                      "SHUTDOWN",      "KILL",
                                                                      "FLUSH",         "RESET",
                                                                      "PURGE",         "CHANGE",
                                                                      "START SLAVE",   "START REPLICA",
                                                                      "STOP SLAVE",    "STOP REPLICA",
                                                                      "LOAD DATA",     "INSTALL",
                                                                      "UNINSTALL",     "CREATE DATABASE",
                                                                      "CREATE SCHEMA", "DROP DATABASE",
                                                                      "DROP SCHEMA",   "ALTER DATABASE",
                                                                      "CREATE SERVER", "CREATE TABLESPACE"});
  return std::ranges::any_of(beginnings, [&](std::string_view text) { return words.starts_with(text); });
}

/// Goes with its connection, as far as the server can still be reached then.
class OwnDatabase final : public MysqlConnection {
 public:
  OwnDatabase(const Place& place, const ConnectOptions& options, const std::string& shown)
      : MysqlConnection(place, options, shown) {}
  ~OwnDatabase() override {
    try {
      MysqlConnection::execute("DROP DATABASE " + quote_name(database()));
    } catch (const Error&) {  // the server is gone, or the account may no longer drop what it made
    }
  }

  using MysqlConnection::execute;
  std::size_t execute(std::string_view sql) override {
    const auto out = MysqlConnection::execute(sql);
    stated_.read(sql);
    return out;
  }
  const Stated* stated() const override { return &stated_; }

 private:
  Stated stated_;
};

std::string random_name() {
  std::random_device random;
  return fmt::format("migrate_scratch_{:08x}{:08x}", random(), random());
}

}  // namespace

std::string refusal(std::string_view sql, Confines confines) {
  const auto words = first_words(trim(sql), 2);
  if (confines == Confines::schema_script)
    return reaches_out(words) ? words + " reaches beyond the database that the script is given" : "";
  switch (effect_of(sql)) {
    case Effect::rows: return {};
    case Effect::session: return words + " changes the connection, not rows";
    case Effect::schema: break;
  }
  return words + " commits the transaction that the data step runs in, so that it could no longer be taken back";
}

std::unique_ptr<Connection> empty_database(const Url& url, const ConnectOptions& options) {
  auto place = place_of(url);
  const auto shown = display(url);
  const auto name = random_name();
  const auto own = place.database;
  place.database.clear();
  MysqlConnection server(place, options, shown);
  // what the database at hand has, so that the same script means the same
  const auto defaults = server.query(
      "SELECT default_character_set_name, default_collation_name FROM information_schema.schemata WHERE "
      "schema_name = " +
      quote_text(own));
  auto sql = "CREATE DATABASE " + quote_name(name);
  if (!defaults.empty())
    sql += " CHARACTER SET " + defaults[0][0].value_or("utf8mb4") + " COLLATE " + defaults[0][1].value_or("");
  try {
    server.execute(sql);
  } catch (DatabaseError& error) {
    error.hint =
        "a script of a schema is tried in an empty database of its own, which the account must be allowed to "
        "make: GRANT ALL ON `migrate\\_scratch\\_%`.* TO " +
        place.user;
    throw;
  }
  place.database = name;
  return std::make_unique<OwnDatabase>(place, options, shown);
}

}  // namespace migrate::mysql
