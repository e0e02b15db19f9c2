// Names that move from what goes to what comes, where they are names of the whole schema.
#include "src/autogenerate/free_names.hpp"

#include "src/operations/apply.hpp"
#include "src/operations/invert.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/descriptions.hpp"

using namespace migrate;

namespace {

using Steps = std::vector<std::string>;
constexpr NameRules postgresql_like{.indexes_share_tables = true, .keys_share_tables = true};
constexpr NameRules sqlite_like{.indexes_share_tables = true};
constexpr NameRules mysql_like{.foreign_keys_once = true};

Table table_with_n(const std::string& name) { return {.name = name, .columns = {{.name = "n"}}}; }

Table with_all(const std::string& name) {
  auto out = table_with_n(name);
  out.primary_key = PrimaryKey{.name = "pk", .columns = {{.column = "n"}}};
  out.uniques = {{.name = "uq", .columns = {{.column = "n"}}}};
  out.indexes = {{.name = "ix", .columns = {{.column = "n"}}}};
  out.foreign_keys = {{.name = "fk", .columns = {"n"}, .references = "p", .target = {"n"}}};
  return out;
}

/// What is done; and it leads back to where it began.
Steps freed(const Schema& current, const std::vector<Operation>& operations, const NameRules& rules) {
  const auto ordered = free_names(operations, current, rules);
  auto schema = current;
  apply_to(schema, ordered);
  apply_to(schema, std::get<std::vector<Operation>>(invert(std::span<const Operation>(ordered))));
  CHECK(schema.tables == current.tables);
  return test::descriptions(ordered);
}

}  // namespace

TEST_CASE("a dropped table gives up the names that a new one takes") {
  const Schema before{.tables = {with_all("old")}};
  const std::vector<Operation> operations{{CreateTable{with_all("new")}}, {DropTable{{"old", ""}, with_all("old")}}};
  CHECK(freed(before, operations, {}) == Steps{"create table new", "drop table old"});
  CHECK(freed(before, operations, sqlite_like) == Steps{"drop index ix of old", "create table new", "drop table old"});
  CHECK(freed(before, operations, mysql_like) ==
        Steps{"drop foreign key fk of old", "create table new", "drop table old"});
  CHECK(freed(before, operations, postgresql_like) ==
        Steps{"drop index ix of old", "rename constraint uq of old to uq_aside",
              "rename constraint pk of old to pk_aside", "create table new", "drop table old"});
}

TEST_CASE("what another table drops or renames later gives up its name before it is taken") {
  auto a = table_with_n("a"), b = table_with_n("b");
  const Index index{.name = "ix", .columns = {{.column = "n"}}};
  b.indexes = {index};
  const Schema before{.tables = {a, b}};
  const Operation create{CreateIndex{{"a", ""}, index}};
  CHECK(freed(before, {create, {DropIndex{{"b", ""}, "ix", index}}}, sqlite_like) ==
        Steps{"drop index ix of b", "create index ix on a"});
  CHECK(freed(before, {create, {RenameIndex{{"b", ""}, "ix", "iy"}}}, sqlite_like) ==
        Steps{"rename index ix to iy", "create index ix on a"});
  CHECK(freed(before, {create, {DropIndex{{"b", ""}, "ix", index}}}, mysql_like) ==
        Steps{"create index ix on a", "drop index ix of b"});
}

TEST_CASE("names are as the database finds them, each schema has its own, and a clash that nothing ends stays") {
  auto b = table_with_n("b");
  b.indexes = {{.name = "IX", .columns = {{.column = "n"}}}};
  const Index index{.name = "ix", .columns = {{.column = "n"}}};
  const std::vector<Operation> operations{{CreateIndex{{"a", ""}, index}}, {DropIndex{{"b", ""}, "IX", b.indexes[0]}}};
  CHECK(freed({.tables = {table_with_n("a"), b}}, operations, {.ignore_case = true, .indexes_share_tables = true}) ==
        Steps{"drop index IX of b", "create index ix on a"});
  CHECK(freed({.tables = {table_with_n("a"), b}}, operations, sqlite_like) ==
        Steps{"create index ix on a", "drop index IX of b"});
  auto elsewhere = table_with_n("b");
  elsewhere.schema = "s";
  elsewhere.indexes = {index};
  CHECK(freed({.tables = {table_with_n("a"), elsewhere}},
              {{CreateIndex{{"a", ""}, index}}, {DropIndex{{"b", "s"}, "ix", index}}},
              postgresql_like) == Steps{"create index ix on a", "drop index ix of s.b"});
  CHECK(freed({.tables = {table_with_n("a"), b}}, {operations[0]},
              {.ignore_case = true, .indexes_share_tables = true}) == Steps{"create index ix on a"});
}
