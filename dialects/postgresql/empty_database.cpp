#include "dialects/postgresql/empty_database.hpp"

#include <fmt/format.h>

#include <random>

#include "dialects/postgresql/connection.hpp"
#include "dialects/postgresql/text.hpp"
#include "src/base/error.hpp"

namespace migrate::postgresql {
namespace {

class OwnDatabase {
 public:
  OwnDatabase(const Url& url, const ConnectOptions& options) : server_(url, options), name_(fresh_name()) {
    try {
      server_.query("CREATE DATABASE " + quote_name(name_) + " TEMPLATE template0");
    } catch (DatabaseError& error) {
      error.hint +=
          (error.hint.empty()          ? ""
           : error.hint.ends_with('.') ? " "
                                       : "; ") +
          std::string("or name a database that is there already as models.database, and run the script in it");
      throw;
    }
  }
  ~OwnDatabase() {
    try {
      server_.query("DROP DATABASE " + quote_name(name_) + " WITH (FORCE)");
    } catch (const Error&) {  // the server is gone, or somebody else has dropped it
    }
  }
  OwnDatabase(const OwnDatabase&) = delete;
  OwnDatabase& operator=(const OwnDatabase&) = delete;

  const std::string& name() const { return name_; }

 private:
  static std::string fresh_name() {
    std::random_device random;
    return fmt::format("migrate_scratch_{:08x}{:08x}", random(), random());
  }

  PostgresqlConnection server_;
  std::string name_;
};

}  // namespace

std::unique_ptr<Connection> empty_database(const Url& url, const ConnectOptions& options) {
  auto plain = options;
  plain.role.clear();  // these are for the database of the URL
  plain.search_path.clear();
  plain.read_only = false;
  const auto database = std::make_shared<OwnDatabase>(url, plain);
  auto inside = url;
  inside.database = database->name();
  inside.query.erase("dbname");
  auto connection = std::make_unique<PostgresqlConnection>(inside, plain);
  connection->keep(database);
  return connection;
}

}  // namespace migrate::postgresql
