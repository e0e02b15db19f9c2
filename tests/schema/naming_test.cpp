#include "src/schema/naming.hpp"

#include "src/schema/expression.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

TEST_CASE("everything without a name gets one, and no two the same") {
  Table hero{
      .name = "hero",
      .columns = {{.name = "id"}, {.name = "age"}, {.name = "team_id"}},
      .primary_key = PrimaryKey{.columns = {{.column = "id"}}},
      .uniques = {{.columns = {{.column = "age"}, {.column = "team_id"}}}},
      .indexes = {{.columns = {{.column = "age"}}},
                  {.columns = {{.column = "age"}}, .where = "age > 1"},
                  {.columns = {{.expression = "lower(\"name\" || 'x')"}}}},
      .foreign_keys = {{.columns = {"team_id"}, .references = "team"}},
      .checks = {
          {.expression = "AGE > 0 AND age < team_id"}, {.name = "mine", .expression = "1"}, {.expression = "1 = 1"}}};
  name_all(hero, {});
  CHECK(hero.primary_key->name == "pk_hero");
  CHECK(hero.uniques[0].name == "uq_hero_age_team_id");
  CHECK(hero.indexes[0].name == "ix_hero_age");
  CHECK(hero.indexes[1].name == "ix_hero_age_2");
  CHECK(hero.indexes[2].name == "ix_hero_lower_name");
  CHECK(hero.foreign_keys[0].name == "fk_hero_team_id_team");
  CHECK(hero.checks[0].name == "ck_hero_age_team_id");
  CHECK(hero.checks[1].name == "mine");
  CHECK(hero.checks[2].name == "ck_hero");
}

TEST_CASE("an identifier is replaced where it is one, and nowhere else") {
  CHECK(replace_identifier("age > 0 and \"age\" < 'age' -- age\n or t.Age", "age", "years") ==
        "years > 0 and \"years\" < 'age' -- age\n or t.years");
  CHECK(replace_identifier("[age] + ages + 1age /* age */", "age", "the years") ==
        "\"the years\" + ages + 1age /* age */");
  CHECK(replace_identifier("`age` + age", "age", "the`years") == "`the``years` + \"the`years\"");
  CHECK(replace_identifier("lower(x)", "y", "z") == "lower(x)");
}
