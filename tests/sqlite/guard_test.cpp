#include "dialects/sqlite/guard.hpp"

#include "tests/sqlite/short.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sqlite.hpp"

using namespace migrate;
using migrate::test::error_of;
using migrate::test::hero;
using migrate::test::key;
using migrate::test::SqliteDatabase;
using migrate::test::type;

namespace {

const char* const untidy_heroes = R"(
CREATE TABLE team (id INTEGER PRIMARY KEY, code TEXT UNIQUE, label TEXT);
CREATE TABLE hero (id INTEGER PRIMARY KEY, name TEXT, age TEXT, team_id INTEGER);
INSERT INTO team VALUES (1, 'a', 'x');
INSERT INTO hero VALUES (1, 'Deadpond', '30', 1), (2, 'deadpond', 'forty', 7), (3, NULL, NULL, NULL), (4, 'Rusty', '-5', 1),
                        (5, 'Rusty', '12.5', 1);
)";

AlterColumn set(std::string column) {
  AlterColumn out;
  out.table = hero;
  out.column = std::move(column);
  return out;
}

/// The refusal of the operation, and proof that nothing was written.
Error refusal(const AnyOperation& operation, const std::string& setup = untidy_heroes) {
  SqliteDatabase db;
  db.run(setup);
  const auto schema = db.dump("SELECT * FROM sqlite_master");
  const auto rows = db.dump("SELECT * FROM hero");
  auto error = error_of([&] { db.apply({{operation, {}}}); });
  CHECK(db.dump("SELECT * FROM sqlite_master") == schema);
  CHECK(db.dump("SELECT * FROM hero") == rows);
  const bool wrote =
      std::ranges::any_of(db.purposes, [](const auto& purpose) { return purpose.starts_with("rebuild"); });
  CHECK_FALSE(wrote);
  return error;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("NULLs stand in the way of NOT NULL, unless there is a backfill") {
  auto change = set("name");
  change.set.nullable = false;
  const auto error = refusal(change);
  CHECK(contains(error.what(), "column name is to allow no NULL"));
  CHECK(error.details == Lines{"1 row", "row 3: name is NULL"});

  change.backfill = "'nobody ' || id";
  SqliteDatabase db;
  db.run(untidy_heroes);
  db.apply({{change, {}}});
  CHECK(db.value("SELECT name FROM hero WHERE id = 3") == "nobody 3");
}

TEST_CASE("duplicates stand in the way of a unique constraint, a unique index and a primary key") {
  CreateUnique unique{hero, {}};
  unique.unique.name = "uq_name";
  unique.unique.columns = {key("name")};
  const auto error = refusal(unique);
  CHECK(contains(error.what(), "duplicates for the new unique constraint uq_name"));
  CHECK(error.details == Lines{"1 value", "'Rusty' in 2 rows"});

  CreateIndex index{hero, {}};
  index.index.name = "ix_name", index.index.unique = true;
  index.index.columns = {key("name", "NOCASE")};
  index.index.where = "id < 5";
  CHECK(refusal(index).details == Lines{"1 value", "'Deadpond' in 2 rows"});
  IndexColumn expression;
  expression.expression = "lower(name)";
  index.index.columns = {expression};
  CHECK(refusal(index).details == Lines{"1 value", "'deadpond' in 2 rows"});

  CreatePrimaryKey primary{hero, {}};
  primary.primary_key.columns = {key("name"), key("team_id")};
  const auto setup = "CREATE TABLE hero (name TEXT, team_id INT); INSERT INTO hero VALUES ('a', 1), ('a', 2), ('a', 2)";
  CHECK(refusal(primary, setup).details == Lines{"1 value", "'a', 2 in 2 rows"});
}

TEST_CASE("orphans stand in the way of a foreign key") {
  CreateForeignKey foreign{hero, {}};
  foreign.foreign_key.name = "fk_team";
  foreign.foreign_key.columns = {"team_id"};
  foreign.foreign_key.references = "team";
  const auto error = refusal(foreign);
  CHECK(contains(error.what(), "whose parent in team is missing"));
  CHECK(error.details == Lines{"1 row", "row 2: team_id = 7"});

  foreign.foreign_key.references = "hero";
  foreign.foreign_key.target = {"id"};
  CHECK(refusal(foreign).details == Lines{"1 row", "row 2: team_id = 7"});
}

TEST_CASE("a foreign key whose parent is missing or not unique is refused") {
  CreateForeignKey foreign{hero, {}};
  foreign.foreign_key.name = "fk_team";
  foreign.foreign_key.columns = {"team_id"};
  foreign.foreign_key.references = "teams";
  CHECK(contains(refusal(foreign).what(), "no table teams, did you mean 'team'?"));
  foreign.foreign_key.references = "team";
  foreign.foreign_key.target = {"label"};
  CHECK(contains(refusal(foreign).what(), "neither its primary key nor unique"));
}

TEST_CASE("rows that violate it stand in the way of a check") {
  CreateCheck check{hero, {}};
  check.check.name = "ck_age";
  check.check.expression = "hero.age + 0 > 0 OR age = 'forty'";
  const auto error = refusal(check);
  CHECK(contains(error.what(), "the new check ck_age"));
  CHECK(error.details == Lines{"1 row", "row 4: age = '-5'"});
}

TEST_CASE("a check sees the rows as the same revision changes them") {
  SqliteDatabase db;
  db.run("CREATE TABLE hero (age TEXT); INSERT INTO hero VALUES ('9'), ('10')");
  auto change = set("age");
  change.set.type = type(TypeKind::integer);
  AddColumn points{hero, {}, "age * 2"};
  points.column.name = "points";
  points.column.type = type(TypeKind::integer);
  CreateCheck check{hero, {}};
  check.check.name = "ck", check.check.expression = "age < 11 AND points < 21";
  db.apply({{change, {}}, {points, {}}, {check, {}}});
  CHECK(db.dump("SELECT age, typeof(age), points FROM hero") == "9|integer|18\n10|integer|20\n");
}

TEST_CASE("a new column without a value stands in the way of rows, and rows in its") {
  AddColumn addition{hero, {}, ""};
  addition.column.name = "rank";
  addition.column.type = type(TypeKind::integer);
  addition.column.nullable = false;
  const auto error = refusal(addition);
  CHECK(contains(error.what(), "the new column rank allows no NULL"));
  CHECK(error.details == Lines{"5 rows would have NULL there"});
  SqliteDatabase empty;
  empty.run("CREATE TABLE hero (id INTEGER PRIMARY KEY)");
  empty.apply({{addition, {}}});
  CHECK(empty.sql_of("hero") == "CREATE TABLE hero (id INTEGER PRIMARY KEY, rank INTEGER NOT NULL)");
  addition.backfill = "id * 10";
  SqliteDatabase db;
  db.run(untidy_heroes);
  db.apply({{addition, {}}});
  CHECK(db.value("SELECT group_concat(\"rank\") FROM hero") == "10,20,30,40,50");
}

TEST_CASE("text that is no number stands in the way of a number's type") {
  auto change = set("age");
  change.set.type = type(TypeKind::integer);
  const auto error = refusal(change);
  CHECK(contains(error.what(), "values of column age would not survive the change to INTEGER"));
  CHECK(error.details == Lines{"1 row", "row 2: age = 'forty'"});

  change.using_expression = "CASE age WHEN 'forty' THEN 40 ELSE age END";
  SqliteDatabase db;
  db.run(untidy_heroes);
  db.apply({{change, {}}});
  CHECK(db.dump("SELECT age, typeof(age) FROM hero") == "30|integer\n40|integer\nNULL|null\n-5|integer\n12.5|real\n");
}

TEST_CASE("a guard names a row of a table without rowid by its key") {
  auto change = set("age");
  change.set.nullable = false;
  const auto error = refusal(change,
                             "CREATE TABLE hero (a INT, b TEXT, age INT, PRIMARY KEY (a, b)) WITHOUT ROWID;"
                             "INSERT INTO hero VALUES (1, 'x', NULL)");
  CHECK(error.details == Lines{"1 row", "row 1 'x' : age is NULL"});
}

TEST_CASE("a guard counts all rows and shows the first ones") {
  auto change = set("age");
  change.set.nullable = false;
  const auto error = refusal(change,
                             "CREATE TABLE hero (age INT); WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                             "WHERE i < 30) INSERT INTO hero SELECT NULL FROM n");
  CHECK(error.details.size() == 5);
  CHECK(error.details.front() == "30 rows");
}
