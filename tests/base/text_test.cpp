#include "src/base/text.hpp"

#include "tests/support/catch.hpp"

using namespace migrate;

TEST_CASE("the nearest name is a likely typo, and nothing when none is near") {
  const std::vector<std::string> names{"upgrade", "downgrade", "revision"};
  CHECK(nearest("upgrdae", names) == "upgrade");
  CHECK(nearest("Revison", names) == "revision");
  CHECK(nearest("stamp", names) == std::nullopt);
  CHECK(nearest("revi", names) == "revision");
  CHECK(did_you_mean("downgrad", names) == ", did you mean 'downgrade'?");
}

TEST_CASE("a position counts lines and columns from one") {
  const auto at = position_of("ab\ncd\n", 4);
  CHECK(at.line == 2);
  CHECK(at.column == 2);
}
