#include "src/cli/progress.hpp"

#include "src/engine/watch.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

TEST_CASE("how far a copy is comes from the range of its keys") {
  const RowRange rows{.count = 1'000, .first = 11, .last = 2'010};
  CHECK(rows_done(rows, 0) == 0);
  CHECK(rows_done(rows, 1'010) == 500);
  CHECK(rows_done(rows, 2'010) == 1'000);
  CHECK(rows_done(rows, 5'000) == 1'000);
  CHECK(rows_done({}, 5'000) == 0);
}

TEST_CASE("progress says how many rows, how fast, and how long it takes still") {
  const Statement copy{.sql = "INSERT", .purpose = "copy the rows of hero"};
  CHECK(progress_text({copy, 430'000, 1'000'000, std::chrono::milliseconds(2'000)}) ==
        "copy the rows of hero: 430,000 of 1,000,000 rows (43 %), 215,000/s, 2.7 s left");
  CHECK(progress_text({copy, 0, 1'000'000, std::chrono::milliseconds(700)}) == "copy the rows of hero: 700 ms");
  const Statement index{.sql = "CREATE INDEX a ON b (c)"};
  CHECK(progress_text({index, 0, 0, std::chrono::milliseconds(3'400)}) == "CREATE INDEX a ON b (c): 3.4 s");
}
