// The comparison without a database: what applied to the one schema gives the other, and back.
#include "src/autogenerate/compare.hpp"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>

#include "src/autogenerate/reference_order.hpp"
#include "src/operations/apply.hpp"
#include "src/operations/invert.hpp"
#include "src/schema/read_toml.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/descriptions.hpp"

using namespace migrate;

namespace {

const Equivalence exact;

std::vector<std::string> steps(const Schema& current, const Schema& wanted) {
  return test::descriptions(compare(current, wanted, exact, {}));
}

/// Tables in short: each line is "name: column column? …; fk parent; uq column; ix column; ck expression".
Table table(std::string name, std::vector<std::string> columns, std::vector<std::string> parents = {}) {
  Table out{.name = std::move(name)};
  for (const auto& column : columns) out.columns.push_back({.name = column, .type = {.kind = TypeKind::integer}});
  for (const auto& parent : parents) {
    out.foreign_keys.push_back({.columns = {parent + "_id"}, .references = parent, .target = {"id"}});
    out.columns.push_back({.name = parent + "_id", .type = {.kind = TypeKind::integer}});
  }
  return out;
}

using Steps = std::vector<std::string>;

}  // namespace

TEST_CASE("equal schemas need nothing, whatever the order of their tables") {
  const Schema a{.tables = {table("x", {"id"}), table("y", {"id"}, {"x"})}};
  const Schema b{.tables = {a.tables[1], a.tables[0]}};
  CHECK(steps(a, b).empty());
}

TEST_CASE("tables are created parents first and dropped children first") {
  const Schema some{.tables = {table("c", {"id"}, {"b"}), table("b", {"id"}, {"a"}), table("a", {"id"})}};
  CHECK(steps({}, some) == Steps{"create table a", "create table b", "create table c"});
  CHECK(steps(some, {}) == Steps{"drop table c", "drop table b", "drop table a"});
}

TEST_CASE(
    "a cycle is created without its last foreign key, which is added afterwards, and dropped the other way round") {
  const Schema cycle{.tables = {table("a", {"id"}, {"b"}), table("b", {"id"}, {"a"}), table("s", {"id"}, {"s"})}};
  CHECK(steps({}, cycle) ==
        Steps{"create table b", "create table a", "create table s", "create foreign key fk_b_a_id_a on b"});
  Schema named{};
  apply_to(named, compare({}, cycle, exact, {}));
  CHECK(steps(named, {}) == Steps{"drop foreign key fk_a_b_id_b of a", "drop table s", "drop table b", "drop table a"});
}

TEST_CASE("a foreign key goes before the key it needs and comes after it") {
  Schema before{.tables = {table("child", {"id"}, {"parent"}), table("parent", {"id"})}};
  before.tables[0].foreign_keys[0].name = "fk_old";
  Schema after{.tables = {table("child", {"id", "parent_code"}), table("parent", {"code"})}};
  after.tables[0].foreign_keys.push_back({.columns = {"parent_code"}, .references = "parent", .target = {"code"}});
  CHECK(steps(before, after) == Steps{"drop foreign key fk_old of child", "add column parent.code",
                                      "drop column parent.id", "add column child.parent_code",
                                      "drop column child.parent_id",
                                      "create foreign key fk_child_parent_code_parent on child"});
}

TEST_CASE("a new table's foreign key to a column that comes in the same revision waits for it") {
  const Schema before{.tables = {table("parent", {"x"})}};
  const Schema after{.tables = {table("parent", {"x", "id"}), table("child", {"id"}, {"parent"})}};
  CHECK(steps(before, after) ==
        Steps{"create table child", "add column parent.id", "create foreign key fk_child_parent_id_parent on child"});
  const Schema other{.tables = {table("parent", {"x", "y"}), table("child", {"id"}, {"parent"})}};
  CHECK(steps(before, other) == Steps{"create table child", "add column parent.y"});
}

TEST_CASE("what the model leaves unnamed is the same under any name, and what it names is renamed to it") {
  Table a = table("t", {"n"}), b = a;
  a.uniques = {{.name = "uq_old", .columns = {{.column = "n"}}}};
  a.indexes = {{.name = "ix_old", .columns = {{.column = "n"}}}};
  a.primary_key = PrimaryKey{.name = "t_pkey", .columns = {{.column = "n"}}};
  a.checks = {{.name = "ck_old", .expression = "n > 0"}};
  b.uniques = {{.columns = {{.column = "n"}}}};
  b.indexes = {{.columns = {{.column = "n"}}}};
  b.primary_key = PrimaryKey{.columns = {{.column = "n"}}};
  b.checks = {{.name = "", .expression = "n > 0"}};
  CHECK(steps({.tables = {a}}, {.tables = {b}}).empty());
  b.uniques[0].name = "uq_new";
  b.indexes[0].name = "ix_new";
  b.primary_key->name = "pk_new";
  CHECK(steps({.tables = {a}}, {.tables = {b}}) == Steps{"rename constraint t_pkey of t to pk_new",
                                                         "rename index ix_old to ix_new",
                                                         "rename constraint uq_old of t to uq_new"});
}

TEST_CASE("what the database leaves unnamed gets the name that the model gives it, but for primary keys") {
  Table a = table("t", {"n"}), b = a;
  a.uniques = {{.columns = {{.column = "n"}}}};
  a.checks = {{.name = "", .expression = "n > 0"}};
  a.primary_key = PrimaryKey{.columns = {{.column = "n"}}};
  b.uniques = {{.name = "uq", .columns = {{.column = "n"}}}};
  b.checks = {{.name = "positive", .expression = "n > 0"}};
  b.primary_key = PrimaryKey{.name = "pk", .columns = {{.column = "n"}}};
  CHECK(steps({.tables = {a}}, {.tables = {b}}) == Steps{"drop check (n > 0) of t", "drop unique (n) of t",
                                                         "create unique uq on t", "create check positive on t"});
}

TEST_CASE("renames are asked for, and everything that names the old column follows") {
  Table a = table("t", {"id", "title"}), b = table("u", {"id", "name"});
  a.checks = {{.name = "ck", .expression = "length(title) > 0"}};
  a.indexes = {{.name = "ix", .columns = {{.column = "title"}}, .where = "title <> ''"}};
  b.checks = {{.name = "ck", .expression = "length(name) > 0"}};
  b.indexes = {{.name = "ix", .columns = {{.column = "name"}}, .where = "name <> ''"}};
  b.renamed_from = "t";
  b.columns[1].renamed_from = "title";
  CHECK(steps({.tables = {a}}, {.tables = {b}}) ==
        Steps{"rename table t to u", "change u.title: rename title to name"});
  CHECK(steps({.tables = {b}}, {.tables = {b}}).empty());
  b.renamed_from = b.columns[1].renamed_from = "";
  b.name = "t";
  const auto operations = compare({.tables = {a}}, {.tables = {b}}, exact, {});
  CHECK(possible_renames(operations) == Steps{"t.title goes and .name comes, both integer: if that is a rename, say it "
                                              "in the model: .renamed_from = \"title\""});
}

TEST_CASE("a column that is made anew is no rename, nor is a generated one") {
  const auto drop = [](const Column& column) { return Operation{DropColumn{{"t", ""}, column.name, column}, {}}; };
  const auto add = [](const Column& column) { return Operation{AddColumn{{"t", ""}, column}, {}}; };
  const auto plain = table("t", {"a", "b", "c"}).columns;
  auto generated = plain[1];
  generated.generated = Generated{.expression = "a + 1"};
  CHECK(possible_renames({drop(plain[0]), add(plain[0])}).empty());
  CHECK(possible_renames({drop(plain[0]), add(generated)}).empty());
  CHECK(possible_renames({drop(generated), add(plain[0])}).empty());
  // both are made anew, whatever their order
  CHECK(possible_renames({drop(plain[0]), drop(plain[1]), add(plain[0]), add(plain[1])}).empty());
  CHECK(possible_renames({drop(plain[0]), drop(plain[1]), add(plain[0]), add(plain[2])}).size() == 1);
  CHECK(possible_renames({drop(plain[0]), add(plain[1])}).size() == 1);
}

TEST_CASE(
    "a new column that cannot be NULL is filled with its initial value, and a lost one with a neutral value on the way "
    "back") {
  Table a = table("t", {"id"}), b = a;
  b.columns.push_back({.name = "age", .type = {.kind = TypeKind::integer}, .nullable = false, .initial = "18"});
  const auto up = compare({.tables = {a}}, {.tables = {b}}, exact, {});
  REQUIRE(up.size() == 1);
  CHECK(std::get<AddColumn>(up[0].value).backfill == "18");
  CHECK(std::get<AddColumn>(up[0].value).column.initial.empty());
  b.columns[1].initial.clear();
  const auto down = compare({.tables = {b}}, {.tables = {a}}, exact, {});
  CHECK(std::get<DropColumn>(down[0].value).backfill == "0");
}

TEST_CASE("only what differs in a column is changed") {
  Table a = table("t", {"id"}), b = a;
  b.columns[0].default_sql = "0";
  b.columns[0].nullable = false;
  CHECK(steps({.tables = {a}}, {.tables = {b}}) == Steps{"change t.id: not null, default 0"});
  b = a;
  b.columns[0].comment = "x";
  b.comment = "y";
  b.options["sqlite.strict"] = true;
  CHECK(steps({.tables = {a}}, {.tables = {b}}) ==
        Steps{"change t.id: comment x", "change the options of table t", "change the comment of table t"});
}

TEST_CASE("a chain of ten thousand tables is ordered without recursion") {
  std::vector<Table> tables;
  for (int i = 0; i < 10'000; ++i) {
    tables.push_back(
        table("t" + std::to_string(i), {"id"}, i + 1 < 10'000 ? Steps{"t" + std::to_string(i + 1)} : Steps{}));
  }
  const auto order = in_reference_order(tables, exact);
  CHECK(order.front()->name == "t9999");
  CHECK(order.back()->name == "t0");
}

namespace {

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(engine_); }
  bool chance(int percent) { return below(100) < percent; }

  Schema schema() {
    Schema out;
    for (int i = 0; i < 5; ++i) {
      if (chance(70)) out.tables.push_back(random_table("t" + std::to_string(i)));
    }
    for (auto& held : out.tables) {
      const auto& parent = out.tables[static_cast<std::size_t>(below(static_cast<int>(out.tables.size())))];
      if (chance(60))
        held.foreign_keys.push_back(
            {.columns = {"id"}, .references = parent.name, .target = {"id"}, .on_delete = Action(below(5))});
    }
    return out;
  }

 private:
  Table random_table(std::string name) {
    Table out{.name = std::move(name)};
    for (const auto* column : {"id", "a", "b", "c"}) {
      if (column != std::string("id") && !chance(75)) continue;
      out.columns.push_back({.name = column, .type = {.kind = TypeKind(below(4))}, .nullable = chance(50)});
      auto& added = out.columns.back();
      if (chance(20)) added.default_sql = std::to_string(below(3));
      if (chance(30))
        out.indexes.push_back(
            {.name = "ix_" + out.name + column, .columns = {{.column = column}}, .unique = chance(30)});
      if (chance(20)) out.uniques.push_back({.columns = {{.column = column}}});
      if (chance(20)) out.checks.push_back({.expression = std::string(column) + " > " + std::to_string(below(2))});
    }
    if (chance(50)) out.primary_key = PrimaryKey{.columns = {{.column = "id"}}};
    return out;
  }
  std::mt19937 engine_;
};

/// Order and names of parts do not matter to what a schema is.
Schema canonical(Schema schema) {
  std::ranges::sort(schema.tables, {}, &Table::name);
  for (auto& held : schema.tables) {
    name_all(held, {});
    std::ranges::sort(held.columns, {}, &Column::name);
    std::ranges::sort(held.indexes, {}, &Index::name);
    std::ranges::sort(held.uniques, {}, &Unique::name);
    std::ranges::sort(held.checks, {}, &Check::name);
    std::ranges::sort(held.foreign_keys, {}, &ForeignKey::name);
  }
  return schema;
}

}  // namespace

TEST_CASE("between any two schemas the operations lead there, and their inverses back") {
  const auto* cases = std::getenv("MIGRATE_TEST_CASES");
  const unsigned seed = std::random_device{}();
  for (unsigned i = 0; i < (cases ? static_cast<unsigned>(std::atoi(cases)) : 300U); ++i) {
    Random random(seed + i);
    const auto from = canonical(random.schema()), to = canonical(random.schema());
    INFO("seed " << seed + i << "\n" << write_schema(from) << "\n=>\n" << write_schema(to));
    const auto up = compare(from, to, exact, {});
    auto schema = from;
    apply_to(schema, up);
    CHECK(compare(schema, to, exact, {}).empty());
    REQUIRE(canonical(schema) == to);
    apply_to(schema, std::get<std::vector<Operation>>(invert(std::span(up))));
    REQUIRE(canonical(schema) == from);
  }
}
