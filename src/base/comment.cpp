#include "src/base/comment.hpp"

#include "src/base/controls.hpp"
#include "src/base/text.hpp"

namespace migrate {
std::string comment(std::string_view mark, std::string_view text) {
  std::string out;
  const auto lines = split(replace_all(std::string(text), "\r\n", "\n"), '\n');
  for (const auto& line : lines) {
    const auto whole = std::string(mark) + escape_controls(line);
    out +=
        std::string(line.empty() ? std::string_view(whole).substr(0, whole.find_last_not_of(' ') + 1) : whole) + "\n";
  }
  return out;
}

}  // namespace migrate
