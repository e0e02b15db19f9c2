#include "dialects/sqlite/canonical_number.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <variant>

#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

using Number = std::variant<std::int64_t, double>;

/// Hexadecimal literals are 64 bits in two's complement; whole numbers beyond them are reals.
std::optional<Number> parse_number(std::string_view literal) {
  const auto digits = lower(replace_all(std::string(literal), "_", ""));
  const char* const end = digits.data() + digits.size();
  if (digits.starts_with("0x")) {
    std::uint64_t bits = 0;
    const auto read = std::from_chars(digits.data() + 2, end, bits, 16);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return static_cast<std::int64_t>(bits);
  }
  std::int64_t whole = 0;
  const auto read = std::from_chars(digits.data(), end, whole);
  if (read.ec == std::errc{} && read.ptr == end) return whole;
  double real = 0;
  const auto read_real = std::from_chars(digits.data(), end, real);
  if (read_real.ec != std::errc{} || read_real.ptr != end) return std::nullopt;
  return real;
}

std::string shortest(double value) {
  std::array<char, 64> buffer{};
  const auto printed = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  std::string out(buffer.data(), printed.ptr);
  return out.find_first_of(".en") == out.npos ? out + ".0" : out;
}

}  // namespace

std::string canonical_number(std::string_view literal) {
  const auto number = parse_number(literal);
  if (!number) return lower(literal);
  const auto* whole = std::get_if<std::int64_t>(&*number);
  return whole ? std::to_string(*whole) : shortest(std::get<double>(*number));
}

std::string number_value(std::string_view literal) {
  const auto number = parse_number(literal);
  if (!number) return lower(literal);
  if (const auto* whole = std::get_if<std::int64_t>(&*number)) return std::to_string(*whole);
  const double real = std::get<double>(*number);
  const bool is_whole = std::floor(real) == real && std::fabs(real) < 9.2e18;
  return is_whole ? std::to_string(static_cast<std::int64_t>(real)) : shortest(real);
}

bool is_number_text(std::string_view text) {
  text = trim(text);
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  const bool starts_as_one = !text.empty() && (text.front() == '.' || (text.front() >= '0' && text.front() <= '9'));
  return starts_as_one && !text.starts_with("0x") && !text.starts_with("0X") && text.find('_') == text.npos &&
         parse_number(text).has_value();
}

}  // namespace migrate::sqlite
