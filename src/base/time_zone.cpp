#include "src/base/time_zone.hpp"

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <optional>
#include <vector>

#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate {
namespace {

namespace fs = std::filesystem;

/// Where the zones are: https://man7.org/linux/man-pages/man3/tzset.3.html
fs::path zone_folder() {
  const char* folder = std::getenv("TZDIR");
  return folder && *folder ? folder : "/usr/share/zoneinfo";
}

std::vector<std::string> known_zones() {
  std::vector<std::string> out{"UTC", "local"};
  std::error_code error;
  for (fs::recursive_directory_iterator at(zone_folder(), error), end; !error && at != end; at.increment(error)) {
    const auto name = at->path().lexically_relative(zone_folder()).string();
    if (!name.starts_with("posix/") && !name.starts_with("right/") && !at->is_directory()) out.push_back(name);
  }
  return out;
}

/// The C library takes a name that it does not know for UTC, and says nothing.
void refuse_unknown(const std::string& zone) {
  const bool leads_out = zone.starts_with('/') || zone.find("..") != std::string::npos;
  if (!leads_out && fs::is_regular_file(zone_folder() / zone)) return;
  throw ConfigurationError("there is no time zone '" + zone + "'" + did_you_mean(zone, known_zones()),
                           "write UTC, local, or a name such as Europe/Zurich");
}

/// TZ for as long as this stands.
class ZoneOfProcess {
 public:
  explicit ZoneOfProcess(const std::string& zone) {
    if (const char* value = std::getenv("TZ")) before_ = value;
    ::setenv("TZ", (":" + zone).c_str(), 1);
    ::tzset();
  }
  ~ZoneOfProcess() {
    if (before_) {
      ::setenv("TZ", before_->c_str(), 1);
    } else {
      ::unsetenv("TZ");
    }
    ::tzset();
  }
  ZoneOfProcess(const ZoneOfProcess&) = delete;
  ZoneOfProcess& operator=(const ZoneOfProcess&) = delete;

 private:
  std::optional<std::string> before_;
};

CivilTime parts(const std::tm& time, std::time_t seconds) {
  return {.year = time.tm_year + 1900,
          .month = time.tm_mon + 1,
          .day = time.tm_mday,
          .hour = time.tm_hour,
          .minute = time.tm_min,
          .second = time.tm_sec,
          .epoch = seconds};
}

}  // namespace

CivilTime civil_time(Instant instant, const std::string& zone) {
  const auto seconds = std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(instant));
  std::tm time{};
  if (zone == "UTC") {
    ::gmtime_r(&seconds, &time);
  } else if (zone == "local") {
    ::tzset();
    ::localtime_r(&seconds, &time);
  } else {
    refuse_unknown(zone);
    const ZoneOfProcess chosen(zone);
    ::localtime_r(&seconds, &time);
  }
  return parts(time, seconds);
}

}  // namespace migrate
