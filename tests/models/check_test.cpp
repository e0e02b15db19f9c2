// What makes no sense in a schema, whoever wrote it; each message with the name it is about.
#include "src/models/check.hpp"

#include "src/schema/read_toml.hpp"
#include "tests/support/catch.hpp"

using migrate::PrimaryKeys;
using migrate::problems;
using migrate::read_schema;
using migrate::Strictness;

namespace {

using Lines = std::vector<std::string>;

Lines problems_of(const std::string& tables, Strictness strictness = Strictness::models) {
  return problems(read_schema("format = 1\n" + tables, "test.toml"), strictness);
}

const std::string team = R"toml(
[[table]]
name = "team"
columns = [{ name = "id", type = "bigint", nullable = false }, { name = "name", type = "varchar(20)" }]
primary_key = { columns = ["id"] }
)toml";

std::string hero(const std::string& column, const std::string& more) {
  return "[[table]]\nname = \"hero\"\ncolumns = [{ name = \"id\", type = \"bigint\" }, " + column + "]\n" + more + "\n";
}

}  // namespace

TEST_CASE("a schema that makes sense has no problems") {
  CHECK(problems_of(team + hero(R"({ name = "team_id", type = "bigint" })",
                                R"(foreign_keys = [{ columns = ["team_id"], references = "team" }])"))
            .empty());
}

TEST_CASE("a foreign key to nowhere is named with the nearest table or column") {
  CHECK(problems_of(team + hero(R"({ name = "team_id", type = "bigint" })",
                                R"(foreign_keys = [{ columns = ["team_id"], references = "taem" }])")) ==
        Lines{"hero.team_id: the foreign key refers to the table 'taem', which is not among the models, did you mean "
              "'team'?"});
  CHECK(problems_of(team +
                    hero(R"({ name = "team_id", type = "bigint" })",
                         R"(foreign_keys = [{ columns = ["team_id"], references = "team", target = ["ids"] }])")) ==
        Lines{"hero.team_id: the foreign key refers to the column 'ids', which the table 'team' does not have, did you "
              "mean 'id'?"});
}

TEST_CASE("a foreign key has the type of its target") {
  const auto referring = [](const std::string& type) {
    return team + hero("{ name = \"team_id\", type = \"" + type + "\" }",
                       R"(foreign_keys = [{ columns = ["team_id"], references = "team", target = ["id"] }])");
  };
  CHECK(problems_of(referring("varchar(20)")) ==
        Lines{"hero.team_id: its type is varchar(20), but the foreign key's target team.id is bigint"});
  CHECK(problems_of(referring("integer")).size() == 1);
  CHECK(problems_of(referring("integer"), Strictness::catalog).empty());
  CHECK(problems_of(referring("sqlite:INT")).empty());
}

TEST_CASE("a text may refer to a text of another length") {
  CHECK(problems_of(team + hero(R"({ name = "team", type = "text" })",
                                R"(foreign_keys = [{ columns = ["team"], references = "team", target = ["name"] }])"),
                    Strictness::catalog)
            .empty());
}

TEST_CASE("a foreign key has as many columns as its target") {
  CHECK(problems_of(team + hero(R"({ name = "team_id", type = "bigint" })",
                                R"(foreign_keys = [{ columns = ["id", "team_id"], references = "team" }])")) ==
        Lines{"hero: the foreign key: the foreign key has 2 columns, but its target in 'team' has 1 column"});
}

TEST_CASE("SET NULL needs a column that can be null") {
  const std::string key =
      R"(foreign_keys = [{ columns = ["team_id"], references = "team", on_delete = "set null", on_update = "set null" }])";
  CHECK(problems_of(team + hero(R"({ name = "team_id", type = "bigint" })", key)).empty());
  CHECK(problems_of(team + hero(R"({ name = "team_id", type = "bigint", nullable = false })", key)) ==
        Lines{"hero.team_id: ondelete is SET NULL, but the column cannot be null",
              "hero.team_id: onupdate is SET NULL, but the column cannot be null"});
}

TEST_CASE("keys and indexes name columns that are there, once") {
  CHECK(problems_of(hero(R"({ name = "name", type = "text" })",
                         R"toml(primary_key = { columns = ["ids"] }
uniques = [{ name = "uq", columns = ["name", "name"] }]
indexes = [{ columns = ["nane"] }, { columns = [{ expression = "lower(name)" }] }])toml")) ==
        Lines{"hero: the primary key names the column 'ids', which it does not have, did you mean 'id'?",
              "hero: the unique constraint 'uq' names the column 'name' twice",
              "hero: the index names the column 'nane', which it does not have, did you mean 'name'?"});
}

TEST_CASE("names are used once") {
  CHECK(problems_of(team + team) == Lines{"team: there are two tables of this name"});
  CHECK(problems_of(hero(R"({ name = "id", type = "text" })", "")) == Lines{"hero: it has two columns 'id'"});
  CHECK(problems_of(hero(R"({ name = "name", type = "text" })",
                         R"(uniques = [{ name = "one", columns = ["id"] }]
checks = [{ name = "one", expression = "id > 0" }])")) == Lines{"hero: it has two constraints or indexes 'one'"});
  CHECK(problems_of(hero(R"({ name = "up", type = "bigint" })",
                         R"(primary_key = { columns = ["id"] }
indexes = [{ name = "one", columns = ["up"] }]
foreign_keys = [{ name = "one", columns = ["up"], references = "hero", target = ["id"] }])"))
            .empty());
}

TEST_CASE("a table has columns") {
  CHECK(problems_of("[[table]]\nname = \"empty\"\ncolumns = []\n") == Lines{"empty: it has no columns"});
}

TEST_CASE("an enum column has an enum, and a default among its values") {
  const std::string role = "[[enum]]\nname = \"role\"\nvalues = [\"leader\", \"member\"]\n";
  CHECK(problems_of(role + hero(R"toml({ name = "role", type = "enum(rolle)" })toml", "")) ==
        Lines{"hero.role: there is no enum 'rolle', did you mean 'role'?"});
  CHECK(problems_of(role + hero(R"toml({ name = "role", type = "enum(role)", default = "'membr'" })toml", "")) ==
        Lines{"hero.role: its default 'membr' is not a value of the enum 'role', did you mean 'member'?"});
  CHECK(
      problems_of(role + hero(R"toml({ name = "role", type = "enum(role)", default = "'member'" })toml", "")).empty());
  CHECK(problems_of("[[enum]]\nname = \"role\"\nvalues = []\n") == Lines{"role: the enum has no values"});
}

TEST_CASE("a value has one source") {
  CHECK(problems_of(hero(R"({ name = "n", type = "integer", default = "1", identity = true })", "")).size() == 1);
  CHECK(problems_of(hero(R"({ name = "n", type = "integer", default = "1", generated = { expression = "2" } })", ""))
            .size() == 1);
}

TEST_CASE("a relationship needs a foreign key, of its own or through a table between") {
  const std::string related = R"(relationships = [{ name = "teams", references = "team", many = true }])";
  CHECK(problems_of(team + hero(R"({ name = "n", type = "integer" })", related)) ==
        Lines{"hero.teams: no foreign key joins 'hero' and 'team'"});
  CHECK(problems_of(team +
                    hero(R"({ name = "n", type = "integer" })", "primary_key = { columns = [\"id\"] }\n" + related) +
                    R"toml(
[[table]]
name = "link"
columns = [{ name = "team_id", type = "bigint" }, { name = "hero_id", type = "bigint" }]
foreign_keys = [{ columns = ["team_id"], references = "team" }, { columns = ["hero_id"], references = "hero" }]
)toml")
            .empty());
}

TEST_CASE("a table without a primary key is a warning, not a problem") {
  const auto schema = read_schema("format = 1\n" + hero(R"({ name = "n", type = "integer" })", ""), "test.toml");
  CHECK(problems(schema).empty());
  CHECK(warnings(schema) == Lines{"hero: it has no primary key"});
  CHECK(warnings(schema, PrimaryKeys::optional).empty());
}

TEST_CASE("tables without a primary key are one warning, and partitions none") {
  const auto tables = [](int count, const std::string& more) {
    std::string out = "format = 1\n";
    for (int i = 1; i <= count; ++i) {
      out +=
          "[[table]]\nname = \"t" + std::to_string(i) + "\"\ncolumns = [{ name = \"n\", type = \"integer\" }]\n" + more;
    }
    return warnings(read_schema(out, "test.toml"));
  };
  CHECK(tables(3, "") == Lines{"3 tables have no primary key: t1, t2, t3"});
  CHECK(tables(7, "") == Lines{"7 tables have no primary key: t1, t2, t3, t4, t5 and 2 more"});
  CHECK(tables(3, "options = { postgresql.partition_of = \"t\", postgresql.partition_bound = \"DEFAULT\" }\n").empty());
}

TEST_CASE("a foreign key refers to what identifies a row") {
  const auto referring = [](const std::string& more) {
    return R"toml(
[[table]]
name = "team"
columns = [{ name = "id", type = "bigint" }, { name = "code", type = "text" }, { name = "city", type = "text" }]
primary_key = { columns = ["id"] }
)toml" + more +
           hero(R"({ name = "a", type = "text" }, { name = "b", type = "text" })",
                R"(foreign_keys = [{ columns = ["a", "b"], references = "team", target = ["city", "code"] }])");
  };
  CHECK(problems_of(referring("")) ==
        Lines{"hero: the foreign key: the foreign key refers to team (city, code), which are together neither its "
              "primary key nor unique: say so there, or refer to its key"});
  CHECK(problems_of(referring(""), Strictness::catalog).empty());
  CHECK(problems_of(referring("uniques = [{ columns = [\"code\", \"city\"] }]\n")).empty());
  CHECK(problems_of(referring("indexes = [{ columns = [\"code\", \"city\"], unique = true }]\n")).empty());
  CHECK(problems_of(referring("indexes = [{ columns = [\"code\", \"city\"] }]\n")).size() == 1);
  CHECK(problems_of(referring("indexes = [{ columns = [\"code\", \"city\"], unique = true, where = \"id > 1\" }]\n"))
            .size() == 1);
  CHECK(
      problems_of(team + hero(R"({ name = "team", type = "text" })",
                              R"(foreign_keys = [{ columns = ["team"], references = "team", target = ["name"] }])")) ==
      Lines{"hero.team: the foreign key refers to team (name), which is neither its primary key nor unique: say so "
            "there, or refer to its key"});
}

TEST_CASE("SET DEFAULT needs a default, or a column that can be null") {
  const std::string key =
      R"(foreign_keys = [{ columns = ["team_id"], references = "team", on_delete = "set default" }])";
  CHECK(problems_of(team + hero(R"({ name = "team_id", type = "bigint" })", key)).empty());
  CHECK(problems_of(team + hero(R"({ name = "team_id", type = "bigint", nullable = false, default = "1" })", key))
            .empty());
  CHECK(problems_of(team + hero(R"({ name = "team_id", type = "bigint", nullable = false })", key)) ==
        Lines{"hero.team_id: ondelete is SET DEFAULT, but the column has no server default and cannot be null"});
}

TEST_CASE("two tables may refer to each other, both without NULL") {
  const auto half = [](const std::string& name, const std::string& other) {
    return "[[table]]\nname = \"" + name + "\"\ncolumns = [{ name = \"id\", type = \"bigint\", nullable = false }, " +
           "{ name = \"other\", type = \"bigint\", nullable = false }]\nprimary_key = { columns = [\"id\"] }\n" +
           "foreign_keys = [{ columns = [\"other\"], references = \"" + other + "\", target = [\"id\"] }]\n";
  };
  CHECK(problems_of(half("a", "b") + half("b", "a")).empty());
}

TEST_CASE("only integers number rows, and only where nothing else gives the value") {
  CHECK(problems_of(hero(R"({ name = "n", type = "text", identity = true })", "")) ==
        Lines{"hero.n: it numbers its rows, but its type is text and no integer"});
  CHECK(problems_of(hero(R"toml({ name = "n", type = "numeric(12,2)", identity = true })toml", "")).size() == 1);
  CHECK(problems_of(hero(R"toml({ name = "n", type = "numeric(12)", identity = true })toml", "")).empty());
  CHECK(problems_of(hero(R"({ name = "n", type = "integer", identity = true, generated = { expression = "2" } })", ""))
            .size() == 1);
}

TEST_CASE("what an index includes and what an exclusion compares is there") {
  CHECK(problems_of(hero(R"({ name = "name", type = "text" })",
                         R"toml(uniques = [{ columns = ["name"], include = ["idd"] }]
indexes = [{ name = "ix", columns = ["name"], include = ["nam"] }]
exclusions = [{ name = "ex", elements = [{ column = "nme", operator = "=" }, { column = "id", operator = " " }] }, { elements = [] }])toml")) ==
        Lines{"hero: the unique constraint names the column 'idd', which it does not have, did you mean 'id'?",
              "hero: the index 'ix' names the column 'nam', which it does not have, did you mean 'name'?",
              "hero: the exclusion 'ex' names the column 'nme', which it does not have, did you mean 'name'?",
              "hero: the exclusion 'ex' has an element without an operator", "hero: the exclusion has no columns"});
}

TEST_CASE("a sequence counts in something") {
  CHECK(problems_of("[[sequence]]\nname = \"s\"\nincrement = 0\ntype = \"text\"\n[[sequence]]\nname = \"s\"\n") ==
        Lines{"s: the sequence counts in steps of 0", "s: a sequence cannot be text",
              "s: there are two sequences of this name"});
}

TEST_CASE("a relationship has one foreign key that can be meant, or says which") {
  const auto related = [](const std::string& relationship) {
    return team +
           "relationships = [{ name = \"captains\", references = \"hero\", many = true, columns = [\"captain_of\"] "
           "}]\n" +
           hero(
               R"({ name = "team_id", type = "bigint" }, { name = "captain_of", type = "bigint" })",
               R"(foreign_keys = [{ columns = ["team_id"], references = "team" }, { columns = ["captain_of"], references = "team" }]
relationships = [)" +
                   relationship + "]");
  };
  CHECK(problems_of(related(R"({ name = "team", references = "team", columns = ["team_id"] })")).empty());
  CHECK(problems_of(related(R"({ name = "team", references = "team" })")) ==
        Lines{"hero.team: several foreign keys join 'hero' and 'team' (hero.team_id; hero.captain_of): say which, "
              "`= migrate::via(&…)`"});
  CHECK(problems_of(related(R"({ name = "team", references = "team", columns = ["id"] })")) ==
        Lines{"hero.team: no foreign key of id joins 'hero' and 'team'"});
}

TEST_CASE("two foreign keys in opposite directions are told apart by how many there are") {
  CHECK(problems_of(R"toml(
[[table]]
name = "team"
columns = [{ name = "id", type = "bigint" }, { name = "captain_id", type = "bigint" }]
primary_key = { columns = ["id"] }
foreign_keys = [{ columns = ["captain_id"], references = "hero" }]
relationships = [{ name = "captain", references = "hero" }, { name = "heroes", references = "hero", many = true }]
[[table]]
name = "hero"
columns = [{ name = "id", type = "bigint" }, { name = "team_id", type = "bigint" }]
primary_key = { columns = ["id"] }
foreign_keys = [{ columns = ["team_id"], references = "team" }]
relationships = [{ name = "team", references = "team" }]
)toml")
            .empty());
}

TEST_CASE("names that differ only by case are a warning") {
  const auto schema = read_schema("format = 1\n" + team + hero(R"({ name = "ID", type = "text" })", "") +
                                      "[[table]]\nname = \"Team\"\ncolumns = [{ name = \"id\", type = \"bigint\" "
                                      "}]\nprimary_key = { columns = [\"id\"] }\n",
                                  "test.toml");
  CHECK(problems(schema).empty());
  CHECK(warnings(schema) ==
        Lines{"hero: it has no primary key",
              "hero.ID: it differs from the column 'id' only by case, and not every database tells them apart",
              "Team: it differs from the table 'team' only by case, and not every database tells them apart"});
}

TEST_CASE("all problems of all tables are told at once") {
  CHECK(problems_of(hero(R"({ name = "n", type = "text", identity = true })",
                         R"(primary_key = { columns = ["ids"] }
foreign_keys = [{ columns = ["n"], references = "nowhere" }, { columns = ["m"], references = "hero" }])") +
                    "[[table]]\nname = \"empty\"\ncolumns = []\n")
            .size() == 5);
}
