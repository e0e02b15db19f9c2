// Offline mode: what `--sql` writes, fed to SQLite's own shell, beyond what offline_test.cpp does with all clients.
#include "tests/support/client.hpp"
#include "tests/support/project.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

/// The text of a models document with a table hero, whose one column `name` allows NULL or not.
std::string hero(bool nullable) {
  return std::string(
             "format = 1\n[[table]]\nname = \"hero\"\ncolumns = [ { name = \"name\", type = \"text\", nullable = ") +
         (nullable ? "true" : "false") + " } ]\n";
}

void autogenerate(const OnlineAndOffline& both, const std::string& id, const std::string& models) {
  both.run.folder.write("models.toml", models);
  both.ok({"revision", "--autogenerate", "-m", id, "--rev-id", id});
}

}  // namespace

TEST_CASE("a script from base makes everything at once, and only once") {
  const OnlineAndOffline both(clients().front());
  autogenerate(both, "aaaa", hero(true));
  both.ok({"upgrade"});
  autogenerate(both, "bbbb", hero(false));
  both.ok({"upgrade"});
  const auto script = both.ok({"upgrade", "head", "--sql"});
  CHECK(both.feed(script) == "");
  both.must_be_the_same();
  const auto refused = both.feed(script);
  INFO(refused);
  CHECK(refused.find("the database is not at base, where this script begins") != refused.npos);
  both.must_be_the_same();
}

TEST_CASE("a script refuses rows that the change would damage, and leaves the database as it was") {
  const OnlineAndOffline both(clients().front());
  autogenerate(both, "aaaa", hero(true));
  both.move("upgrade", "base", "aaaa");
  autogenerate(both, "bbbb", hero(false));
  const auto script = both.ok({"upgrade", "aaaa:head", "--sql"});
  CHECK(both.feed("INSERT INTO hero VALUES (NULL);\n") == "");
  const auto refused = both.feed(script);
  INFO(refused);
  CHECK(refused.find("column name is to allow no NULL") != refused.npos);
  CHECK(both.offline("SELECT version_num, name FROM migrate_version, hero") == SqlRows{{"aaaa", std::nullopt}});
}

TEST_CASE("a script cannot call into the models library, and says what to do") {
  const Project project(MIGRATE_PROGRAM);
  project.use_document("format = 1\n");
  project.run.folder.write("migrations/aaaa.toml",
                           "format = 1\nrevision = \"aaaa\"\n[[upgrade]]\nop = \"call\"\nstep = \"backfill\"\n");
  const auto ran = project.run({"upgrade", "--sql"});
  INFO(ran.err);
  CHECK(ran.code == 2);
  CHECK(ran.out == "");
  CHECK(ran.err.find("migrations/aaaa.toml:3") != ran.err.npos);
  CHECK(ran.err.find("data step backfill") != ran.err.npos);
}

TEST_CASE("the script of a downgrade says where it begins") {
  const Project project(MIGRATE_PROGRAM);
  project.use_document("format = 1\n");
  const auto ran = project.run({"downgrade", "base", "--sql"});
  CHECK(ran.code == 2);
  CHECK(ran.err.find("FROM:TO") != ran.err.npos);
}
