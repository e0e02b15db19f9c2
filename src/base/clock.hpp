// Time as the journal and new revisions need it: an instant, and its RFC 3339 text in UTC. No local time, no time
// zones. Whoever stamps something with the time takes a Clock, so that tests can set it.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace migrate {

using Instant = std::chrono::system_clock::time_point;
using Clock = std::function<Instant()>;

/// The computer's own clock.
Clock system_clock();

/// "2026-11-20T09:14:03Z"; what is smaller than a second is cut off.
std::string rfc3339(Instant instant);
/// "2026-11-20T09:14:03.123Z"
std::string rfc3339_milliseconds(Instant instant);

}  // namespace migrate
