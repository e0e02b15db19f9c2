#include "src/base/clock.hpp"

#include "tests/support/catch.hpp"

using namespace migrate;
using namespace std::chrono_literals;

TEST_CASE("an instant is written in RFC 3339") {
  const Instant instant = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + 9h + 14min + 3s + 45ms;
  CHECK(rfc3339(instant) == "2026-11-20T09:14:03Z");
  CHECK(rfc3339_milliseconds(instant) == "2026-11-20T09:14:03.045Z");
}

TEST_CASE("an instant before 1970 is written right") {
  const Instant instant = std::chrono::sys_days(std::chrono::year(1969) / 12 / 31) + 23h + 59min + 59s + 900ms;
  CHECK(rfc3339_milliseconds(instant) == "1969-12-31T23:59:59.900Z");
}

TEST_CASE("the system clock moves on") {
  const auto clock = system_clock();
  const auto before = clock();
  CHECK(clock() >= before);
}
