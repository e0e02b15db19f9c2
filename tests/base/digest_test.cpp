#include "src/base/digest.hpp"

#include "tests/support/catch.hpp"

using namespace migrate;

TEST_CASE("a digest is XXH128 in its canonical form") {
  CHECK(digest("") == "99aa06d3014798d86001c324468d497f");
  CHECK(digest("abc").size() == 32);
  CHECK(digest("abc") != digest("abd"));
}
