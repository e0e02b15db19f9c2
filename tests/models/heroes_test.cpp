// The example of the manual, from structs to the schema.
#include "migrate/models.hpp"
#include "tests/support/catch.hpp"

using migrate::Field;

namespace {

enum class Role { leader, member, reserve };

struct Timestamps {
  migrate::timestamp created_at = Field{.server_default = migrate::sql("CURRENT_TIMESTAMP")};
  std::optional<migrate::timestamp> updated_at;
};

struct Team {
  std::int64_t id = Field{.primary_key = true};
  std::string name = Field{.unique = true, .max_length = 80};
  std::string headquarters;
};

struct Hero {
  std::optional<std::int64_t> id = Field{.primary_key = true};
  std::string name = Field{.index = true};
  std::string secret_name;
  std::optional<int> age = Field{.index = true, .initial = 18};
  Role role = Field{.server_default = "member"};
  double balance = Field{.max_digits = 12, .decimal_places = 2};
  std::optional<std::int64_t> team_id = Field{.foreign_key = &Team::id, .ondelete = "SET NULL"};
  Timestamps stamps = {};

  static auto table_args() {
    return migrate::table_args(migrate::unique(&Hero::name, &Hero::team_id),
                               migrate::check("age_positive", "age >= 0"));
  }
};

}  // namespace

TEST_CASE("the heroes become their two tables and an enum") {
  CHECK(migrate::detail::toml_document(migrate::metadata<Team, Hero>()) == R"toml(format = 1

[[enum]]
name = "role"
values = ["leader", "member", "reserve"]

[[table]]
name = "team"
columns = [
  { name = "id", type = "bigint", nullable = false, identity = true },
  { name = "name", type = "varchar(80)", nullable = false },
  { name = "headquarters", type = "varchar", nullable = false },
]
primary_key = { columns = ["id"] }
uniques = [
  { columns = ["name"] },
]

[[table]]
name = "hero"
columns = [
  { name = "id", type = "bigint", nullable = false, identity = true },
  { name = "name", type = "varchar", nullable = false },
  { name = "secret_name", type = "varchar", nullable = false },
  { name = "age", type = "integer", initial = "18" },
  { name = "role", type = "enum(role)", nullable = false, default = "'member'" },
  { name = "balance", type = "numeric(12,2)", nullable = false },
  { name = "team_id", type = "bigint" },
  { name = "created_at", type = "timestamp", nullable = false, default = "CURRENT_TIMESTAMP" },
  { name = "updated_at", type = "timestamp" },
]
primary_key = { columns = ["id"] }
uniques = [
  { columns = ["name", "team_id"] },
]
indexes = [
  { columns = ["name"] },
  { columns = ["age"] },
]
foreign_keys = [
  { columns = ["team_id"], references = "team", target = ["id"], on_delete = "set null" },
]
checks = [
  { name = "age_positive", expression = "age >= 0" },
]
)toml");
}

TEST_CASE("a model is an ordinary struct whose members have their initial values") {
  const Hero hero{.name = "Deadpond", .secret_name = "Dive Wilson"};
  CHECK(hero.name == "Deadpond");
  CHECK(hero.age == 18);
  CHECK_FALSE(hero.id);
}
