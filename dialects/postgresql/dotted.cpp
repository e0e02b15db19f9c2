#include "dialects/postgresql/dotted.hpp"

#include "src/base/text.hpp"

namespace migrate::postgresql {
namespace {

std::string part_text(std::string_view part) {
  const bool plain = !part.empty() && part.find_first_of(".\" \t\n") == part.npos;
  return plain ? std::string(part) : '"' + replace_all(std::string(part), "\"", "\"\"") + '"';
}

}  // namespace

std::size_t quoted_length(std::string_view text) {
  std::size_t at = 1;
  while (at < text.size()) {
    if (text[at++] != '"') continue;
    if (at == text.size() || text[at] != '"') return at;
    ++at;
  }
  return at;
}

std::vector<std::string> split_dotted(std::string_view text) {
  std::vector<std::string> out;
  while (true) {
    const bool quoted = text.starts_with('"');
    const auto end = quoted ? quoted_length(text) : std::min(text.find('.'), text.size());
    const auto part = text.substr(0, end);
    out.push_back(quoted && end > 1 ? replace_all(std::string(part.substr(1, end - 2)), "\"\"", "\"")
                                    : std::string(part));
    if (end >= text.size()) return out;
    text.remove_prefix(end + 1);
  }
}

std::string dotted(std::string_view first, std::string_view last) {
  return (first.empty() ? "" : part_text(first) + ".") + part_text(last);
}

}  // namespace migrate::postgresql
