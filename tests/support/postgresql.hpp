// A PostgreSQL database for a test: made in the tests' own server, filled with SQL, changed by operations as the engine
// would do it, and dropped in the end. MIGRATE_TEST_POSTGRESQL_URL names another server to make it in.
#pragma once

#include <cstdlib>
#include <string>

#include "dialects/postgresql/postgresql.hpp"
#include "tests/support/test_database.hpp"
#include "tests/support/test_server.hpp"

namespace migrate::test {

inline Url postgresql_server_url() {
  if (const char* given = std::getenv("MIGRATE_TEST_POSTGRESQL_URL")) return parse_url(given);
  return parse_url("postgresql://postgres@/postgres?host=" + TestServer::of("postgresql").folder().string());
}

class PostgresqlDatabase final : public ServerDatabase {
 public:
  PostgresqlDatabase()
      : ServerDatabase(postgresql_dialect(), postgresql_server_url(), "TEMPLATE template0", "WITH (FORCE)") {}

  /// What is not managed: views, triggers, functions, policies.
  std::string other_objects() {
    std::string out;
    for (const auto& line :
         texts("SELECT 'view', c.relname, pg_get_viewdef(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = "
               "c.relnamespace WHERE c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') "
               "UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal "
               "UNION ALL SELECT 'policy', polname, polrelid::regclass::text FROM pg_policy "
               "UNION ALL SELECT 'function', p.oid::regprocedure::text, prosrc FROM pg_proc p JOIN pg_namespace n ON "
               "n.oid = p.pronamespace WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')")) {
      out += line + "\n";
    }
    return out;
  }
};

}  // namespace migrate::test
