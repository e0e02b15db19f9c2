// The engine on a PostgreSQL server, directly and through PgBouncer.
#include "src/engine/engine.hpp"

#include <atomic>
#include <thread>
#include <type_traits>

#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/noticing_steps.hpp"
#include "tests/support/pgbouncer.hpp"
#include "tests/support/postgresql.hpp"
#include "tests/support/revision_folder.hpp"

using namespace migrate;
using namespace migrate::test;
using Lines = std::vector<std::string>;
using std::chrono::milliseconds;

namespace {

class PostgresqlBench {
 public:
  PostgresqlDatabase database;
  RevisionFolder folder;
  EngineOptions options;
  ConnectOptions wishes;
  Url url = database.url;

  EngineResult upgrade(const std::string& target = "head") const {
    return with_engine([&](Engine& engine) { return engine.upgrade(target); });
  }
  EngineResult downgrade(const std::string& target) const {
    return with_engine([&](Engine& engine) { return engine.downgrade(target); });
  }
  RevisionFailed failure() const {
    try {
      upgrade();
    } catch (const RevisionFailed& error) {
      return error;
    }
    throw std::logic_error("nothing failed");
  }
  Lines current() const {
    return with_engine([](Engine& engine) { return engine.current(); });
  }

 private:
  template <class Work>
  std::invoke_result_t<Work, Engine&> with_engine(Work work) const {
    const auto graph = folder.graph();
    const auto connection = postgresql_dialect().connect(url, wishes);
    Engine engine(postgresql_dialect(), *connection, url, graph, options);
    return work(engine);
  }
};

/// A table, and a revision that adds a column to it.
void add_change_of_table(PostgresqlBench& bench) {
  bench.folder.add_table("aaaa", "");
  bench.folder.add("bbbb", "aaaa",
                   "[[upgrade]]\nop = \"add_column\"\ntable = \"table_aaaa\"\ncolumn = { name = \"b\", type = "
                   "\"text\" }\n");
}

/// Somebody with an open transaction that read the table.
class Reader {
 public:
  explicit Reader(const PostgresqlBench& bench) : connection_(postgresql_dialect().connect(bench.database.url, {})) {
    transaction_ = postgresql_dialect().begin(*connection_, {});
    connection_->query("SELECT * FROM table_aaaa");
  }
  void leave() { transaction_.reset(); }

 private:
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Transaction> transaction_;
};

}  // namespace

TEST_CASE("a PostgreSQL database goes up, down to nothing, and up again") {
  PostgresqlBench bench;
  add_change_of_table(bench);
  CHECK(bench.upgrade().revisions == Lines{"aaaa", "bbbb"});
  CHECK(bench.current() == Lines{"bbbb"});
  CHECK(bench.downgrade("base").after.empty());
  CHECK(bench.database.value("SELECT to_regclass('table_aaaa')") == "NULL");
  CHECK(bench.upgrade().after == Lines{"bbbb"});
  CHECK(bench.database.value("SELECT count(*) FROM migrate_journal WHERE finished_at IS NOT NULL") == "6");
}

TEST_CASE("a revision that fails leaves nothing, and says where the mistake is") {
  PostgresqlBench bench;
  bench.folder.add_table("aaaa", "");
  bench.folder.add_sql("bbbb", "aaaa", "-- migrate: upgrade\nCREATE TABLE x (a int);\nSELECT\n  nonsense;\n");
  const auto error = bench.failure();
  CHECK(error.applied == Lines{"aaaa"});
  CHECK(error.rolled_back);
  CHECK(error.sqlstate == "42703");
  CHECK(contains(error.details, "LINE 2:   nonsense"));
  CHECK(bench.database.value("SELECT to_regclass('x')") == "NULL");
  CHECK(bench.current() == Lines{"aaaa"});
}

TEST_CASE("a hint of the server is a sentence, behind which the next begins") {
  PostgresqlBench bench;
  bench.folder.add_table("aaaa", "");
  bench.folder.add_sql("bbbb", "aaaa", "-- migrate: upgrade\nSELECT 1 WHERE 'a'::text = 1;\n");
  const auto error = bench.failure();
  CHECK(contains(error.hint, "explicit type casts. Then run 'migrate upgrade"));
  CHECK_FALSE(contains(error.hint, ".;"));
}

TEST_CASE("a database that was made by others is told as one, with what to do") {
  PostgresqlBench bench;
  bench.folder.add_table("aaaa", "");
  bench.database.run("CREATE TABLE table_aaaa (id int)");
  const auto error = bench.failure();
  CHECK(contains(error.what(), "already exists"));
  CHECK(contains(error.hint, "`migrate stamp REV`"));
}

TEST_CASE("a revision gives way to who holds its table, tells it, and is done when they leave") {
  PostgresqlBench bench;
  add_change_of_table(bench);
  bench.upgrade("aaaa");
  Reader reader(bench);
  bench.wishes.lock_attempt = milliseconds(700);
  int retries = 0;
  std::string told;
  bench.options.callbacks.on_retry = [&](const LockError& error, milliseconds) {
    told = error.what();
    // nobody queues behind a statement that waits: the table can be read now
    CHECK(bench.database.value("SELECT count(*) FROM table_aaaa") == "0");
    if (++retries == 2) reader.leave();
  };
  CHECK(bench.upgrade().revisions == Lines{"bbbb"});
  CHECK(retries == 2);
  CHECK(contains(told, "SELECT * FROM table_aaaa"));
}

TEST_CASE("when the lock timeout is over the revision has failed, and left nothing") {
  PostgresqlBench bench;
  add_change_of_table(bench);
  bench.upgrade("aaaa");
  Reader reader(bench);
  bench.wishes.lock_attempt = milliseconds(30);
  bench.options.lock_timeout = milliseconds(900);
  const auto error = bench.failure();
  CHECK(error.locked);
  CHECK(error.rolled_back);
  CHECK(contains(error.details, "tried "));
  CHECK(bench.current() == Lines{"aaaa"});
}

TEST_CASE("a revision is begun again before its data step, and never after it") {
  PostgresqlBench bench;
  NoticingSteps steps;
  bench.options.steps = &steps;
  bench.folder.add_table("aaaa", "");
  const std::string call = "[[upgrade]]\nop = \"call\"\nstep = \"notice\"\n";
  const std::string change =
      "[[upgrade]]\nop = \"add_column\"\ntable = \"table_aaaa\"\ncolumn = { name = \"b\", type = \"text\" }\n";
  bench.upgrade("aaaa");
  Reader reader(bench);
  bench.wishes.lock_attempt = milliseconds(50);
  int retries = 0;
  bench.options.callbacks.on_retry = [&](const LockError&, milliseconds) {
    if (++retries == 1) reader.leave();
  };
  SECTION("before") {
    bench.folder.add("bbbb", "aaaa", change + call);
    bench.upgrade();
    CHECK(retries == 1);
  }
  SECTION("after") {
    bench.folder.add("bbbb", "aaaa", call + change);
    CHECK(bench.failure().locked);
    CHECK(retries == 0);
  }
  CHECK(steps.calls == 1);
}

TEST_CASE("a data step reads rows of all kinds and writes while it reads") {
  PostgresqlBench bench;
  NoticingSteps steps;
  bench.options.steps = &steps;
  bench.database.run(
      "CREATE TABLE t (id int PRIMARY KEY, name text, bytes bytea, seen boolean, at timestamptz DEFAULT now()); "
      "INSERT INTO t SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE 'n' || i END, '\\x00ff' FROM generate_series(1, "
      "3000) i");
  bench.folder.add("aaaa", "", "[[upgrade]]\nop = \"call\"\nstep = \"notice\"\n");
  steps.work = [](StepDatabase& database) {
    const std::vector<SqlValue> most{std::int64_t{3000}};
    const auto rows = database.query("SELECT id, name, bytes, seen FROM t WHERE id <= ? ORDER BY id", most);
    std::vector<SqlValue> row;
    while (rows->next(row)) {
      const bool named = std::holds_alternative<std::string>(row[1]);
      const std::vector<SqlValue> values{named, row[2], named ? SqlValue(SqlNull{}) : SqlValue(std::string("was NULL")),
                                         row[0]};
      CHECK(database.execute("UPDATE t SET seen = ?, bytes = ?, name = ? WHERE id = ?", values) == 1);
    }
  };
  bench.upgrade();
  CHECK(bench.database.value("SELECT count(*) FROM t WHERE seen AND name IS NULL AND bytes = '\\x00ff'") == "2000");
  CHECK(bench.database.value("SELECT count(*) FROM t WHERE NOT seen AND name = 'was NULL'") == "1000");
}

TEST_CASE("a data step that changes the schema is refused, and leaves nothing") {
  PostgresqlBench bench;
  NoticingSteps steps;
  bench.options.steps = &steps;
  steps.work = [](StepDatabase& database) { database.execute("CREATE TABLE x (a int)", {}); };
  bench.folder.add("aaaa", "", "[[upgrade]]\nop = \"call\"\nstep = \"notice\"\n");
  CHECK(contains(bench.failure().what(), "CREATE changes the schema"));
  CHECK(bench.current().empty());
}

TEST_CASE("a statement in the open is tried again by itself") {
  PostgresqlBench bench;
  bench.folder.add_table("aaaa", "");
  bench.folder.add_sql(
      "bbbb", "aaaa",
      "-- transaction: false\n-- migrate: upgrade\nCREATE TABLE once (a int);\nALTER TABLE table_aaaa ADD b int;\n");
  bench.upgrade("aaaa");
  Reader reader(bench);
  bench.wishes.lock_attempt = milliseconds(50);
  bench.options.callbacks.on_retry = [&](const LockError&, milliseconds) { reader.leave(); };
  CHECK(bench.upgrade().revisions == Lines{"bbbb"});
  CHECK(bench.database.value("SELECT count(b) FROM table_aaaa") == "0");
}

TEST_CASE("a search_path that a revision sets does not hide the version table") {
  PostgresqlBench bench;
  bench.folder.add_sql("aaaa", "",
                       "-- migrate: upgrade\nSELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE "
                       "public.t (a int);\n");
  bench.folder.add_table("bbbb", "aaaa");
  CHECK(bench.upgrade().revisions == Lines{"aaaa", "bbbb"});
}

TEST_CASE("a connection that is lost rolls back, and the next run goes on") {
  PostgresqlBench bench;
  bench.folder.add_table("aaaa", "");
  bench.folder.add_sql("bbbb", "aaaa",
                       "-- migrate: upgrade\nCREATE TABLE x (a int);\nSELECT pg_terminate_backend(pg_backend_pid()) "
                       "WHERE NOT EXISTS (SELECT FROM pg_class WHERE relname = 'calm');\n");
  const auto error = bench.failure();
  CHECK(contains(error.what(), "the connection to the server was lost"));
  CHECK(error.applied == Lines{"aaaa"});
  CHECK(bench.current() == Lines{"aaaa"});
  bench.database.run("CREATE TABLE calm ()");
  CHECK(bench.upgrade().revisions == Lines{"bbbb"});
}

TEST_CASE("without the migration lock nothing is committed") {
  PostgresqlBench bench;
  bench.folder.add_sql("aaaa", "",
                       "-- migrate: upgrade\nCREATE TABLE x (a int);\nSELECT pg_terminate_backend(pid) FROM pg_locks "
                       "WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = "
                       "current_database());\n");
  const auto error = bench.failure();
  CHECK(contains(error.what(), "the migration lock was lost"));
  CHECK(bench.database.value("SELECT to_regclass('x')") == "NULL");
}

TEST_CASE("ten at once: each revision runs once") {
  PostgresqlBench bench;
  std::string before;
  for (int i = 0; i < 12; ++i) {
    const auto id = "rev" + std::to_string(100 + i);
    bench.folder.add_table(id, before);
    before = id;
  }
  std::vector<pid_t> children;
  for (int i = 0; i < 10; ++i) {
    children.push_back(in_child([&] {
      bench.upgrade();
      return 0;
    }));
  }
  for (const auto child : children) CHECK(status_of(child) == 0);
  CHECK(bench.current() == Lines{"rev111"});
  CHECK(bench.database.value("SELECT count(*) FROM migrate_journal") == "12");
}

TEST_CASE("Alembic's table is adopted, in a schema of its own too") {
  PostgresqlBench bench;
  add_change_of_table(bench);
  bench.database.run(
      "CREATE SCHEMA meta; CREATE TABLE meta.alembic_version (version_num varchar(32) NOT NULL, CONSTRAINT "
      "alembic_version_pkc PRIMARY KEY (version_num)); INSERT INTO meta.alembic_version VALUES ('aaaa'); "
      "CREATE TABLE table_aaaa (id int)");
  bench.options.version_table = {"alembic_version", "meta"};
  bench.options.journal_table.schema = "meta";
  CHECK(bench.upgrade().revisions == Lines{"bbbb"});
  CHECK(bench.database.texts("SELECT * FROM meta.alembic_version") == Lines{"bbbb"});
  CHECK(bench.database.value("SELECT count(*) FROM meta.migrate_journal") == "1");
}

TEST_CASE("the road through PgBouncer: up, an index built concurrently, two at once, down") {
  PostgresqlBench bench;
  const PgBouncer pooler(6);
  bench.url = pooler.url(bench.database.url.database);
  bench.wishes.statement_timeout = std::chrono::seconds(60);
  add_change_of_table(bench);
  bench.folder.add("cccc", "bbbb",
                   "[[upgrade]]\nop = \"create_index\"\ntable = \"table_aaaa\"\nindex = { name = \"ix_b\", columns = "
                   "[\"b\"], concurrently = true }\n");
  std::vector<pid_t> children;
  for (int i = 0; i < 2; ++i) {
    children.push_back(in_child([&] {
      bench.upgrade();
      return 0;
    }));
  }
  for (const auto child : children) CHECK(status_of(child) == 0);
  CHECK(bench.current() == Lines{"cccc"});
  CHECK(bench.database.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_b'::regclass") == "t");
  CHECK(bench.downgrade("base").after.empty());
  CHECK(bench.database.value("SELECT to_regclass('table_aaaa')") == "NULL");
}
