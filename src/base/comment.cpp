#include "src/base/comment.hpp"

#include "src/base/hex.hpp"
#include "src/base/text.hpp"

namespace migrate {
namespace {

std::string without_controls(std::string_view line) {
  std::string out;
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7F) {
      out += "\\x" + hexadecimal(std::string(1, c));
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string comment(std::string_view mark, std::string_view text) {
  std::string out;
  const auto lines = split(replace_all(replace_all(std::string(text), "\r\n", "\n"), "\r", "\n"), '\n');
  for (const auto& line : lines) {
    const auto whole = std::string(mark) + without_controls(line);
    out +=
        std::string(line.empty() ? std::string_view(whole).substr(0, whole.find_last_not_of(' ') + 1) : whole) + "\n";
  }
  return out;
}

}  // namespace migrate
