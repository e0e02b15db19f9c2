#include "dialects/registry/registry.hpp"

#include "src/base/text.hpp"

#ifdef MIGRATE_MYSQL
#include "dialects/mysql/mysql.hpp"
#endif
#ifdef MIGRATE_POSTGRESQL
#include "dialects/postgresql/postgresql.hpp"
#endif
#ifdef MIGRATE_SQLITE
#include "dialects/sqlite/sqlite.hpp"
#endif

namespace migrate {
namespace {

std::vector<const Dialect*> built_in() {
  return {
#ifdef MIGRATE_SQLITE
      &sqlite_dialect(),
#endif
#ifdef MIGRATE_POSTGRESQL
      &postgresql_dialect(),
#endif
#ifdef MIGRATE_MYSQL
      &mysql_dialect(),
#endif
  };
}

}  // namespace

const Dialect& find_dialect(std::string_view name) {
  for (const auto* dialect : built_in()) {
    if (dialect->name() == name) return *dialect;
  }
  throw ConfigurationError("this build of migrate has no support for " + std::string(name),
                           "it has: " + (dialect_names().empty() ? "no dialect" : join(dialect_names(), ", ")));
}

const Dialect& find_dialect(const Url& url) {
#ifdef MIGRATE_MYSQL
  if (url.scheme == "mariadb") return mariadb_dialect();
#endif
  return find_dialect(url.dialect);
}

std::vector<std::string> dialect_names() {
  std::vector<std::string> out;
  for (const auto* dialect : built_in()) out.emplace_back(dialect->name());
  return out;
}

}  // namespace migrate
