// Durations as people write them: "500ms", "10s", "2m", "1h".
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace migrate {

/// Absent where the text is no duration: a whole number and its unit, at most about 24 days.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// How to write what was meant: "write \"10s\"".
std::string duration_hint(std::string_view text);

}  // namespace migrate
