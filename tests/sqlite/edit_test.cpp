#include "dialects/sqlite/edit.hpp"

#include "dialects/sqlite/edit_text.hpp"
#include "src/operations/invert.hpp"
#include "tests/sqlite/short.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sqlite.hpp"

using namespace migrate;
using namespace migrate::sqlite;
using migrate::test::column;
using migrate::test::error_of;
using migrate::test::hero;
using migrate::test::key;
using migrate::test::SqliteDatabase;

namespace {

Unique unique(std::string name, std::vector<std::string> columns) {
  Unique out;
  out.name = std::move(name);
  for (auto& one : columns) out.columns.push_back(key(std::move(one)));
  return out;
}

AlterColumn change(Column from, Column to) {
  AlterColumn out;
  out.table = hero;
  out.column = from.name;
  out.from = std::move(from);
  out.to = std::move(to);
  return out;
}

const char* const heroes_with_comments = R"(
CREATE TABLE team (id INTEGER PRIMARY KEY, name VARCHAR(80) UNIQUE);
CREATE TABLE hero (
    id INTEGER NOT NULL, -- the key
    name VARCHAR(50) NOT NULL, -- shown
    age INTEGER,
    team_id BIGINT REFERENCES team (id), -- may be none
    CONSTRAINT pk_hero PRIMARY KEY (id),
    CONSTRAINT ck_age CHECK (age > 0), /* old enough */
    UNIQUE (name, age)
);
CREATE INDEX ix_name ON hero (name);
INSERT INTO team VALUES (1, 'a'), (2, 'b');
INSERT INTO hero VALUES (1, 'Deadpond', 30, 1), (5, 'Rusty', 40, 2), (9, 'Spider', 16, NULL);
)";

struct Case {
  std::string what;
  std::vector<Operation> operations;
};

std::vector<Case> reversible() {
  auto with_default = column("age", TypeKind::integer);
  with_default.default_sql = "18";
  auto collated = column("name", TypeKind::varchar, false);
  collated.type.length = 50;
  auto collated_after = collated;
  collated_after.collation = "NOCASE";
  auto generated = column("shout", TypeKind::text);
  generated.generated = Generated{"upper(name)", true};
  auto renamed = column("years", TypeKind::bigint, true);
  renamed.default_sql = "1";
  auto required = column("rank", TypeKind::integer, false);
  required.default_sql = "7";
  auto now = column("seen", TypeKind::timestamp, false);
  now.default_sql = "CURRENT_TIMESTAMP";
  ForeignKey loop;
  loop.name = "fk_loop", loop.columns = {"age"}, loop.references = "hero", loop.target = {"id"};
  loop.on_delete = Action::cascade;
  Index index;
  index.name = "ix_age", index.columns = {key("age")}, index.unique = true, index.where = "age > 20";
  Check check;
  check.name = "ck_name", check.expression = "length(name) > 2";
  const auto age = column("age", TypeKind::integer);
  Table team;
  team.name = "squad";
  team.columns = {column("id", TypeKind::bigint, false)};
  return {
      {"add a column", {{AddColumn{hero, column("note", TypeKind::text), ""}, {}}}},
      {"add a column that needs a value", {{AddColumn{hero, required, ""}, {}}}},
      {"add a column with a clock", {{AddColumn{hero, now, ""}, {}}}},
      {"add a generated column", {{AddColumn{hero, generated, ""}, {}}}},
      {"alter a type", {{change(age, column("age", TypeKind::bigint)), {}}}},
      {"alter a default", {{change(age, with_default), {}}}},
      {"alter a collation", {{change(collated, collated_after), {}}}},
      {"rename a column", {{change(age, column("years", TypeKind::integer)), {}}}},
      {"rename and alter a column", {{change(age, renamed), {}}}},
      {"create a unique", {{CreateUnique{hero, unique("uq_name", {"name"})}, {}}}},
      {"create a check", {{CreateCheck{hero, check}, {}}}},
      {"create an index", {{CreateIndex{hero, index}, {}}}},
      {"rename an index", {{RenameIndex{hero, "ix_name", "ix_hero_name"}, {}}}},
      {"rename a constraint", {{RenameConstraint{hero, "ck_age", "ck_hero_age"}, {}}}},
      {"rename the table", {{RenameTable{hero, "person"}, {}}}},
      {"change the case of the table", {{RenameTable{hero, "Hero"}, {}}}},
      {"create a table", {{CreateTable{team}, {}}}},
      {"drop an unnamed unique", {{DropConstraint{hero, "", unique("", {"name", "age"})}, {}}}},
      {"drop a foreign key of a column",
       {{DropConstraint{hero, "",
                        [] {
                          ForeignKey out;
                          out.columns = {"team_id"}, out.references = "team", out.target = {"id"};
                          return out;
                        }()},
         {}}}},
      {"set options", {{SetTableOptions{hero, {}, {{"sqlite.without_rowid", true}}}, {}}}},
      {"several at once",
       {{AddColumn{hero, required, ""}, {}},
        {change(age, with_default), {}},
        {CreateUnique{hero, unique("uq_rank", {"name", "rank"})}, {}}}},
  };
}

}  // namespace

TEST_CASE("each operation and its inverse give back the rows and the catalog") {
  for (const auto& one : reversible()) {
    INFO(one.what);
    SqliteDatabase db;
    db.run(heroes_with_comments);
    auto before = db.schema();
    const auto rows = db.dump("SELECT * FROM hero ORDER BY id");
    db.apply(one.operations);
    CHECK(db.schema() != before);
    db.apply(std::get<std::vector<Operation>>(invert(one.operations)));
    auto after = db.schema();
    for (auto* schema : {&before, &after}) {
      for (auto& table : schema->tables) std::ranges::sort(table.indexes, {}, &Index::name);
    }
    CHECK(after == before);
    CHECK(db.dump("SELECT * FROM hero ORDER BY id") == rows);
  }
}

TEST_CASE("an edit leaves comments and clauses of its neighbours where they are") {
  const std::string sql =
      "CREATE TABLE hero (\n    id INT, -- the key\n    name TEXT, -- shown\n    age INT DEFAULT 1 -- in years\n)";
  CHECK(remove_column(sql, "name") ==
        "CREATE TABLE hero (\n    id INT, -- the key\n    age INT DEFAULT 1 -- in years\n)");
  CHECK(remove_column(sql, "age") == "CREATE TABLE hero (\n    id INT, -- the key\n    name TEXT -- shown\n)");
  CHECK(remove_column(sql, "id") ==
        "CREATE TABLE hero (\n    name TEXT, -- shown\n    age INT DEFAULT 1 -- in years\n)");
  CHECK(insert_column(sql, "x INT") ==
        "CREATE TABLE hero (\n    id INT, -- the key\n    name TEXT, -- shown\n    age INT DEFAULT 1, -- in years\n    "
        "x INT\n)");
  CHECK(insert_constraint(sql, "UNIQUE (id)") ==
        "CREATE TABLE hero (\n    id INT, -- the key\n    name TEXT, -- shown\n    age INT DEFAULT 1, -- in years\n    "
        "UNIQUE (id)\n)");
}

TEST_CASE("an edit of a text on one line stays on it") {
  const std::string sql = "CREATE TABLE t(a INT,b INT , c INT CHECK(c>0),UNIQUE(a))";
  CHECK(remove_column(sql, "a") == "CREATE TABLE t(b INT , c INT CHECK(c>0),UNIQUE(a))");
  CHECK(remove_column(sql, "b") == "CREATE TABLE t(a INT,c INT CHECK(c>0),UNIQUE(a))");
  CHECK(insert_column(sql, "d INT") == "CREATE TABLE t(a INT,b INT , c INT CHECK(c>0), d INT,UNIQUE(a))");
  CHECK(remove_constraint(sql, parse_create_table(sql).constraints[0]) ==
        "CREATE TABLE t(a INT,b INT , c INT CHECK(c>0))");
}

TEST_CASE("clauses of a column are replaced, inserted and removed one by one") {
  const std::string sql =
      "CREATE TABLE t (a INT CONSTRAINT nn NOT NULL ON CONFLICT FAIL DEFAULT (1 + 1) /* two */ COLLATE nocase, b)";
  CHECK(set_column_clause(sql, "a", ConstraintKind::not_null, "") ==
        "CREATE TABLE t (a INT DEFAULT (1 + 1) /* two */ COLLATE nocase, b)");
  CHECK(set_column_clause(sql, "a", ConstraintKind::default_value, "DEFAULT 3") ==
        "CREATE TABLE t (a INT CONSTRAINT nn NOT NULL ON CONFLICT FAIL DEFAULT 3 /* two */ COLLATE nocase, b)");
  CHECK(set_column_clause(sql, "b", ConstraintKind::not_null, "NOT NULL") ==
        "CREATE TABLE t (a INT CONSTRAINT nn NOT NULL ON CONFLICT FAIL DEFAULT (1 + 1) /* two */ COLLATE nocase, b NOT "
        "NULL)");
  CHECK(set_column_type(sql, "b", "TEXT") ==
        "CREATE TABLE t (a INT CONSTRAINT nn NOT NULL ON CONFLICT FAIL DEFAULT (1 + 1) /* two */ COLLATE nocase, b "
        "TEXT)");
}

TEST_CASE("a clause behind a line comment does not end up in it") {
  const std::string sql = "CREATE TABLE t (\n  a INT -- first\n  NOT NULL DEFAULT 1,\n  b INT -- second\n  UNIQUE\n)";
  const auto without = set_column_clause(sql, "a", ConstraintKind::not_null, "");
  CHECK(parse_create_table(without).columns[0].find(ConstraintKind::default_value) != nullptr);
  const auto dropped = remove_constraint(sql, *parse_create_table(sql).columns[1].find(ConstraintKind::unique));
  CHECK(parse_create_table(dropped).columns.size() == 2);
}

TEST_CASE("the words behind the parentheses are set one by one") {
  CHECK(set_strict("CREATE TABLE t (a INT)", true) == "CREATE TABLE t (a INT) STRICT");
  CHECK(set_without_rowid("CREATE TABLE t (a INT) STRICT", true) == "CREATE TABLE t (a INT) STRICT, WITHOUT ROWID");
  CHECK(set_strict("CREATE TABLE t (a INT) WITHOUT ROWID, STRICT", false) == "CREATE TABLE t (a INT) WITHOUT ROWID");
}

TEST_CASE("a change is refused where the database has neither end of it") {
  SqliteDatabase db;
  db.run("CREATE TABLE hero (age BIGINT)");
  const auto error = error_of([&] {
    db.apply({{change(column("age", TypeKind::integer), column("age", TypeKind::smallint)), {}}});
  });
  CHECK(std::string(error.what()) ==
        "table hero, column age: the revision was written for type INTEGER, the database has BIGINT");
}

TEST_CASE("a change that is there already is nothing to do") {
  SqliteDatabase db;
  db.run("CREATE TABLE hero (age BIGINT)");
  db.apply({{change(column("age", TypeKind::integer), column("age", TypeKind::bigint)), {}}});
  CHECK(db.purposes.empty());
  db.apply({{change(column("years", TypeKind::bigint), column("age", TypeKind::bigint)), {}}});
  CHECK(db.purposes.empty());
}

TEST_CASE("the short forms work from the catalog") {
  SqliteDatabase db;
  db.run(heroes_with_comments);
  AlterColumn alter;
  alter.table = hero, alter.column = "age";
  alter.set.type = Type{TypeKind::bigint, {}, {}, "", ""};
  alter.set.default_sql = "20";
  db.apply({{alter, {}}, {DropConstraint{hero, "ck_age", {}}, {}}, {DropColumn{hero, "team_id", {}, ""}, {}}});
  CHECK(db.sql_of("hero") ==
        "CREATE TABLE \"hero\" (\n    id INTEGER NOT NULL, -- the key\n    name VARCHAR(50) NOT NULL, -- shown\n"
        "    age BIGINT DEFAULT 20,\n    CONSTRAINT pk_hero PRIMARY KEY (id),\n    UNIQUE (name, age)\n)");
  alter.set = {};
  alter.set.default_sql = "";
  db.apply({{alter, {}}});
  CHECK(contains(db.sql_of("hero"), "age BIGINT,\n"));
}

TEST_CASE("a column that is still used is not dropped, and its users are named") {
  SqliteDatabase db;
  db.run(heroes_with_comments);
  db.run("CREATE INDEX ix_expression ON hero (lower(age)) ; CREATE VIEW ages AS SELECT age FROM hero;");
  const auto error = error_of([&] { db.apply({{DropColumn{hero, "age", {}, ""}, {}}}); });
  for (const auto* name : {"ck_age", "an unnamed UNIQUE (name, age)", "index ix_expression"}) {
    INFO(name);
    CHECK(contains(error.what(), name));
  }
}

TEST_CASE("a column that only views, triggers or other tables use is not dropped either") {
  const auto refusal = [](const std::string& user) {
    SqliteDatabase db;
    db.run("CREATE TABLE hero (id INTEGER PRIMARY KEY, age INT, note TEXT UNIQUE); CREATE TABLE log (x);" + user);
    const auto before = db.dump("SELECT * FROM sqlite_master");
    const auto error = error_of([&] { db.apply({{DropColumn{hero, "age", {}, ""}, {}}}); });
    CHECK(db.dump("SELECT * FROM sqlite_master") == before);
    return std::string(error.what());
  };
  CHECK(contains(refusal("CREATE VIEW ages AS SELECT age FROM hero"), "view ages"));
  CHECK(contains(refusal("CREATE VIEW a AS SELECT * FROM hero; CREATE VIEW b AS SELECT age FROM a"), "view b"));
  CHECK(contains(refusal("CREATE TRIGGER t AFTER INSERT ON hero BEGIN INSERT INTO log VALUES (new.age); END"),
                 "trigger t"));
  CHECK(contains(refusal("CREATE TRIGGER t AFTER INSERT ON log BEGIN UPDATE hero SET age = 1; END"), "trigger t"));
  CHECK(contains(refusal("CREATE TRIGGER t AFTER UPDATE OF age ON hero BEGIN SELECT 1; END"), "trigger t"));
  CHECK(contains(refusal("CREATE UNIQUE INDEX u ON log(x); CREATE TABLE child (x REFERENCES hero (age))"),
                 "table child"));
}

TEST_CASE("a view of the same column name on another table does not stand in the way") {
  SqliteDatabase db;
  db.run(
      "CREATE TABLE hero (id INT, age INT); CREATE TABLE team (age INT); "
      "CREATE VIEW v AS SELECT team.age FROM hero, team; CREATE VIEW broken AS SELECT x FROM nowhere;");
  AlterColumn alter;
  alter.table = hero, alter.column = "id";
  alter.set.nullable = false;
  db.apply({{DropColumn{hero, "age", {}, ""}, {}}, {alter, {}}});
  CHECK(db.sql_of("hero") == "CREATE TABLE \"hero\" (id INT NOT NULL)");
}

TEST_CASE("what is not there is named with the nearest that is") {
  SqliteDatabase db;
  db.run(heroes_with_comments);
  const auto message = [&](Operation operation) {
    return std::string(error_of([&] { db.apply({operation}); }).what());
  };
  CHECK(message({DropColumn{hero, "agee", {}, ""}, {}}) == "table hero has no column agee, did you mean 'age'?");
  CHECK(message({DropConstraint{hero, "ck_agee", {}}, {}}) ==
        "table hero has no constraint ck_agee, did you mean 'ck_age'?");
  CHECK(message({DropIndex{hero, "ix_nam", {}}, {}}) == "table hero has no index ix_nam, did you mean 'ix_name'?");
  CHECK(message({DropTable{{"heroo", ""}, {}}, {}}) == "the database has no table heroo, did you mean 'hero'?");
  CHECK(message({CreatePrimaryKey{hero, {}}, {}}) == "table hero already has a primary key");
  CHECK(message({AddColumn{hero, column("Age", TypeKind::text), ""}, {}}) == "table hero already has a column Age");
}

TEST_CASE("dropping and creating a primary key moves it, and AUTOINCREMENT with it") {
  SqliteDatabase db;
  db.run(
      "CREATE TABLE hero (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL); "
      "INSERT INTO hero VALUES (3, 'a'); INSERT INTO hero VALUES (9, 'b'); DELETE FROM hero WHERE id = 9;");
  PrimaryKey primary;
  primary.name = "pk_hero";
  primary.columns = {key("id")};
  db.apply({{DropConstraint{hero, "", PrimaryKey{}}, {}}, {CreatePrimaryKey{hero, primary}, {}}});
  CHECK(contains(db.sql_of("hero"), "CONSTRAINT pk_hero PRIMARY KEY (id AUTOINCREMENT)"));
  db.run("INSERT INTO hero (name) VALUES ('c')");
  CHECK(db.dump("SELECT * FROM hero") == "3|a\n10|c\n");
}
