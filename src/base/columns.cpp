#include "src/base/columns.hpp"

#include <algorithm>
#include <array>

namespace migrate {
namespace {

struct Range {
  char32_t first, last;
};

constexpr std::array wide{
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x23E9, 0x23EC},   Range{0x2614, 0x2615},
    Range{0x26AA, 0x26AB},   Range{0x2705, 0x2705},   Range{0x2728, 0x2728},   Range{0x274C, 0x274C},
    Range{0x2795, 0x2797},   Range{0x2B1B, 0x2B1C},   Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},
    Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},   Range{0xA960, 0xA97F},
    Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},
    Range{0xFFE0, 0xFFE6},   Range{0x1F000, 0x1F02B}, Range{0x1F0CF, 0x1F0CF}, Range{0x1F18E, 0x1F19A},
    Range{0x1F200, 0x1F320}, Range{0x1F32D, 0x1F64F}, Range{0x1F680, 0x1F6FF}, Range{0x1F7E0, 0x1F7EB},
    Range{0x1F90C, 0x1FAFF}, Range{0x20000, 0x3FFFD},
};
constexpr std::array nothing{
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489}, Range{0x0591, 0x05BD}, Range{0x0610, 0x061A},   Range{0x064B, 0x065F},
    Range{0x0E31, 0x0E31}, Range{0x0E34, 0x0E3A}, Range{0x0E47, 0x0E4E}, Range{0x1AB0, 0x1AFF},   Range{0x1DC0, 0x1DFF},
    Range{0x200B, 0x200F}, Range{0x202A, 0x202E}, Range{0x2060, 0x2064}, Range{0x20D0, 0x20FF},   Range{0x3099, 0x309A},
    Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F}, Range{0xFEFF, 0xFEFF}, Range{0xE0100, 0xE01EF},
};

template <std::size_t Size>
bool among(const std::array<Range, Size>& ranges, char32_t c) {
  const auto found = std::ranges::upper_bound(ranges, c, {}, &Range::first);
  return found != ranges.begin() && c <= std::prev(found)->last;
}

std::size_t columns_of(char32_t c) { return among(nothing, c) ? 0 : among(wide, c) ? 2 : 1; }

/// A character of UTF-8 at the front of a text, and how many bytes it has. A byte that is none stands for itself.
struct Character {
  char32_t code;
  std::size_t bytes;
};

Character first_of(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t bytes = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  if (bytes == 1 || text.size() < bytes) return {lead, 1};
  char32_t code = lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) return {lead, 1};
    code = code << 6U | (next & 0x3FU);
  }
  return {code, bytes};
}

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

}  // namespace

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const auto [code, bytes] = first_of(text);
    columns += columns_of(code);
    text.remove_prefix(bytes);
  }
  return columns;
}

std::string fit_columns(std::string_view text, std::size_t columns) {
  const bool cut = columns_of(text) > columns;
  std::string out;
  for (std::size_t used = cut ? 1 : 0; !text.empty();) {
    const auto [code, bytes] = first_of(text);
    used += columns_of(code);
    if (used > columns) break;
    if (is_control(code)) {
      out += '?';
    } else {
      out += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return cut && columns > 0 ? out + "…" : out;
}

}  // namespace migrate
