#include "src/base/controls.hpp"

#include <algorithm>
#include <array>

#include "src/base/hex.hpp"

namespace migrate {
namespace {

/// The length of a code of Paint at the beginning of the text; 0 where there is none.
std::size_t paint_length(std::string_view text) {
  static constexpr auto codes = std::to_array<std::string_view>({"0", "1", "2", "31", "32", "33"});
  if (!text.starts_with("\x1b[")) return 0;
  const auto end = text.find('m', 2);
  if (end == text.npos || end > 4) return 0;
  return std::ranges::find(codes, text.substr(2, end - 2)) == codes.end() ? 0 : end + 1;
}

std::string escape(std::string_view text, bool lines, bool painted) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    if (const auto length = painted ? paint_length(text.substr(i)) : 0; length > 0) {
      out += text.substr(i, length);
      i += length - 1;
    } else if (text[i] == '\t' || (lines && text[i] == '\n')) {
      out += text[i];
    } else if (lines && text[i] == '\r' && next == '\n') {
      continue;
    } else if (byte < 0x20 || byte == 0x7F) {
      out += "\\x" + hexadecimal(text.substr(i, 1));
    } else if (byte == 0xC2 && next >= 0x80 && next < 0xA0) {  // U+0080 to U+009F, as UTF-8
      out += "\\u00" + hexadecimal(text.substr(++i, 1));
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

std::string escape_controls(std::string_view line) { return escape(line, false, false); }

std::string for_terminal(std::string_view text, bool painted) { return escape(text, true, painted); }

}  // namespace migrate
