// An instant on the clocks of a place: for names of files, never for what is stored. The C library knows the zones.
#pragma once

#include <cstdint>
#include <string>

#include "src/base/clock.hpp"

namespace migrate {

struct CivilTime {
  int year = 0;
  int month = 0, day = 0, hour = 0, minute = 0, second = 0;
  std::int64_t epoch = 0;  ///< seconds since 1970, the same everywhere
};

/// `zone` is "UTC", "local", or a name of the IANA database such as "Europe/Zurich". Throws ConfigurationError, with
/// the nearest name, for a zone that this computer does not know. Not to be called by several threads at once.
CivilTime civil_time(Instant instant, const std::string& zone);

}  // namespace migrate
