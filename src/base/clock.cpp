#include "src/base/clock.hpp"

#include <fmt/format.h>

namespace migrate {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;

std::string time_text(Instant instant, bool with_milliseconds) {
  const auto day = std::chrono::floor<days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<milliseconds>(instant - day));
  auto out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", int(date.year()), unsigned(date.month()),
                         unsigned(date.day()), time.hours().count(), time.minutes().count(), time.seconds().count());
  if (with_milliseconds) out += fmt::format(".{:03}", time.subseconds().count());
  return out + "Z";
}

}  // namespace

Clock system_clock() {
  return [] { return std::chrono::system_clock::now(); };
}

std::string rfc3339(Instant instant) { return time_text(instant, false); }
std::string rfc3339_milliseconds(Instant instant) { return time_text(instant, true); }

}  // namespace migrate
