// What introspection says of SQL. The texts are those of `inspect`; what a server cannot have is left out on it.
#include "dialects/mysql/introspect.hpp"

#include "dialects/mysql/connection.hpp"
#include "migrate/detail/write_toml.hpp"
#include "src/schema/lookup.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mysql.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

/// A database with the script in it, and what it holds as text.
struct Introspected {
  explicit Introspected(const std::string& script) { database.run(script); }

  mysql::Server server() { return mysql::server_connection(*database.connection)->server(); }
  /// Whether the document has the line, but for the comma at its end.
  bool has(const std::string& line) {
    if (text.empty()) text = detail::toml_document(database.schema());
    INFO(text);
    const bool found = text.find(line) != text.npos;
    CHECK(found);
    return found;
  }
  bool lacks(const std::string& part) {
    if (text.empty()) text = detail::toml_document(database.schema());
    INFO(text);
    return text.find(part) == text.npos;
  }

  MysqlDatabase database;
  std::string text;
};

/// Counts what introspection asks.
class Counting final : public Connection {
 public:
  explicit Counting(Connection& inner) : inner_(inner) {}
  std::size_t execute(std::string_view sql) override { return ++count, inner_.execute(sql); }
  SqlRows query(std::string_view sql) override { return ++count, inner_.query(sql); }
  std::size_t execute(std::string_view sql, std::span<const SqlValue> values) override {
    return ++count, inner_.execute(sql, values);
  }
  std::vector<std::string> stream(std::string_view sql, std::span<const SqlValue> values,
                                  const SqlRowSink& sink) override {
    return ++count, inner_.stream(sql, values, sink);
  }

  int count = 0;

 private:
  Connection& inner_;
};

}  // namespace

TEST_CASE("columns have types, nullability, comments and counters") {
  Introspected held(
      "CREATE TABLE t (id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, flag boolean NOT NULL, n int(5) unsigned "
      "zerofill, u int unsigned, s varchar(30) COMMENT 'it''s', d6 datetime(6), e enum('a','it''s'), st set('x','y'), "
      "b bit(3), y year, mt mediumtext, j json, p point NOT NULL)");
  held.has(R"~({ name = "id", type = "bigint", nullable = false, identity = true })~");
  held.has(R"~({ name = "flag", type = "boolean", nullable = false })~");
  held.has(R"~({ name = "n", type = "mysql:int(5) unsigned zerofill" })~");
  held.has(R"~({ name = "u", type = "mysql:int unsigned" })~");
  held.has(R"~({ name = "s", type = "varchar(30)", comment = "it's" })~");
  held.has(R"~({ name = "d6", type = "mysql:datetime(6)" })~");
  held.has(R"~({ name = "e", type = "mysql:enum('a','it''s')" })~");
  held.has(R"~({ name = "st", type = "mysql:set('x','y')" })~");
  held.has(R"~({ name = "b", type = "mysql:bit(3)" })~");
  held.has(R"~({ name = "y", type = "mysql:year" })~");
  held.has(R"~({ name = "mt", type = "mysql:mediumtext" })~");
  held.has(R"~({ name = "j", type = "json" })~");
  held.has(R"~({ name = "p", type = "mysql:point", nullable = false })~");
  CHECK(held.lacks("checks"));  // JSON's own
}

TEST_CASE("defaults are SQL that can stand behind DEFAULT, in one spelling for both servers") {
  Introspected held(
      "CREATE TABLE t (a int DEFAULT 1, b int DEFAULT NULL, c varchar(30) DEFAULT 'it''s', d datetime DEFAULT "
      "current_timestamp, e datetime(6) DEFAULT now(6) ON UPDATE now(6), f decimal(10,2) DEFAULT 0, g varchar(9) "
      "DEFAULT 'NULL', h varchar(9) DEFAULT '', i bit(3) DEFAULT b'101', j varbinary(9) DEFAULT x'0162', k "
      "varchar(36) DEFAULT (uuid()), l int DEFAULT (1 + 2), m date DEFAULT '2020-01-01', n int DEFAULT -5)");
  held.has(R"~({ name = "a", type = "integer", default = "1" })~");
  held.has(R"~({ name = "b", type = "integer" })~");
  held.has(R"~({ name = "c", type = "varchar(30)", default = "'it''s'" })~");
  held.has(R"~({ name = "d", type = "mysql:datetime", default = "CURRENT_TIMESTAMP" })~");
  held.has(
      "name = \"e\", type = \"mysql:datetime(6)\", default = \"CURRENT_TIMESTAMP(6)\", mysql.on_update = "
      "\"CURRENT_TIMESTAMP(6)\"");
  held.has(R"~({ name = "f", type = "numeric(10,2)", default = "0.00" })~");
  held.has(R"~({ name = "g", type = "varchar(9)", default = "'NULL'" })~");
  held.has(R"~({ name = "h", type = "varchar(9)", default = "''" })~");
  held.has(R"~({ name = "i", type = "mysql:bit(3)", default = "b'101'" })~");
  held.has(R"~({ name = "j", type = "varbinary(9)", default = "x'0162'" })~");
  held.has(R"~({ name = "k", type = "varchar(36)", default = "(uuid())" })~");
  held.has(R"~({ name = "l", type = "integer", default = "(1 + 2)" })~");
  held.has(R"~({ name = "m", type = "date", default = "'2020-01-01'" })~");
  held.has(R"~({ name = "n", type = "integer", default = "-5" })~");
}

TEST_CASE("generated columns and checks keep their expressions, without what the server adds") {
  Introspected held(
      "CREATE TABLE t (n int, s varchar(9), g int AS (n + 1) VIRTUAL, h varchar(30) AS (concat(s, 'it''s')) STORED, "
      "CONSTRAINT ck CHECK (n > 0 and s <> 'x\\\\y'))");
  held.has(R"~({ name = "g", type = "integer", generated = { expression = "`n` + 1" } })~");
  held.has(
      R"~({ name = "h", type = "varchar(30)", generated = { expression = "concat(`s`,'it''s')", stored = true } })~");
  held.has(held.server().mariadb ? R"~({ name = "ck", expression = "`n` > 0 and `s` <> 'x\\\\y'" })~"
                                 : R"~({ name = "ck", expression = "(`n` > 0) and (`s` <> 'x\\\\y')" })~");
}

TEST_CASE("a check that MariaDB keeps with its column says so") {
  Introspected held("CREATE TABLE t (n int CHECK (n > 0), j longtext CHECK (json_valid(j)))");
  if (!held.server().mariadb) return;
  held.has(R"~({ name = "n", type = "integer", mysql.check = "`n` > 0" })~");
  // JSON brings utf8mb4_bin with it; this column has the database's, which is another one with each release
  const auto collation = held.database.texts("SELECT @@collation_database").at(0);
  held.has("{ name = \"j\", type = \"json\", collation = \"" + collation + "\" }");
}

TEST_CASE("keys, indexes and what is special about them") {
  Introspected held(
      "CREATE TABLE t (a int NOT NULL, b varchar(90), c text, p point NOT NULL, PRIMARY KEY (a), UNIQUE KEY uq_b "
      "(b), "
      "KEY ix_prefix (b(10), a) COMMENT 'short', FULLTEXT KEY ft (b, c), SPATIAL KEY sp (p), UNIQUE KEY uq_commented "
      "(a, b) COMMENT 'x')");
  held.has(R"~(primary_key = { columns = ["a"] })~");
  held.has(R"~({ name = "uq_b", columns = ["b"] })~");
  held.has("{ name = \"ix_prefix\", columns = [{ column = \"b\", length = 10 }, \"a\"], comment = \"short\" }");
  held.has(R"~({ name = "ft", columns = ["b", "c"], using = "fulltext" })~");
  held.has(R"~({ name = "sp", columns = ["p"], using = "spatial" })~");
  held.has(R"~({ name = "uq_commented", columns = ["a", "b"], unique = true, comment = "x" })~");
}

TEST_CASE("descending, invisible and expression indexes") {
  MysqlDatabase probe;
  const auto server = mysql::server_connection(*probe.connection)->server();
  if (server.descending_indexes()) {
    Introspected held("CREATE TABLE t (a int, b int, KEY d (a DESC, b))");
    held.has("{ name = \"d\", columns = [{ column = \"a\", order = \"desc\" }, \"b\"] }");
  }
  Introspected hidden(std::string("CREATE TABLE t (a int, b int DEFAULT 3 INVISIBLE, KEY h (a) ") +
                      (server.mariadb ? "IGNORED)" : "INVISIBLE)"));
  hidden.has(std::string("{ name = \"h\", columns = [\"a\"], mysql.") + (server.mariadb ? "ignored" : "invisible") +
             " = true }");
  hidden.has("name = \"b\", type = \"integer\", default = \"3\", mysql.invisible = true");
  if (server.expression_indexes()) {
    Introspected held("CREATE TABLE t (a int, KEY e ((a + 1), a))");
    held.has("{ name = \"e\", columns = [{ expression = \"`a` + 1\" }, \"a\"] }");
  }
}

TEST_CASE("foreign keys, and the index that they bring") {
  Introspected held(
      "CREATE TABLE p (a int NOT NULL, b int NOT NULL, PRIMARY KEY (a, b)); CREATE TABLE t (x int, y int, CONSTRAINT "
      "fk FOREIGN KEY (x, y) REFERENCES p (a, b) ON DELETE CASCADE ON UPDATE SET NULL)");
  held.has(
      "{ name = \"fk\", columns = [\"x\", \"y\"], references = \"p\", target = [\"a\", \"b\"], on_delete = "
      "\"cascade\", on_update = \"set null\" }");
  held.has(R"~({ name = "fk", columns = ["x", "y"] })~");
}

TEST_CASE("table options are said where they are not the database's own") {
  Introspected held(
      "CREATE TABLE plain (a varchar(9)); CREATE TABLE t (a varchar(9), b varchar(9) COLLATE latin1_bin) "
      "DEFAULT CHARSET=latin1 ENGINE=MyISAM ROW_FORMAT=DYNAMIC COMMENT='c'; CREATE TABLE parts (y int NOT NULL) "
      "PARTITION BY RANGE (y) (PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN MAXVALUE)");
  const auto schema = held.database.schema();
  CHECK(find_table(schema, "plain")->options.empty());
  const auto& t = *find_table(schema, "t");
  CHECK(t.options == Options{{"mysql.collation", std::string("latin1_swedish_ci")},
                             {"mysql.engine", std::string("MyISAM")},
                             {"mysql.row_format", std::string("dynamic")}});
  CHECK(t.comment == "c");
  CHECK(t.columns[0].collation.empty());
  CHECK(t.columns[1].collation == "latin1_bin");
  const auto parts = find_table(schema, "parts")->options.at("mysql.partition_by");
  CHECK(std::get<std::string>(parts).starts_with("RANGE (`y`)"));
  CHECK(std::get<std::string>(parts).ends_with("MAXVALUE ENGINE = InnoDB)"));
}

TEST_CASE("MariaDB's sequences and system versioning") {
  MysqlDatabase probe;
  if (!mysql::server_connection(*probe.connection)->server().mariadb) return;
  Introspected held(
      "CREATE SEQUENCE s1; CREATE SEQUENCE s2 START WITH 5 INCREMENT BY 2 MAXVALUE 100 CACHE 10 CYCLE; CREATE TABLE "
      "v "
      "(a int, b int WITHOUT SYSTEM VERSIONING, c int DEFAULT (nextval(s1))) WITH SYSTEM VERSIONING");
  const auto schema = held.database.schema();
  REQUIRE(schema.sequences.size() == 2);
  CHECK(schema.sequences[0] == Sequence{.name = "s1"});
  CHECK(schema.sequences[1] ==
        Sequence{.name = "s2", .start = 5, .increment = 2, .max = 100, .cache = 10, .cycle = true});
  CHECK(find_table(schema, "v")->options == Options{{"mysql.system_versioning", true}});
  held.has(R"~({ name = "c", type = "integer", default = "(nextval(`s1`))" })~");
  held.has("mysql.without_system_versioning = true");
}

TEST_CASE("other schemas are read by name, and the connection's own has none") {
  MysqlDatabase one, other;
  one.run("CREATE TABLE a (id int PRIMARY KEY)");
  other.run("CREATE TABLE b (id int, CONSTRAINT fk FOREIGN KEY (id) REFERENCES " + one.url.database + ".a (id))");
  CHECK(one.schema().tables.size() == 1);
  const auto both = one.schema({one.url.database, other.url.database, "not_there"});
  CHECK(both.schemas == std::vector<std::string>{other.url.database});
  REQUIRE(both.tables.size() == 2);
  CHECK(both.tables[0].schema.empty());
  CHECK(both.tables[1].schema == other.url.database);
  CHECK(both.tables[1].foreign_keys.at(0).references_schema.empty());
  CHECK(other.schema().tables.at(0).foreign_keys.at(0).references_schema == one.url.database);
}

TEST_CASE("what is not managed is not reported") {
  Introspected held(
      "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW "
      "SET "
      "NEW.a = 1; CREATE PROCEDURE p() SELECT 1");
  CHECK(held.database.schema().tables.size() == 1);
}

TEST_CASE("the number of queries does not depend on the number of tables") {
  const auto count = [](int tables) {
    MysqlDatabase database;
    for (int i = 0; i < tables; ++i) {
      database.run("CREATE TABLE t" + std::to_string(i) +
                   " (id int PRIMARY KEY, n int CHECK (n > 0), p int, KEY (n), CONSTRAINT fk" + std::to_string(i) +
                   " FOREIGN KEY (p) REFERENCES t0 (id))");
    }
    Counting connection(*database.connection);
    CHECK(mysql::introspect(connection, {}).tables.size() == static_cast<std::size_t>(tables));
    return connection.count;
  };
  CHECK(count(1) == count(7));
}

TEST_CASE("a primary key that MySQL has made by itself is not reported") {
  MysqlDatabase database;
  if (database.value("SELECT VERSION()").find("MariaDB") != std::string::npos) return;  // it makes none
  database.run("SET SESSION sql_generate_invisible_primary_key = ON; CREATE TABLE t (a int)");
  REQUIRE(database.value("SELECT count(*) FROM information_schema.innodb_columns WHERE name = 'my_row_id'") != "0");
  const auto table = database.schema().tables.at(0);
  CHECK(table.columns.size() == 1);
  CHECK_FALSE(table.primary_key);
}
