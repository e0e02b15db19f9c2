#include "src/config/duration.hpp"

#include <charconv>
#include <cstdint>

namespace migrate {

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  std::int64_t factor = 0;
  if (unit == "ms") factor = 1;
  if (unit == "s") factor = 1'000;
  if (unit == "m" || unit == "min") factor = 60'000;
  if (unit == "h") factor = 3'600'000;
  // SQLite's busy timeout is an int of milliseconds
  constexpr std::int64_t longest = 2'147'483'647;
  if (factor == 0 || number > longest / factor) return std::nullopt;
  return std::chrono::milliseconds(number * factor);
}

}  // namespace migrate
