// A real schema: the Sakila sample database for PostgreSQL, through `inspect` and a file of models into an empty
// database. What is not managed (its domain) is there before.
#include <algorithm>
#include <set>

#include "src/autogenerate/autogenerate.hpp"
#include "src/base/child_process.hpp"
#include "src/base/files.hpp"
#include "src/base/text.hpp"
#include "src/models/check.hpp"
#include "src/schema/read_toml.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/descriptions.hpp"
#include "tests/support/postgresql.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

/// The schema as pg_dump writes it, section by section in order of their text, without the classes of objects that are
/// not managed: their order depends on these.
std::vector<std::string> managed_dump(const PostgresqlDatabase& database) {
  const auto dump =
      run_program({"pg_dump", "--schema-only", "--no-owner", "--no-privileges", "-d", database.url_text()},
                  std::chrono::seconds(60));
  INFO(dump.talk);
  REQUIRE(dump.exit_code == 0);
  static const std::set<std::string> managed{
      "TABLE", "SEQUENCE", "SEQUENCE OWNED BY", "DEFAULT", "CONSTRAINT", "FK CONSTRAINT", "INDEX", "TYPE"};
  std::vector<std::string> out;
  const std::string heading = "--\n-- Name: ", type = "; Type: ";
  for (auto at = dump.output.find(heading); at != std::string::npos;) {
    const auto next = dump.output.find(heading, at + 1);
    auto section = dump.output.substr(at, next == std::string::npos ? next : next - at);
    for (const std::string_view rest : {"\nSET default_", "\n--\n-- PostgreSQL database dump complete"}) {
      section.erase(std::min(section.find(rest), section.size()));
    }
    const auto begin = section.find(type) + type.size();
    if (managed.contains(section.substr(begin, section.find(';', begin) - begin))) out.emplace_back(trim(section));
    at = next;
  }
  std::ranges::sort(out);
  return out;
}

std::vector<std::string> differences_and_notes(PostgresqlDatabase& database, const Schema& models) {
  const auto found = autogenerate(postgresql_dialect(), *database.connection, models, {});
  auto out = descriptions(found.upgrade);
  for (const auto& note : found.notes) out.push_back(note);
  return out;
}

}  // namespace

TEST_CASE("Sakila goes through inspect and a models file into an empty database, and pg_dump writes the same") {
  PostgresqlDatabase original, copy;
  original.run(read_file(MIGRATE_SOURCE_DIR "/tests/cases/sakila/postgresql.sql"));
  original.connection = postgresql_dialect().connect(original.url, {});  // the script has set what it likes
  const auto document = write_schema(original.schema());
  const auto models = read_schema(document, "sakila.toml");
  CHECK(problems(models, Strictness::catalog) == std::vector<std::string>());
  CHECK(differences_and_notes(original, models) == std::vector<std::string>());

  copy.run("CREATE DOMAIN year AS integer CONSTRAINT year_check CHECK (((VALUE >= 1901) AND (VALUE <= 2155)))");
  const auto found = autogenerate(postgresql_dialect(), *copy.connection, models, {});
  copy.apply(found.upgrade);
  CHECK(differences_and_notes(copy, models) == std::vector<std::string>());
  CHECK(managed_dump(copy) == managed_dump(original));

  copy.apply(found.downgrade);
  CHECK(copy.schema().tables.empty());
  copy.apply(found.upgrade);
  CHECK(differences_and_notes(copy, models) == std::vector<std::string>());
}
