// Names of new files: tokens, slugs, Alembic's own notation.
#include "src/revisions/file_name.hpp"

#include "src/base/error.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

const CivilTime noon{.year = 2026, .month = 1, .day = 2, .hour = 12, .minute = 3, .second = 4, .epoch = 1767355384};

std::string name_of(std::string_view file_template, const std::string& message = "Add users",
                    std::size_t longest = 40) {
  return revision_file_name(file_template, {.id = "abc", .message = message}, noon, longest);
}

}  // namespace

TEST_CASE("file names come from the template") {
  CHECK(name_of("{revision}_{slug}", "Add the Users' table, and a rather long list of other things") ==
        "abc_add_the_users_table_and_a_rather_long");
  CHECK(name_of("{year}{month}{day}_{hour}{minute}{second}_{slug}", "Add the users", 10) == "20260102_120304_add_the");
  CHECK(name_of("{epoch}-{rev}") == "1767355384-abc");
  CHECK(name_of("{revision}_{slug}", "!!!") == "abc");
  CHECK(name_of("{slug}", "???") == "abc");
  CHECK(name_of("../.{slug}", "x") == "_.x");
  CHECK(name_of("100%_{slug}") == "100%_add_users");
}

TEST_CASE("Alembic's tokens mean what they mean there") {
  CHECK(name_of("%%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d-%%(rev)s_%%(slug)s") ==
        "2026_01_02_1203-abc_add_users");
  CHECK(name_of("%(year)d%(month)02d%(day)d_%(second)d_%(epoch)d") == "2026012_4_1767355384");
}

TEST_CASE("a token that does not exist is told with the nearest") {
  CHECK_THROWS_WITH(name_of("{slgu}"), "file_template has no token '{slgu}', did you mean 'slug'?");
  CHECK_THROWS_WITH(name_of("%%(mont).2d"), "file_template has no token '{mont}', did you mean 'month'?");
  CHECK_THROWS_AS(name_of("{slug"), ConfigurationError);
  CHECK_THROWS_WITH(name_of("%%(month)x"), "file_template has '%(month)' without a d or an s behind it");
}
