// The scripts of the round-trip cases and of the examples, fed to each database's own client, make the same database as
// the runs do: schema, rows, version table and journal, up and down.
#include "src/schema/read_toml.hpp"
#include "tests/support/client.hpp"
#include "tests/support/schema_cases.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

/// What must be refused is refused by both, at the latest when it is run, and changes neither.
void refused_by_both(const OnlineAndOffline& both) {
  if (both.run({"revision", "--autogenerate", "--allow-empty-models", "-m", "change", "--rev-id", "bbbb"}).code == 0) {
    CHECK(both.run({"upgrade"}).code != 0);
    const auto script = both.run({"upgrade", "aaaa:bbbb", "--sql"});
    if (script.code == 0) CHECK(both.feed(script.out) != "");
  }
  both.must_be_the_same();
}

void run_case(const Client& client, const SchemaCase& held) {
  const OnlineAndOffline both(client);
  both.run.folder.write("migrations/aaaa.sql", "-- revision: aaaa\n-- migrate: upgrade\n" + held.database);
  both.run.folder.write("models.toml", write_schema(held.models));
  both.move("upgrade", "base", "aaaa");
  if (!held.refused.empty()) return refused_by_both(both);
  both.ok({"revision", "--autogenerate", "--allow-empty-models", "-m", "change", "--rev-id", "bbbb"});
  both.move("upgrade", "aaaa", "bbbb");
  both.move("downgrade", "bbbb", "aaaa");
  both.move("upgrade", "aaaa", "bbbb");
}

/// The models of an example as they became, one library after the other.
const std::vector<std::vector<std::string>> stages_of_examples{
    {"heroes_1", "heroes_2", "heroes_3"},
    {"sqlmodel_heroes"},
    {"sqlmodel_conversations"},
    {"sqlmodel_projects"},
    {"sqlmodel_todos"},
    {"own_types"},
};

/// What MariaDB lacks is refused by name before anything is written, and MySQL from 8 has.
constexpr std::string_view lacked_by_mariadb = "has no indexes of expressions";

void run_example(const Client& client, const std::vector<std::string>& libraries) {
  const OnlineAndOffline both(client);
  std::vector<std::string> revisions{"base"};
  for (const auto& library : libraries) {
    both.models("library = \"" MIGRATE_BINARY_DIR "/models/lib" + library + ".so\"");
    const auto written = both.run({"revision", "--autogenerate", "-m", library, "--rev-id", "at_" + library});
    if (client.dialect == "mysql" && written.err.find(lacked_by_mariadb) != std::string::npos) {
      CHECK(written.code == 2);
      break;
    }
    INFO(written.err);
    REQUIRE(written.code == 0);
    both.move("upgrade", revisions.back(), "at_" + library);
    revisions.push_back("at_" + library);
  }
  for (; revisions.size() > 1; revisions.pop_back()) {
    both.move("downgrade", revisions.back(), revisions[revisions.size() - 2]);
  }
}

}  // namespace

TEST_CASE("the scripts of every round-trip case make the same database as the runs") {
  for (const auto& client : clients()) {
    for (const auto& held : read_schema_cases("roundtrip", client.dialect)) {
      DYNAMIC_SECTION(client.dialect << ": " << held.name) { run_case(client, held); }
    }
  }
}

TEST_CASE("the scripts of every example make the same database as the runs") {
  for (const auto& client : clients()) {
    for (const auto& libraries : stages_of_examples) {
      DYNAMIC_SECTION(client.dialect << ": " << libraries.front()) { run_example(client, libraries); }
    }
  }
}

TEST_CASE("the scripts of the revisions that an example is shipped with make the same database as the runs") {
  const OnlineAndOffline both(clients().front());  // an application with a SQLite file of its own
  std::filesystem::copy(MIGRATE_SOURCE_DIR "/examples/embedded/migrations", both.run.folder.path / "migrations");
  both.move("upgrade", "base", "head");
  both.move("downgrade", "head", "base");
}
