// The whole road with the models that people have: from structs to a database and back, with rows in it.
#include <algorithm>

#include "tests/support/project.hpp"

using namespace migrate;

namespace {

struct Example {
  std::string library;
  std::vector<std::string> tables;
  std::vector<std::string> rows;  ///< statements that fill them
};

const std::vector<Example> examples{
    {"sqlmodel_heroes",
     {"hero", "heroteamlink", "team"},
     {"INSERT INTO team (id, name, headquarters) VALUES (1, 'Z-Force', 'Sister Margaret''s Bar')",
      "INSERT INTO hero (id, name, secret_name, age) VALUES (1, 'Deadpond', 'Dive Wilson', NULL), (2, 'Rusty-Man', "
      "'Tommy Sharp', 48)",
      "INSERT INTO heroteamlink (team_id, hero_id, is_training) VALUES (1, 1, 0), (1, 2, 1)"}},
    {"sqlmodel_conversations", {"conversation", "message", "task"}, {}},
    {"sqlmodel_projects", {"project", "user", "userprojectlink"}, {}},
    {"sqlmodel_todos", {"todo"}, {}},
    {"own_types",
     {"customer", "orderticket"},
     {"INSERT INTO customer (id, email, reply_to) VALUES ('8a4d0d4e-0000-4000-8000-000000000001', 'ada@example.org', "
      "'ada@example.org')",
      "INSERT INTO orderticket (customer_id) SELECT id FROM customer"}},
};

}  // namespace

TEST_CASE("SQLModel's classes as structs go up, compare empty, go down to nothing, and up again") {
  for (const auto& example : examples) {
    DYNAMIC_SECTION(example.library) {
      const Project project(MIGRATE_PROGRAM);
      project.use_models(example.library);
      project.autogenerate("create everything");
      project.ok({"upgrade", "head"});
      CHECK(project.tables() == example.tables);
      project.nothing_left();
      if (!example.rows.empty()) project.execute(example.rows);
      project.ok({"downgrade", "base"});
      CHECK(project.tables().empty());
      project.ok({"upgrade", "head"});
      CHECK(project.tables() == example.tables);
      project.nothing_left();
    }
  }
}

TEST_CASE("rows that were there before the models changed are there after it, both ways") {
  const Project project(MIGRATE_PROGRAM);
  project.use_models("heroes_1");
  project.autogenerate("teams and heroes");
  project.ok({"upgrade"});
  project.execute(
      {"INSERT INTO team (id, name, headquarters) VALUES (1, 'Preventers', 'Sharp Tower'), (7, 'Z-Force', 'Bar')",
       "INSERT INTO hero (name, secret_name, age, team_id) VALUES ('Deadpond', 'Dive Wilson', NULL, 7), "
       "('Rusty-Man', 'Tommy Sharp', 48, 1)"});
  const auto first = project.rows();
  project.use_models("heroes_2");
  project.autogenerate("levels and roles");
  project.ok({"upgrade"});
  project.nothing_left();
  CHECK(project.sql("SELECT name, secret_name, level, role, team_id FROM hero ORDER BY id") ==
        SqlRows{{"Deadpond", "Dive Wilson", "1", "member", "7"}, {"Rusty-Man", "Tommy Sharp", "1", "member", "1"}});
  CHECK(project.sql("SELECT id, name, city FROM team ORDER BY id") ==
        SqlRows{{"1", "Preventers", "Sharp Tower"}, {"7", "Z-Force", "Bar"}});
  const auto second = project.rows();
  project.use_models("heroes_3");
  project.autogenerate("missions");
  project.ok({"upgrade"});
  project.nothing_left();
  project.ok({"downgrade", "-1"});
  CHECK(project.rows() == second);
  project.ok({"downgrade", "-1"});
  CHECK(project.rows() == first);
  project.ok({"upgrade", "+2"});
  project.nothing_left();
}

TEST_CASE("what inspect prints is a model of the same database") {
  for (const auto& example : examples) {
    DYNAMIC_SECTION(example.library) {
      const Project project(MIGRATE_PROGRAM);
      project.use_models(example.library);
      project.autogenerate("create everything");
      project.ok({"upgrade"});
      const auto document = project.ok({"inspect"});
      const Project copy(MIGRATE_PROGRAM);
      copy.use_document(document);
      copy.autogenerate("from the document");
      copy.ok({"upgrade"});
      copy.nothing_left();
      CHECK(copy.ok({"inspect"}) == document);
      project.use_document(document);
      project.nothing_left();
    }
  }
}
