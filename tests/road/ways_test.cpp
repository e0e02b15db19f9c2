// What a person sees of the way that a table is changed, and how the configuration chooses another.
#include "tests/support/project.hpp"

using namespace migrate;

TEST_CASE("upgrade -v tells which way a table goes, and migrate.toml can have it copied") {
  const Project project(MIGRATE_PROGRAM);
  project.use_document("format = 1\n");
  find_dialect("sqlite")
      .connect(parse_url("sqlite:///" + project.database().string()), {.may_create = true})
      ->execute("CREATE TABLE team (id INT)");
  project.execute(
      {"CREATE TABLE hero (id INTEGER PRIMARY KEY, age INT, CONSTRAINT ck_age CHECK (age > 0), CONSTRAINT "
       "ck_old CHECK (age < 200))",
       "INSERT INTO hero VALUES (1, 5)"});
  const auto drop = [](const std::string& name) {
    return "[[upgrade]]\nop = \"drop_constraint\"\ntable = \"hero\"\nname = \"" + name + "\"\n";
  };
  project.run.folder.write("migrations/aaaa.toml", "format = 1\nrevision = \"aaaa\"\n" + drop("ck_age"));
  const auto edited = project.run({"upgrade", "-v"});
  INFO(edited.err);
  CHECK(edited.code == 0);
  CHECK(edited.err.find("-- edit hero in place: drop check ck_age (reads no row)\n") != edited.err.npos);

  project.run.folder.write("migrations/bbbb.toml",
                           "format = 1\nrevision = \"bbbb\"\ndown_revision = \"aaaa\"\n" + drop("ck_old"));
  project.run.folder.write("migrate.toml",
                           "[database]\nurl = \"sqlite:///app.db\"\n[apply]\nsqlite_edit_in_place = false\n");
  const auto copied = project.run({"upgrade", "-v"});
  INFO(copied.err);
  CHECK(copied.err.find("-- rebuild hero: drop check ck_old (sqlite_edit_in_place is false; copies 1 row)\n") !=
        copied.err.npos);
  CHECK(project.sql("SELECT sql FROM sqlite_master WHERE name = 'hero'").at(0).at(0)->find("ck_") == std::string::npos);
}
