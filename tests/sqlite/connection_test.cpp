#include "dialects/sqlite/connection.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <chrono>
#include <ctime>

#include "src/base/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/caught.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace migrate;
using namespace std::chrono_literals;

namespace {

struct Files : TemporaryFolder {
  std::string name(std::string_view file) const { return (path / file).string(); }
  Url url(std::string_view file) const { return parse_url("sqlite:///" + name(file)); }
  std::unique_ptr<SqliteConnection> open(std::string_view file, ConnectOptions options = {}) const {
    return connect_sqlite(url(file), options);
  }
  /// An existing database with one table of one row.
  std::unique_ptr<SqliteConnection> make(std::string_view file, std::chrono::milliseconds timeout = 0ms) const {
    auto out = open(file, {.lock_timeout = timeout, .may_create = true});
    out->execute("CREATE TABLE t(a)");
    out->execute("INSERT INTO t VALUES (1)");
    return out;
  }
};

/// Root may do everything; for a test of permissions it becomes somebody else.
struct AsNobody {
  AsNobody() { changed = geteuid() == 0 && seteuid(65534) == 0; }
  ~AsNobody() {
    if (changed && seteuid(0) != 0) std::abort();
  }
  bool changed = false;
};

}  // namespace

TEST_CASE("rows come back as text, NULL as an absent value") {
  const auto memory = connect_sqlite(parse_url("sqlite://"), {});
  memory->execute("CREATE TABLE t(a, b)");
  CHECK(memory->execute("INSERT INTO t VALUES (1, 'x'), (2.5, NULL), ('', x'')") == 3);
  const SqlRows rows = memory->query("SELECT a, b FROM t ORDER BY rowid");
  CHECK(rows == SqlRows{{"1", "x"}, {"2.5", std::nullopt}, {"", ""}});
  CHECK(memory->query("SELECT 1 WHERE 0").empty());
  CHECK(memory->path().empty());
}

TEST_CASE("execute says how many rows it changed, and throws rows away") {
  const auto memory = connect_sqlite(parse_url("sqlite://"), {});
  memory->execute("CREATE TABLE t(a)");
  memory->execute("INSERT INTO t VALUES (1), (2), (3)");
  CHECK(memory->execute("UPDATE t SET a = a + 1 WHERE a > 1") == 2);
  memory->execute("SELECT * FROM t");
  CHECK(memory->execute("DELETE FROM t") == 3);
}

TEST_CASE("text without a statement does nothing") {
  const auto memory = connect_sqlite(parse_url("sqlite://"), {});
  CHECK(memory->execute("") == 0);
  CHECK(memory->execute(" -- only a comment\n;") == 0);
  CHECK(memory->query("/* nothing */").empty());
}

TEST_CASE("a second statement in one text is an error, and the first does not run") {
  const auto memory = connect_sqlite(parse_url("sqlite://"), {});
  const auto error = caught([&] { memory->execute("CREATE TABLE a(x); CREATE TABLE b(x)"); });
  CHECK(contains(error.what(), "more than one statement"));
  CHECK(contains(error.hint, "CREATE TABLE b"));
  CHECK(memory->query("SELECT name FROM sqlite_schema").empty());
  CHECK_NOTHROW(memory->execute("CREATE TABLE a(x); -- the end\n ;"));
}

TEST_CASE("a failing statement stands in the error with the place of the fault") {
  const auto memory = connect_sqlite(parse_url("sqlite://"), {});
  const auto error = caught([&] { memory->execute("SELECT 1,\n  nonsense FROM nowhere"); });
  CHECK(std::string(error.what()) == "no such table: nowhere");
  CHECK(error.statement == "SELECT 1,\n  nonsense FROM nowhere");
  const auto syntax = caught([&] { memory->execute("SELECT 1,\n  FROM x"); });
  CHECK(contains(syntax.what(), "near \"FROM\""));
#if SQLITE_VERSION_NUMBER >= 3038000
  CHECK(syntax.details == std::vector<std::string>{"at line 2, column 3 of the statement"});
#endif
  memory->execute("CREATE TABLE t(a UNIQUE)");
  memory->execute("INSERT INTO t VALUES (1)");
  CHECK(std::string(caught([&] { memory->execute("INSERT INTO t VALUES (1)"); }).what()) ==
        "UNIQUE constraint failed: t.a");
}

TEST_CASE("a folder that does not exist is named") {
  const Files files;
  const auto error = caught([&] { files.open("no/such/app.db", {.may_create = true}); });
  CHECK(contains(error.what(), files.name("no/such") + " of the database"));
  CHECK(contains(error.what(), "does not exist"));
}

TEST_CASE("a file that does not exist is only made where that is allowed") {
  const Files files;
  const auto error = caught([&] { files.open("app.db"); });
  CHECK(std::string(error.what()) == "the database file " + files.name("app.db") + " does not exist");
  CHECK_FALSE(error.hint.empty());
  CHECK_FALSE(std::filesystem::exists(files.path / "app.db"));
  files.open("app.db", {.may_create = true})->execute("CREATE TABLE t(a)");
  CHECK(files.open("app.db")->query("SELECT name FROM sqlite_schema").size() == 1);
}

TEST_CASE("a relative path that does not exist is shown with the folder it starts from") {
  const auto error = caught([] { connect_sqlite(parse_url("sqlite:///surely-not-here.db"), {}); });
  CHECK(contains(error.hint, std::filesystem::current_path().string()));
}

TEST_CASE("a folder is not a database") {
  const Files files;
  const auto error = caught([&] { connect_sqlite(parse_url("sqlite:///" + files.path.string()), {}); });
  CHECK(contains(error.what(), "is a folder, not a file"));
  CHECK(contains(error.hint, "app.db"));
}

TEST_CASE("a file that is something else is not a SQLite database, and stays as it is") {
  const Files files;
  files.write("notes.txt", "these are not the bytes that you are looking for, and there are more than a few of them");
  const auto error = caught([&] { files.open("notes.txt", {.may_create = true}); });
  CHECK(contains(error.what(), "is not a SQLite database, or it is encrypted"));
  CHECK_FALSE(error.hint.empty());
  CHECK(std::filesystem::file_size(files.path / "notes.txt") > 80);
}

TEST_CASE("a file that may not be read is an error about permissions") {
  const Files files;
  files.make("app.db");
  std::filesystem::permissions(files.path, std::filesystem::perms(0755));
  std::filesystem::permissions(files.path / "app.db", std::filesystem::perms::none);
  const AsNobody nobody;
  const auto error = caught([&] { files.open("app.db"); });
  CHECK(contains(error.what(), "no permission to read"));
}

TEST_CASE("a file in a folder that may not be written to cannot be made, and the reason is said") {
  const Files files;
  std::filesystem::permissions(files.path, std::filesystem::perms(0555));
  {
    const AsNobody nobody;
    const auto error = caught([&] { files.open("app.db", {.may_create = true}); });
    CHECK(contains(error.what(), "cannot be made"));
    CHECK(contains(error.hint, "folder"));
  }
  std::filesystem::permissions(files.path, std::filesystem::perms(0755));
}

TEST_CASE("a file without write permission can be read, and writing says that it is read-only") {
  const Files files;
  files.make("app.db");
  std::filesystem::permissions(files.path, std::filesystem::perms(0755));
  std::filesystem::permissions(files.path / "app.db", std::filesystem::perms(0444));
  const AsNobody nobody;
  const auto database = files.open("app.db");
  CHECK(database->query("SELECT a FROM t").size() == 1);
  const auto error = caught([&] { database->execute("INSERT INTO t VALUES (2)"); });
  CHECK(std::string(error.what()) == "the database " + files.name("app.db") + " is read-only");
  CHECK(contains(error.hint, "write permission"));
  CHECK(error.statement == "INSERT INTO t VALUES (2)");
}

TEST_CASE("a database opened to be read cannot be written to, whichever way that was said") {
  const Files files;
  files.make("app.db");
  auto url = files.url("app.db");
  const auto error = caught([&] { connect_sqlite(url, {.read_only = true})->execute("DROP TABLE t"); });
  CHECK(contains(error.what(), "is read-only"));
  url.query["mode"] = "ro";
  const auto by_url = caught([&] { connect_sqlite(url, {.may_create = true})->execute("DROP TABLE t"); });
  CHECK(contains(by_url.hint, "mode=ro"));
}

TEST_CASE("a lock of another connection is a LockError after the time to wait, not before") {
  const Files files;
  const auto holder = files.make("app.db");
  holder->execute("BEGIN EXCLUSIVE");
  CHECK(holder->in_transaction());
  const auto other = files.open("app.db", {.lock_timeout = 150ms});
  const auto begin = std::chrono::steady_clock::now();
  const auto error = caught<LockError>([&] { other->execute("INSERT INTO t VALUES (2)"); });
  CHECK(std::chrono::steady_clock::now() - begin >= 100ms);
  CHECK(contains(error.what(), "locked by another program, and stayed so for 0.15 s"));
  CHECK(contains(error.hint, "lock_timeout"));
  CHECK(error.statement == "INSERT INTO t VALUES (2)");
  holder->execute("COMMIT");
  CHECK_FALSE(holder->in_transaction());
  CHECK(other->execute("INSERT INTO t VALUES (2)") == 1);
}

TEST_CASE("connecting to a locked database does not wait: what comes next can say who holds it") {
  const Files files;
  const auto holder = files.make("app.db");
  holder->execute("BEGIN EXCLUSIVE");
  const auto begin = std::chrono::steady_clock::now();
  const auto other = files.open("app.db", {.lock_timeout = 5s});
  CHECK(std::chrono::steady_clock::now() - begin < 2s);
}

TEST_CASE("a damaged file is called damaged") {
  const Files files;
  {
    const auto database = files.make("app.db");
    database->execute("INSERT INTO t SELECT randomblob(2000) FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8))");
  }
  std::fstream file(files.path / "app.db", std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096);
  file << std::string(4096, '\x5a');
  file.close();
  const auto database = files.open("app.db");
  const auto error = caught([&] { database->query("SELECT * FROM t"); });
  CHECK(contains(error.what(), "is damaged"));
  CHECK(contains(error.hint, ".recover"));
}

TEST_CASE("a database that cannot grow says that there is no room") {
  const Files files;
  const auto database = files.make("app.db");
  database->query("PRAGMA max_page_count = 3");
  const auto error = caught([&] { database->execute("INSERT INTO t VALUES (zeroblob(100000))"); });
  CHECK(contains(error.what(), "is full"));
  CHECK(contains(error.hint, "make room"));
}

TEST_CASE("parameters of SQLite and of Python's driver are taken, others are refused by name") {
  const Files files;
  files.make("a%20b%25#1.db");
  Url url = parse_url("sqlite://");
  url.database = files.name("a b%#1.db");
  url.query = {{"check_same_thread", "False"}, {"cache", "private"}, {"timeout", "5"}};
  CHECK(connect_sqlite(url, {})->query("SELECT a FROM t").size() == 1);
  url.query = {{"immutable", "1"}};
  CHECK(connect_sqlite(url, {})->query("SELECT a FROM t").size() == 1);
  url.query = {{"mode", "rw"}};
  url.database = files.name("none.db");
  CHECK_THROWS_AS(connect_sqlite(url, {.may_create = true}), DatabaseError);
  url.query = {{"mode", "write"}};
  CHECK(contains(caught<ConfigurationError>([&] { connect_sqlite(url, {}); }).what(), "the mode 'write'"));
  url.query = {{"tiemout", "5"}};
  CHECK(std::string(caught<ConfigurationError>([&] { connect_sqlite(url, {.may_create = true}); }).what()) ==
        "SQLite has no parameter 'tiemout' for its database URL, did you mean 'timeout'?");
  CHECK_FALSE(std::filesystem::exists(url.database));
}

TEST_CASE("memory has several names in URLs") {
  for (const auto* text : {"sqlite://", "sqlite:///:memory:", "sqlite:///file::memory:?uri=true&cache=shared",
                           "sqlite:///file:shared_name?mode=memory&cache=shared&uri=true"}) {
    INFO(text);
    const auto first = connect_sqlite(parse_url(text), {});
    first->execute("CREATE TABLE t(a)");
    CHECK(first->query("SELECT name FROM sqlite_schema").size() == 1);
  }
  CHECK_FALSE(std::filesystem::exists("shared_name"));
}

TEST_CASE("the file form of SQLAlchemy's URLs is a path") {
  const Files files;
  files.make("app.db");
  CHECK(connect_sqlite(parse_url("sqlite:///file:" + files.name("app.db") + "?mode=ro&uri=true"), {})
            ->query("SELECT a FROM t")
            .size() == 1);
}

TEST_CASE("three thousand small statements take no longer than in SQLite itself") {
  const auto ours = connect_sqlite(parse_url("sqlite://"), {});
  sqlite3* raw = nullptr;
  REQUIRE(sqlite3_open(":memory:", &raw) == SQLITE_OK);
  const auto statement = [](int i) { return "INSERT INTO t VALUES (" + std::to_string(i) + ", 'some text')"; };
  const auto time = [](auto&& run) {
    const std::clock_t begin = std::clock();
    for (int i = 0; i < 3000; ++i) run(i);
    return std::clock() - begin;
  };
  ours->execute("CREATE TABLE t(a, b)");
  sqlite3_exec(raw, "CREATE TABLE t(a, b)", nullptr, nullptr, nullptr);
  const auto theirs = time([&](int i) { sqlite3_exec(raw, statement(i).c_str(), nullptr, nullptr, nullptr); });
  const auto own = time([&](int i) { ours->execute(statement(i)); });
  sqlite3_close(raw);
  CHECK(own < 3 * theirs + CLOCKS_PER_SEC / 20);  // processor time; generous, for builds with sanitizers
}

TEST_CASE("values go in and come back as they are") {
  const Files files;
  const auto database = files.make("a.db");
  database->execute("CREATE TABLE kinds (n, b, i, d, t, x)");
  const std::vector<SqlValue> values{SqlNull{},
                                     true,
                                     std::int64_t{-9'000'000'000},
                                     0.5,
                                     std::string("it's \0 ?", 8),
                                     SqlBlob{std::string("\0\xFF", 2)}};
  CHECK(database->execute("INSERT INTO kinds VALUES (?, ?, ?, ?, ?, ?)", values) == 1);
  std::vector<std::vector<SqlValue>> rows;
  const auto names =
      database->stream("SELECT * FROM kinds WHERE i < ? /* ? */ AND '?' = '?'", std::vector<SqlValue>{0.0},
                       [&](std::span<SqlValue> row) { rows.emplace_back(row.begin(), row.end()); });
  CHECK(names == std::vector<std::string>{"n", "b", "i", "d", "t", "x"});
  REQUIRE(rows.size() == 1);
  CHECK(rows[0][0] == SqlValue(SqlNull{}));
  CHECK(rows[0][1] == SqlValue(std::int64_t{1}));
  CHECK(std::vector<SqlValue>(rows[0].begin() + 2, rows[0].end()) ==
        std::vector<SqlValue>(values.begin() + 2, values.end()));
}

TEST_CASE("a prepared statement sees what has become of the schema, and a failure leaves it ready") {
  const Files files;
  const auto database = files.make("a.db");
  const std::vector<SqlValue> none;
  const auto columns = [&] { return database->stream("SELECT * FROM t", none, [](std::span<SqlValue>) {}).size(); };
  CHECK(columns() == 1);
  database->execute("ALTER TABLE t ADD COLUMN b");
  CHECK(columns() == 2);
  database->execute("CREATE UNIQUE INDEX i ON t (a)");
  const std::string insert = "INSERT INTO t (a) VALUES (?)";
  CHECK_THROWS_AS(database->execute(insert, std::vector<SqlValue>{std::int64_t{1}}), DatabaseError);
  CHECK(database->execute(insert, std::vector<SqlValue>{std::int64_t{2}}) == 1);
  CHECK(caught([&] { database->execute(insert, none); }).statement == insert);
  database->execute("DROP TABLE t");
  CHECK_THROWS_AS(columns(), DatabaseError);
}
