#include "src/config/duration.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>

#include "src/base/text.hpp"

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

namespace {

/// The unit that a word for one begins with: "seconds" → "s".
std::string unit_of(std::string word) {
  word = lower(word);
  if (word.starts_with("mil") || word.starts_with("ms")) return "ms";
  if (word.empty() || word[0] == 's') return "s";
  if (word[0] == 'm') return "m";
  return word[0] == 'h' ? "h" : "";
}

}  // namespace

std::string duration_hint(std::string_view text) {
  const std::string units = "write 500ms, 10s, 2m or 1h";
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0 || number > 1e6) return units;
  const auto word = std::string(trim(std::string_view(end, static_cast<std::size_t>(text.data() + text.size() - end))));
  if (lower(word).starts_with('d'))
    return "write " + std::to_string(std::llround(number * 24)) + "h: the longest unit is h";
  const auto unit = unit_of(word);
  if (unit.empty()) return units;
  if (number == std::floor(number))
    return "write \"" + std::to_string(std::llround(number)) + unit + "\", with one of the units ms, s, m and h";
  const double factor = unit == "s" ? 1'000 : unit == "m" ? 60'000 : unit == "h" ? 3'600'000 : 1;
  return "write \"" + std::to_string(std::llround(number * factor)) + "ms\": a whole number and its unit";
}

}  // namespace migrate
