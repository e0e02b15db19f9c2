#include "dialects/sqlite/parse_sql.hpp"

#include <sqlite3.h>

#include "src/base/error.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;
using namespace migrate::sqlite;

namespace {

/// A statement with its parsed form: SQLite itself must accept it, for these tests are about text that it stores.
struct Parsed {
  std::string sql;
  ParsedTable table;
  std::string text(Span span) const { return std::string(span.of(sql)); }
  const ParsedColumn& column(std::string_view name) const {
    const auto* found = table.find_column(name);
    REQUIRE(found);
    return *found;
  }
  const ParsedConstraint& only(std::string_view name) const {
    REQUIRE(column(name).constraints.size() == 1);
    return column(name).constraints[0];
  }
};

void require_sqlite_accepts(const std::string& sql) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(":memory:", &db) == SQLITE_OK);
  char* message = nullptr;
  sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &message);
  INFO(sql);
  CHECK(std::string(message ? message : "") == "");
  sqlite3_free(message);
  sqlite3_close(db);
}

Parsed parse(std::string sql) {
  require_sqlite_accepts(sql);
  Parsed out{std::move(sql), {}};
  out.table = parse_create_table(out.sql);
  return out;
}

std::string message_of(const std::string& sql) {
  try {
    parse_create_table(sql);
  } catch (const DatabaseError& error) {
    CHECK(error.statement == sql);
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("the parts of a plain CREATE TABLE stand where they were written") {
  const auto p = parse("CREATE TABLE hero (\n  id INTEGER PRIMARY KEY, -- the key\n  name TEXT NOT NULL\n) STRICT");
  CHECK(p.table.name.text == "hero");
  CHECK(p.text(p.table.name.span) == "hero");
  CHECK(p.sql[p.table.open_paren] == '(');
  CHECK(p.sql[p.table.close_paren] == ')');
  CHECK(p.table.strict);
  CHECK(p.text(p.table.strict_span) == "STRICT");
  REQUIRE(p.table.columns.size() == 2);
  CHECK(p.text(p.table.columns[0].span) == "id INTEGER PRIMARY KEY");
  CHECK(p.text(p.table.columns[1].span) == "name TEXT NOT NULL");
  CHECK(p.text(p.table.columns[1].type) == "TEXT");
  CHECK(p.table.columns_end == p.table.columns[1].span.end);
  CHECK(p.text(p.table.span) == p.sql);
}

TEST_CASE("schema, TEMP, IF NOT EXISTS and a semicolon are read") {
  const auto p = parse("CREATE TEMP TABLE IF NOT EXISTS temp.\"my table\"(a);");
  CHECK(p.table.temporary);
  CHECK(p.text(p.table.temporary_span) == "TEMP");
  CHECK(p.text(p.table.if_not_exists_span) == "IF NOT EXISTS");
  CHECK(p.table.schema.text == "temp");
  CHECK(p.table.name.text == "my table");
  CHECK(p.text(p.table.name.span) == "\"my table\"");
  CHECK(p.sql.size() == p.table.span.end + 1);
}

TEST_CASE("types have several words, numbers with signs, quotes, or are absent") {
  const auto p = parse(
      "CREATE TABLE t(a, b DOUBLE PRECISION, c DECIMAL(10, -2) NOT NULL, d \"quoted type\" (+3), e [x] DEFAULT 1,\n"
      "f VARCHAR /* n */ (20), g 'text', h generated always, i key CHECK(i), j long varchar COLLATE nocase)");
  const auto type = [&](std::string_view name) { return p.text(p.column(name).type); };
  CHECK(type("a").empty());
  CHECK(type("b") == "DOUBLE PRECISION");
  CHECK(type("c") == "DECIMAL(10, -2)");
  CHECK(type("d") == "\"quoted type\" (+3)");
  CHECK(type("e") == "[x]");
  CHECK(type("f") == "VARCHAR /* n */ (20)");
  CHECK(type("g") == "'text'");
  CHECK(type("i") == "key");
  CHECK(type("j") == "long varchar");
}

TEST_CASE("a column's constraints are read with their names and places") {
  const auto p = parse(
      "CREATE TABLE t(id INTEGER CONSTRAINT pk PRIMARY KEY ASC ON CONFLICT REPLACE AUTOINCREMENT,"
      " a TEXT CONSTRAINT nn NOT NULL ON CONFLICT IGNORE CONSTRAINT uq UNIQUE ON CONFLICT FAIL,"
      " b INT CONSTRAINT [c k] CHECK (b > ')' AND b < (3)) COLLATE \"nocase\" NULL)");
  const auto& key = p.only("id");
  CHECK(key.kind == ConstraintKind::primary_key);
  CHECK(key.name.text == "pk");
  CHECK(p.text(key.span) == "CONSTRAINT pk PRIMARY KEY ASC ON CONFLICT REPLACE AUTOINCREMENT");
  CHECK(p.text(key.body) == "PRIMARY KEY ASC ON CONFLICT REPLACE AUTOINCREMENT");
  CHECK(p.text(key.order_span) == "ASC");
  CHECK(key.on_conflict == "replace");
  CHECK(p.text(key.on_conflict_span) == "ON CONFLICT REPLACE");
  CHECK(key.autoincrement);
  CHECK(p.text(key.autoincrement_span) == "AUTOINCREMENT");

  const auto& a = p.column("a").constraints;
  REQUIRE(a.size() == 2);
  CHECK(a[0].kind == ConstraintKind::not_null);
  CHECK(a[0].name.text == "nn");
  CHECK(a[0].on_conflict == "ignore");
  CHECK(a[1].kind == ConstraintKind::unique);
  CHECK(p.text(a[1].span) == "CONSTRAINT uq UNIQUE ON CONFLICT FAIL");

  const auto& b = p.column("B").constraints;
  REQUIRE(b.size() == 3);
  CHECK(b[0].name.text == "c k");
  CHECK(p.text(b[0].expression) == "b > ')' AND b < (3)");
  CHECK(b[1].collation.text == "nocase");
  CHECK(b[2].kind == ConstraintKind::null);
  CHECK(p.column("b").find(ConstraintKind::collate) == &b[1]);
  CHECK(p.column("b").find(ConstraintKind::unique) == nullptr);
}

TEST_CASE("a default is any literal, a signed number, a bare word or an expression in parentheses") {
  const auto p = parse(
      "CREATE TABLE t(a DEFAULT 1, b DEFAULT -1.5, c DEFAULT + 2, d DEFAULT 'it''s', e DEFAULT \"x y\","
      " f DEFAULT CURRENT_TIMESTAMP NOT NULL, g DEFAULT true, h DEFAULT (1 + (2)), i DEFAULT word, j DEFAULT x'00',"
      " k DEFAULT NULL, l DEFAULT action, m INT DEFAULT 1 DEFAULT 2)");
  const auto value = [&](std::string_view name) {
    return p.text(p.column(name).find_last(ConstraintKind::default_value)->expression);
  };
  CHECK(value("a") == "1");
  CHECK(value("b") == "-1.5");
  CHECK(value("c") == "+ 2");
  CHECK(value("d") == "'it''s'");
  CHECK(value("e") == "\"x y\"");
  CHECK(value("f") == "CURRENT_TIMESTAMP");
  CHECK(value("g") == "true");
  CHECK(value("h") == "(1 + (2))");
  CHECK(value("i") == "word");
  CHECK(value("j") == "x'00'");
  CHECK(value("k") == "NULL");
  CHECK(value("l") == "action");
  CHECK(value("m") == "2");
}

TEST_CASE("generated columns are read in both spellings") {
  const auto p =
      parse("CREATE TABLE t(a INT, b INT GENERATED ALWAYS AS ( a * 2 ) STORED, c AS (a) VIRTUAL, d INT AS (a))");
  CHECK(p.text(p.column("b").type) == "INT");
  CHECK(p.text(p.only("b").expression) == "a * 2");
  CHECK(p.only("b").stored);
  CHECK(p.text(p.only("b").storage_span) == "STORED");
  CHECK_FALSE(p.only("c").stored);
  CHECK(p.text(p.only("c").storage_span) == "VIRTUAL");
  CHECK(p.only("d").storage_span.empty());
}

TEST_CASE("references are read with all their options") {
  const auto p = parse(
      "CREATE TABLE t(a INT REFERENCES p(x) ON DELETE SET NULL ON UPDATE CASCADE MATCH full DEFERRABLE INITIALLY "
      "DEFERRED,"
      " b INT REFERENCES \"order\" ON DELETE NO ACTION NOT DEFERRABLE, c INT REFERENCES p ON INSERT CASCADE NOT NULL,"
      " d INT REFERENCES p NOT NULL DEFERRABLE INITIALLY IMMEDIATE, e INT REFERENCES p, f INT DEFERRABLE)");
  const auto& a = p.only("a").reference;
  CHECK(a.table.text == "p");
  REQUIRE(a.columns.size() == 1);
  CHECK(a.columns[0].text == "x");
  CHECK(p.text(a.columns_span) == "(x)");
  CHECK(a.on_delete == Action::set_null);
  CHECK(p.text(a.on_delete_span) == "ON DELETE SET NULL");
  CHECK(a.on_update == Action::cascade);
  CHECK(a.match == "full");
  CHECK(a.deferrable);
  CHECK(a.initially == Initially::deferred);
  CHECK(p.text(a.deferrable_span) == "DEFERRABLE INITIALLY DEFERRED");
  CHECK(p.text(a.span) == p.text(p.only("a").span));

  CHECK(p.only("b").reference.table.text == "order");
  CHECK_FALSE(p.only("b").reference.deferrable);
  CHECK(p.column("c").constraints.size() == 2);

  const auto& d = p.column("d").constraints;
  REQUIRE(d.size() == 3);
  CHECK(d[2].kind == ConstraintKind::deferrable);
  CHECK(d[0].reference.deferrable);
  CHECK(d[0].reference.initially == Initially::immediate);
  CHECK(p.text(d[0].reference.deferrable_span) == "DEFERRABLE INITIALLY IMMEDIATE");
  CHECK(p.text(d[0].span) == "REFERENCES p");
  CHECK(p.only("e").reference.deferrable);
}

TEST_CASE("table constraints are read with their columns, commas or not") {
  const auto p = parse(
      "CREATE TABLE t(a INT, b TEXT, c,\n"
      " CONSTRAINT pk PRIMARY KEY (a DESC, b COLLATE nocase) ON CONFLICT ABORT\n"
      " UNIQUE (\"b\", 'c') ON CONFLICT ROLLBACK,\n"
      " CHECK (a <> b) CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES p (x, y) ON DELETE CASCADE DEFERRABLE\n"
      ") WITHOUT  ROWID");
  REQUIRE(p.table.constraints.size() == 4);
  const auto& key = p.table.constraints[0];
  CHECK(key.kind == ConstraintKind::primary_key);
  CHECK(key.name.text == "pk");
  REQUIRE(key.columns.size() == 2);
  CHECK(key.columns[0].column == "a");
  CHECK(key.columns[0].order == Order::desc);
  CHECK(p.text(key.columns[0].order_span) == "DESC");
  CHECK(key.columns[1].column == "b");
  CHECK(key.columns[1].collation == "nocase");
  CHECK(p.text(key.columns[1].collation_span) == "COLLATE nocase");
  CHECK(p.text(key.columns_span) == "(a DESC, b COLLATE nocase)");
  CHECK(key.on_conflict == "abort");

  const auto& unique = p.table.constraints[1];
  CHECK(unique.kind == ConstraintKind::unique);
  CHECK(unique.columns[1].column == "c");
  CHECK(p.text(unique.span) == "UNIQUE (\"b\", 'c') ON CONFLICT ROLLBACK");

  CHECK(p.text(p.table.constraints[2].expression) == "a <> b");
  const auto& foreign = p.table.constraints[3];
  CHECK(foreign.kind == ConstraintKind::foreign_key);
  CHECK(foreign.columns.size() == 2);
  CHECK(foreign.reference.columns[1].text == "y");
  CHECK(foreign.reference.deferrable);
  CHECK(p.table.without_rowid);
  CHECK(p.text(p.table.without_rowid_span) == "WITHOUT  ROWID");
  CHECK(p.text(Span{p.table.columns_end, key.span.begin}) == ",\n ");
}

TEST_CASE("AUTOINCREMENT also stands in a table's PRIMARY KEY") {
  const auto p = parse("CREATE TABLE t(id INTEGER, a, PRIMARY KEY (id AUTOINCREMENT))");
  CHECK(p.table.constraints[0].autoincrement);
  CHECK(p.table.constraints[0].columns[0].column == "id");
}

TEST_CASE("a name of a constraint that has nothing behind it is a constraint of its own") {
  const auto p =
      parse("CREATE TABLE t(a INT CONSTRAINT x CONSTRAINT y NOT NULL CONSTRAINT z, b, CONSTRAINT lonely, CHECK (b))");
  const auto& a = p.column("a").constraints;
  REQUIRE(a.size() == 3);
  CHECK(a[0].kind == ConstraintKind::name_only);
  CHECK(p.text(a[0].span) == "CONSTRAINT x");
  CHECK(a[1].name.text == "y");
  CHECK(a[2].kind == ConstraintKind::name_only);
  REQUIRE(p.table.constraints.size() == 2);
  CHECK(p.table.constraints[0].kind == ConstraintKind::name_only);
  CHECK(p.table.constraints[1].name.empty());
}

TEST_CASE("keywords that SQLite takes as names are names") {
  const auto p = parse(
      "CREATE TABLE action(key TEXT, action INT, \"order\" INT, begin, [check], replace TEXT, strict, generated INT)");
  CHECK(p.table.name.text == "action");
  std::string names;
  for (const auto& column : p.table.columns) names += column.name.text + " ";
  CHECK(names == "key action order begin check replace strict generated ");
}

TEST_CASE("comments may stand anywhere") {
  const auto p = parse(
      "CREATE /* a */ TABLE -- b, (\n t /*(*/ ( -- )\n a /* , */ INT -- 'x\n NOT /*c*/ NULL /* trailing */, b)/* end "
      "*/");
  REQUIRE(p.table.columns.size() == 2);
  CHECK(p.text(p.column("a").span) == "a /* , */ INT -- 'x\n NOT /*c*/ NULL");
  CHECK(p.column("a").constraints[0].kind == ConstraintKind::not_null);
}

TEST_CASE("an index is read with expressions, collations, orders and its predicate") {
  const std::string sql =
      "CREATE UNIQUE INDEX IF NOT EXISTS main.ix ON hero (name COLLATE NOCASE DESC, (age), lower(name) COLLATE rtrim "
      "ASC,"
      " a || b COLLATE nocase, 'team', age + 1) WHERE age > 3 AND name <> 'x)'";
  const auto index = parse_create_index(sql);
  CHECK(index.unique);
  CHECK(index.schema.text == "main");
  CHECK(index.name.text == "ix");
  CHECK(index.table.text == "hero");
  CHECK(index.where.of(sql) == "age > 3 AND name <> 'x)'");
  CHECK(index.where_span.of(sql).substr(0, 6) == "WHERE ");
  REQUIRE(index.columns.size() == 6);
  CHECK(index.columns[0].column == "name");
  CHECK(index.columns[0].collation == "NOCASE");
  CHECK(index.columns[0].order == Order::desc);
  CHECK(index.columns[1].column == "age");
  CHECK(index.columns[2].column.empty());
  CHECK(index.columns[2].expression.of(sql) == "lower(name)");
  CHECK(index.columns[2].collation == "rtrim");
  CHECK(index.columns[3].expression.of(sql) == "a || b COLLATE nocase");
  CHECK(index.columns[3].collation.empty());
  CHECK(index.columns[4].column == "team");
  CHECK(index.columns[5].expression.of(sql) == "age + 1");
}

TEST_CASE("a name is mentioned where it is an identifier, not where it is part of one or in a comment") {
  CHECK(mentions("SELECT * FROM Hero", "hero"));
  CHECK(mentions("SELECT * FROM main.\"hero\"", "HERO"));
  CHECK(mentions("SELECT [hero].a", "hero"));
  CHECK_FALSE(mentions("SELECT heroes FROM t -- hero", "hero"));
  CHECK_FALSE(mentions("SELECT 'a hero' FROM t", "hero"));
}

TEST_CASE("text that cannot be read is an error that names the table, the place and what was found") {
  CHECK(message_of("CREATE TABLE hero (\n  id INTEGER,\n  name TEXT CHECK name)") ==
        "cannot read the SQL text of table hero at line 3, column 19: expected '(', found 'name'");
  CHECK(message_of("CREATE TABLE hero (id INTEGER") ==
        "cannot read the SQL text of table hero at line 1, column 30: expected ')', found its end");
  CHECK(message_of("CREATE TABLE hero (a CHECK ((1)") ==
        "cannot read the SQL text of table hero at line 1, column 32: expected ')', found its end");
  CHECK(message_of("CREATE TABLE hero (a INT NOT b)").find("expected a constraint, found 'NOT'") != std::string::npos);
  CHECK(message_of("CREATE TABLE hero AS SELECT 1").find("expected '('") != std::string::npos);
  CHECK(message_of("CREATE TABLE hero (a) NONSENSE").find("expected WITHOUT ROWID or STRICT") != std::string::npos);
  CHECK(message_of("CREATE TABLE hero (a 'x").find("found ''x'") != std::string::npos);
  CHECK(message_of("DROP TABLE x").find("a CREATE TABLE statement at line 1, column 1") != std::string::npos);
  CHECK_THROWS_AS(parse_create_index("CREATE INDEX i ON t()"), DatabaseError);
}
