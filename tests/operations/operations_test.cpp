// Every operation through every pass: written and read, inverted twice, applied forth and back.
#include <algorithm>

#include "src/operations/apply.hpp"
#include "src/operations/describe.hpp"
#include "src/operations/invert.hpp"
#include "src/operations/operation_fields.hpp"
#include "src/operations/read_operations.hpp"
#include "src/operations/write_operations.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

const TableName hero{"hero", ""};

Column column(std::string name, TypeKind kind) { return {.name = std::move(name), .type = {.kind = kind}}; }

Schema before() {
  Table team{.name = "team", .columns = {column("id", TypeKind::bigint)}};
  Table table{.name = "hero",
              .columns = {column("id", TypeKind::bigint), column("age", TypeKind::integer)},
              .uniques = {{.name = "uq", .columns = {{.column = "age"}}}},
              .indexes = {{.name = "ix", .columns = {{.column = "age"}}}},
              .checks = {{.name = "ck", .expression = "age > 0"}, {.expression = "age < 100"}}};
  return {.tables = {team, table},
          .enums = {{.name = "role", .values = {"a"}}},
          .sequences = {{.name = "s"}},
          .schemas = {"sales"}};
}

/// One of each operation that has an inverse, all of them possible on `before()`.
std::vector<Operation> invertible() {
  Column renamed = column("years", TypeKind::bigint);
  renamed.default_sql = "0";
  Enum role{.name = "role", .values = {"a"}}, roles{.name = "role", .values = {"a", "b"}};
  Sequence sequence{.name = "s"}, faster{.name = "s", .increment = 2};
  std::vector<Operation> out{
      {CreateTable{Table{.name = "new", .columns = {column("id", TypeKind::text)}}}},
      {DropTable{{"team", ""}, before().tables[0]}},
      {RenameTable{hero, "heroine"}},
      {SetTableOptions{hero, {}, {{"sqlite.strict", true}}}},
      {SetTableComment{hero, "", "x"}},
      {AddColumn{hero, column("n", TypeKind::text), "''"}},
      {DropColumn{hero, "age", column("age", TypeKind::integer), ""}},
      {AlterColumn{hero, "age", column("age", TypeKind::integer), renamed, {}, "", ""}},
      {CreatePrimaryKey{hero, {.name = "pk", .columns = {{.column = "id"}}}}},
      {CreateUnique{hero, {.name = "uq2", .columns = {{.column = "id"}}}}},
      {CreateCheck{hero, {.name = "ck2", .expression = "id > 0"}}},
      {CreateForeignKey{hero, {.name = "fk", .columns = {"id"}, .references = "team", .target = {"id"}}}},
      {CreateExclude{hero, {.name = "ex", .elements = {{{.column = "id"}, "="}}}}},
      {DropConstraint{hero, "ck", Check{.name = "ck", .expression = "age > 0"}}},
      {DropConstraint{hero, "", Check{.expression = "age < 100"}}},
      {RenameConstraint{hero, "uq", "uq_new"}},
      {CreateIndex{hero, {.name = "ix2", .columns = {{.expression = "lower(age)"}}}}},
      {DropIndex{hero, "ix", before().tables[1].indexes[0]}},
      {RenameIndex{hero, "ix", "ix_new"}},
      {CreateSchema{"billing"}},
      {DropSchema{"sales"}},
      {CreateEnum{{.name = "mood", .values = {"x"}}}},
      {AlterEnum{role, roles, {{"a", "b"}}}},
      {DropEnum{"role", role}},
      {CreateSequence{{.name = "t"}}},
      {AlterSequence{sequence, faster}},
      {DropSequence{"s", sequence}},
  };
  out.push_back({Batch{hero, Recreate::always, {{AddColumn{hero, column("n", TypeKind::text), ""}}}}});
  return out;
}

std::vector<Operation> without_inverse() {
  const std::string bytes("\0\xFF z", 4);
  return {{DropTable{hero, {}}},
          {DropColumn{hero, "age", {}, ""}},
          {AlterColumn{hero, "age", {}, {}, {.nullable = false, .default_sql = ""}, "", ""}},
          {DropConstraint{hero, "ck", {}}},
          {DropIndex{hero, "ix", {}}},
          {DropEnum{"role", {}}},
          {DropSequence{"s", {}}},
          {Execute{{{"default", "UPDATE hero\nSET age = 1"}}, {}}},
          {Execute{{{"sqlite", "SELECT 1"}, {"postgresql", "SELECT 2"}}, {}}},
          {BulkInsert{hero, {{{"id", std::int64_t{1}}, {"n", "it's"}, {"r", 2.0}, {"b", true}}}}},
          {BulkInsert{hero, {{{"a", NullCell{}}, {"b", SqlCell{"max(1, 2)"}}, {"c", BytesCell{bytes}}}}}},
          {Call{"backfill"}}};
}

std::vector<Operation> read(const std::string& text) {
  const auto document = parse_toml(text, "r.toml");
  return read_operations(std::get<TomlValue::Table>(document.data)[0].value, "r.toml");
}

std::string message_of(const std::string& text) {
  try {
    read(text);
  } catch (const ConfigurationError& error) {
    return to_string(error.where) + ": " + error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("the samples cover the whole vocabulary") {
  std::vector<std::size_t> seen;
  for (const auto& operation : invertible()) seen.push_back(operation.value.index());
  for (const auto& operation : without_inverse()) seen.push_back(operation.value.index());
  for (std::size_t i = 0; i < detail::operation_names.size(); ++i) {
    INFO(detail::operation_names[i]);
    CHECK(std::ranges::count(seen, i) > 0);
  }
}

TEST_CASE("every operation is read as it was written") {
  auto operations = invertible();
  std::ranges::copy(without_inverse(), std::back_inserter(operations));
  operations.push_back({AddColumn{hero, column("n", TypeKind::text), "", "age", ""}, {}});
  operations.push_back({AddColumn{hero, column("n", TypeKind::text), "", "", "id"}, {}});
  for (const auto& operation : operations) {
    const auto text = write_operations(std::span(&operation, 1), "upgrade");
    INFO(text);
    const auto back = read(text);
    REQUIRE(back.size() == 1);
    CHECK(back[0] == operation);
    CHECK(write_operations(back, "upgrade") == text);
  }
}

TEST_CASE("the inverse of an operation takes the schema back, and its inverse is the operation") {
  for (const auto& operation : invertible()) {
    INFO(describe(operation));
    const auto back = std::get<Operation>(invert(operation));
    auto schema = before();
    apply_to(schema, operation);
    apply_to(schema, back);
    // what was dropped comes back at the end of its list
    auto expected = before();
    const auto sort = [](Schema& s) {
      std::ranges::sort(s.tables, {}, &Table::name);
      for (auto& table : s.tables) {
        std::ranges::sort(table.columns, {}, &Column::name);
        std::ranges::sort(table.checks, {}, &Check::expression);
      }
    };
    sort(schema);
    sort(expected);
    CHECK(write_operations(std::vector<Operation>{{CreateTable{schema.tables[0]}}}, "x") ==
          write_operations(std::vector<Operation>{{CreateTable{expected.tables[0]}}}, "x"));
    CHECK(schema == expected);
    CHECK(std::get<Operation>(invert(back)) == operation);
  }
}

TEST_CASE("a column comes where the operation says") {
  auto schema = before();
  apply_to(schema, {AddColumn{hero, column("first", TypeKind::text), "", "id", ""}, {}});
  apply_to(schema, {AddColumn{hero, column("second", TypeKind::text), "", "", "first"}, {}});
  CHECK(schema.tables[1].columns[0].name == "first");
  CHECK(schema.tables[1].columns[1].name == "second");
  CHECK(schema.tables[1].columns[2].name == "id");
  CHECK_THROWS_AS(apply_to(schema, {AddColumn{hero, column("x", TypeKind::text), "", "", "nobody"}, {}}),
                  RevisionError);
}

TEST_CASE("what cannot be undone says why and what to write") {
  for (const auto& operation : without_inverse()) {
    INFO(describe(operation));
    const auto none = std::get<NoWayBack>(invert(operation));
    CHECK_FALSE(none.reason.empty());
    CHECK(none.remedy.find("[[downgrade]]") != std::string::npos);
  }
  const std::vector<Operation> list{{CreateSchema{"a"}}, {Call{"x"}}};
  CHECK(std::get<NoWayBack>(invert(list)).operation == 1);
}

TEST_CASE("a destructive operation is written under a comment that says what is lost") {
  const std::vector<Operation> drop{{DropColumn{hero, "age", {}, ""}}};
  CHECK(write_operations(drop, "upgrade").starts_with("# loses the column age of hero and its values\n[[upgrade]]\n"));
  CHECK(write_operations(drop, "upgrade", false).starts_with("[[upgrade]]\n"));
}

TEST_CASE("mistakes in operations are said with their place and the nearest right name") {
  CHECK(message_of("[[upgrade]]\nop = 'add_colum'\n") ==
        "r.toml:2:6: there is no operation 'add_colum', did you mean 'add_column'?");
  CHECK(message_of("[[upgrade]]\nop = 'drop_index'\nindx = 'ix'\ntable = 'x'") ==
        "r.toml:1:1: drop_index has no 'index'; it has 'indx'");
  CHECK(message_of("[[upgrade]]\nop = 'drop_table'\ntable = 'x'\nschmea = 'y'\n") ==
        "r.toml:4:10: drop_table has no key 'schmea', did you mean 'schema'?");
  CHECK(message_of("[[upgrade]]\nop = 'add_column'\ntable = 'x'\ncolumn = { name = 'a', type = 'itneger' }\n") ==
        "r.toml:4:31: there is no type 'itneger', did you mean 'integer'?");
  CHECK(message_of("[[upgrade]]\nop = 'drop_constraint'\ntable = 'x'\n") ==
        "r.toml:1:1: drop_constraint says neither a 'name' nor a constraint");
  CHECK(message_of("[[upgrade]]\nop = 'execute'\nsql = { sqlit = 'x' }\n") ==
        "r.toml:3:17: sql has no key 'sqlit', did you mean 'sqlite'?");
  CHECK(message_of("[[upgrade]]\nop = 'alter_column'\ntable = 'x'\ncolumn = 'y'\nset = {}\n") ==
        "r.toml:5:7: 'set' changes nothing");
}

TEST_CASE("a value that TOML does not have is written as a table, and a mistake in it is told with its place") {
  const auto message = [](const std::string& cell) {
    return message_of("[[upgrade]]\nop = 'bulk_insert'\ntable = 'x'\nrows = [\n  { id = 1 },\n  { id = " + cell +
                      " },\n]\n");
  };
  CHECK(message("{ nul = true }") == "r.toml:6:18: the value of 'id' has no key 'nul', did you mean 'null'?");
  CHECK(message("{ null = false }") == "r.toml:6:10: 'null' of the value of 'id' can only be true");
  CHECK(message("{ null = true, sql = 'x' }") == "r.toml:6:10: the value of 'id' says nothing, or more than one thing");
  CHECK(message("{}") == "r.toml:6:10: the value of 'id' says nothing, or more than one thing");
  CHECK(message("{ sql = ' ' }") == "r.toml:6:18: 'sql' of the value of 'id' is empty");
  CHECK(message("{ hex = '0g' }") == "r.toml:6:18: 'g' is no hexadecimal digit");
  CHECK(message("{ hex = '000' }") == "r.toml:6:18: a byte has two hexadecimal digits, and the last one has one");
  CHECK(message("[1]").find("r.toml:6:10: 'id' of a row must be a string, a number, a date") == 0);
  CHECK(message_of("[[upgrade]]\nop = 'bulk_insert'\ntable = 'x'\nrows = [1]\n").find("r.toml:4:9: ") == 0);
  const auto read_back = read(
      "[[upgrade]]\nop = 'bulk_insert'\ntable = 'x'\nrows = [\n  { at = 2026-11-20T09:14:03Z },\n  { at = 2026-11-20 "
      "},\n]\n");
  const auto& insert = std::get<BulkInsert>(read_back.at(0).value);
  CHECK(insert.rows.at(0).at("at") == Cell("2026-11-20 09:14:03Z"));
  CHECK(insert.rows.at(1).at("at") == Cell("2026-11-20"));
  CHECK(insert.lines == std::vector<std::size_t>{5, 6});
}

TEST_CASE("applying names what is not there, with the place of the operation") {
  auto schema = before();
  const Operation wrong{DropColumn{hero, "aeg", {}, ""}, {"r.toml", 7, 1}};
  try {
    apply_to(schema, wrong);
    FAIL("no error");
  } catch (const RevisionError& error) {
    CHECK(std::string(error.what()) == "table hero has no column aeg, did you mean 'age'? (to drop column hero.aeg)");
    CHECK(error.where.line == 7);
  }
}
