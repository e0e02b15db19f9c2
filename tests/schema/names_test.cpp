// What a database demands of names, with the rules of three kinds of databases.
#include "src/schema/names.hpp"

#include "src/schema/read_toml.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

using Lines = std::vector<std::string>;

Lines problems_of(const std::string& tables, const NameRules& rules) {
  return name_problems(read_schema("format = 1\n" + tables, "test.toml"), rules);
}

std::string table(const std::string& name, const std::string& more = {}) {
  return "[[table]]\nname = \"" + name + "\"\ncolumns = [{ name = \"id\", type = \"bigint\" }]\n" + more + "\n";
}

}  // namespace

TEST_CASE("a name is as long as the database takes, in bytes or in characters") {
  const std::string sixty_four(64, 'x');
  const auto long_table = table(sixty_four);
  const auto long_index = table("hero", R"(indexes = [{ name = ")" + sixty_four + R"(", columns = ["id"] }])");
  CHECK(problems_of(long_table, {}).empty());
  CHECK(problems_of(long_table, {.longest_in_characters = 64}).empty());
  CHECK(problems_of(long_table, {.longest_in_bytes = 63}) ==
        Lines{"table " + sixty_four + ": the name has 64 bytes, and the longest is 63"});
  CHECK(problems_of(long_index, {.longest_in_bytes = 63}) ==
        Lines{"table hero, index " + sixty_four + ": the name has 64 bytes, and the longest is 63"});
  const auto umlauts = table("ÄÖÜ");
  CHECK(problems_of(umlauts, {.longest_in_characters = 3}).empty());
  CHECK(problems_of(umlauts, {.longest_in_characters = 2}) ==
        Lines{"table ÄÖÜ: the name has 3 characters, and the longest is 2"});
  CHECK(problems_of(umlauts, {.longest_in_bytes = 5}).size() == 1);
}

TEST_CASE("names that differ only by case are one where the database folds them") {
  const std::string columns =
      "[[table]]\nname = \"a\"\ncolumns = [{ name = \"Id\", type = \"bigint\" }, { name = "
      "\"id\", type = \"bigint\" }]\n";
  CHECK(problems_of(table("Hero") + table("hero") + columns, {}).empty());
  CHECK(problems_of(table("Hero") + table("hero") + columns, {.ignore_case = true}) ==
        Lines{"table hero: the name is that of table Hero already",
              "table a, column id: there is a column 'Id' already"});
}

TEST_CASE("an index is called like no other and like no table, where they share their names") {
  const auto both = table("a", R"(indexes = [{ name = "ix", columns = ["id"] }])") + table("ix") +
                    table("b", R"(indexes = [{ name = "ix", columns = ["id"] }])");
  CHECK(problems_of(both, {}).empty());
  CHECK(problems_of(both, {.indexes_share_tables = true}) ==
        Lines{"table a, index ix: the name is that of table ix already",
              "table b, index ix: the name is that of table ix already"});
}

TEST_CASE("keys share the tables' names, and checks do not") {
  const auto keys = table("a", R"(primary_key = { name = "k", columns = ["id"] })") +
                    table("b", R"(uniques = [{ name = "k", columns = ["id"] }])");
  CHECK(problems_of(keys, {.indexes_share_tables = true}).empty());
  CHECK(problems_of(keys, {.keys_share_tables = true}) ==
        Lines{"table b, unique k: the name is that of table a, primary key k already"});
  const auto checks = table("a", R"(checks = [{ name = "c", expression = "id > 0" }])") +
                      table("b", R"(checks = [{ name = "c", expression = "id > 0" }])");
  CHECK(problems_of(checks, {}).empty());
}

TEST_CASE("a name that steps aside fits every database, and no character is cut in two") {
  CHECK(with_suffix("uq_hero", "_aside") == "uq_hero_aside");
  CHECK(with_suffix(std::string(63, 'x'), "_old") == std::string(59, 'x') + "_old");
  std::string accents = "x";
  for (int i = 0; i < 31; ++i) accents += "é";
  CHECK(with_suffix(accents, "_old") == accents.substr(0, 59) + "_old");
  CHECK(with_suffix(accents, "_aside") == accents.substr(0, 57) + "_aside");
}
