// Random pairs of schemas on PostgreSQL: see tests/support/pairs/run.hpp.
#include <memory>

#include "tests/support/catch.hpp"
#include "tests/support/pairs/run.hpp"
#include "tests/support/postgresql.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

void add_native_types(PairFeatures& out) {
  the_type(out, "integer").native = "postgresql:int4";
  the_type(out, "varchar(20)").native = "postgresql:character varying(20)";
  the_type(out, "timestamp").native = "postgresql:timestamp without time zone";
  the_type(out, "double").native = "postgresql:float8";
  the_type(out, "boolean").native = "postgresql:bool";
  out.types.push_back({.type = "postgresql:integer[]",
                       .values = {"'{1}'", "'{2,3}'", "'{}'", "'{4}'"},
                       .default_sql = "'{}'",
                       .becomes = {"postgresql:bigint[]"},
                       .native = "postgresql:int4[]"});
  out.types.push_back({.type = "postgresql:varchar(30)[]",
                       .values = {"'{a}'", "'{b,c}'", "'{}'", "'{d}'"},
                       .becomes = {"postgresql:text[]"}});
  out.types.push_back({.type = "postgresql:text[]",
                       .values = {"'{a}'", "'{b,c}'", "'{}'", "'{d}'"},
                       .becomes = {"postgresql:varchar(30)[]"}});
  out.types.push_back({.type = "postgresql:level[]",
                       .values = {"'{low}'", "'{mid,high}'", "'{}'", "'{high}'"},
                       .default_sql = "'{low}'",
                       .indexed = false});
  out.types.push_back(
      {.type = "postgresql:jsonb", .values = {"'{}'", "'[1]'", "'null'", "'2'"}, .default_sql = "'{}'"});
  out.types.push_back({.type = "uuid",
                       .values = {"'00000000-0000-0000-0000-000000000001'", "'00000000-0000-0000-0000-000000000002'",
                                  "'00000000-0000-0000-0000-000000000003'", "'00000000-0000-0000-0000-000000000004'"},
                       .default_sql = "gen_random_uuid()",
                       .becomes = {"text"}});
  out.types.push_back({.type = "timestamptz",
                       .values = {"'2026-01-02 03:04Z'", "'2026-01-03Z'", "'2026-01-04Z'", "'2026-01-05Z'"},
                       .default_sql = "now()"});
}

PairFeatures postgresql_features() {
  PairFeatures out;
  out.types = common_types();
  add_native_types(out);
  out.key_types = {"integer", "bigint", "smallint", "varchar(20)"};
  out.collations = {"C", "POSIX"};
  out.schemas = true;
  out.sequences = true;
  out.partitions = true;
  out.inherits = true;
  out.not_valid = true;
  out.deferrable = true;
  out.partial_indexes = true;
  out.expression_indexes = true;
  out.include = true;
  out.comments = true;
  out.expressions_over_keys = true;
  out.not_null_generated = true;
  return out;
}

/// Each part of the catalog as eleven columns. A constraint NOT NULL, as PostgreSQL 18 has it, is its column's. The
/// server chooses the names of what it makes by itself, each time that it does: a partition's part of an index of its
/// parent, with a comment, and the sequence of an identity column.
constexpr const char* dump_query = R"(
WITH mine AS (
  SELECT c.*, c.oid::regclass::text AS named FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE nspname IN ('public', 'billing') AND relname !~ '^migrate_')
SELECT 'column', named, attname, format_type(atttypid, atttypmod), attnotnull, attidentity::text, attgenerated::text,
  pg_get_expr(adbin, adrelid), attcollation::regcollation::text, col_description(attrelid, attnum),
  attislocal::text || attinhcount
  FROM mine JOIN pg_attribute a ON attrelid = mine.oid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  WHERE relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped
UNION ALL SELECT 'constraint', named, CASE WHEN conparentid = 0 OR contype = 'f' THEN conname END,
  pg_get_constraintdef(k.oid), convalidated, '', '', '', '', '', ''
  FROM mine JOIN pg_constraint k ON conrelid = mine.oid WHERE contype <> 'n'
UNION ALL SELECT 'index', CASE WHEN relispartition THEN 'part of ' || inhparent::regclass ELSE named END, '',
  CASE WHEN relispartition THEN replace(pg_get_indexdef(mine.oid), relname, '') ELSE pg_get_indexdef(mine.oid) END,
  indisvalid, '', '', '', '', CASE WHEN NOT relispartition THEN obj_description(mine.oid, 'pg_class') END, ''
  FROM mine JOIN pg_index i ON indexrelid = mine.oid LEFT JOIN pg_inherits ON inhrelid = mine.oid
UNION ALL SELECT 'table', named, relkind::text, pg_get_expr(relpartbound, oid), true, '', '', '', '',
  obj_description(oid, 'pg_class'), array_to_string(reloptions, ',')
  FROM mine WHERE relkind IN ('r', 'p')
UNION ALL SELECT 'sequence', CASE WHEN deptype IS DISTINCT FROM 'i' THEN named END, format_type(seqtypid, NULL),
  concat_ws(' ', seqstart, seqincrement, seqmax, seqmin, seqcache), seqcycle, deptype::text, refobjid::regclass::text,
  (SELECT attname FROM pg_attribute WHERE attrelid = refobjid AND attnum = refobjsubid), '', '', ''
  FROM mine JOIN pg_sequence ON seqrelid = mine.oid
  LEFT JOIN pg_depend d ON d.objid = mine.oid AND deptype IN ('a', 'i')
UNION ALL SELECT 'enum', enumtypid::regtype::text, '', string_agg(enumlabel, ',' ORDER BY enumsortorder), true,
  '', '', '', '', '', ''
  FROM pg_enum GROUP BY enumtypid
UNION ALL SELECT 'inherits', inhrelid::regclass::text, inhparent::regclass::text, '', true, '', '', '', '', '', ''
  FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE relkind IN ('r', 'p')
UNION ALL SELECT 'schema', nspname, '', '', true, '', '', '', '', '', '' FROM pg_namespace WHERE nspname !~ '^pg_'
)";

class PostgresqlServer final : public PairServer {
 public:
  PostgresqlServer() : PairServer(postgresql_features()) {}
  const Dialect& dialect() const override { return postgresql_dialect(); }
  std::vector<std::string> schemas() const override { return {"public", "billing"}; }
  std::string quote(const Table& table) const override {
    return (table.schema.empty() ? "" : dialect().quote_name(table.schema) + ".") + dialect().quote_name(table.name);
  }

  /// One database serves all pairs, emptied in between.
  TestDatabase& database() override {
    database_.connection->execute("SET client_min_messages = warning");
    for (const auto& row : database_.rows("SELECT format('%I', nspname) FROM pg_namespace WHERE nspname !~ '^pg_' AND "
                                          "nspname <> 'information_schema'")) {
      database_.connection->execute("DROP SCHEMA " + *row[0] + " CASCADE");
    }
    database_.connection->execute("CREATE SCHEMA public");
    return database_;
  }
  void fill(TestDatabase& database, const std::vector<std::string>& statements) const override {
    database.run("SET session_replication_role = replica");
    for (const auto& statement : statements) database.run(statement);
    database.run("RESET session_replication_role");
  }

  std::vector<std::string> dump(TestDatabase& database) const override { return database.texts(dump_query); }

 private:
  PostgresqlDatabase database_;
};

void run(unsigned long part) {
  PostgresqlServer server;
  run_pairs(server, part, 3, 120);
}

}  // namespace

TEST_CASE("random pairs of schemas, a first part") { run(0); }
TEST_CASE("random pairs of schemas, a second part") { run(1); }
TEST_CASE("random pairs of schemas, a third part") { run(2); }
