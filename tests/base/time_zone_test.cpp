// The clocks of places, as the C library knows them.
#include "src/base/time_zone.hpp"

#include <cstdlib>

#include "src/base/error.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

/// 2026-07-01T22:30:00Z
const Instant evening = std::chrono::sys_days(std::chrono::year(2026) / 7 / 1) + std::chrono::minutes(22 * 60 + 30);

}  // namespace

TEST_CASE("an instant is another day in another place") {
  const auto here = civil_time(evening, "UTC");
  CHECK((here.day == 1 && here.hour == 22 && here.minute == 30));
  const auto east = civil_time(evening, "Asia/Tokyo");
  CHECK((east.month == 7 && east.day == 2 && east.hour == 7));
  CHECK(civil_time(evening, "Europe/Zurich").day == 2);
  CHECK(east.epoch == here.epoch);
}

TEST_CASE("the zone of the process is what it was before") {
  ::setenv("TZ", "America/New_York", 1);
  CHECK(civil_time(evening, "local").hour == 18);
  civil_time(evening, "Asia/Tokyo");
  CHECK(civil_time(evening, "local").hour == 18);
  ::unsetenv("TZ");
}

TEST_CASE("a zone that does not exist is told with the nearest") {
  CHECK_THROWS_WITH(civil_time(evening, "Europe/Zuerich"),
                    "there is no time zone 'Europe/Zuerich', did you mean "
                    "'Europe/Zurich'?");
  CHECK_THROWS_AS(civil_time(evening, "../etc/passwd"), ConfigurationError);
}
