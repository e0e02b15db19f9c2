#include "src/revisions/file_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate {
namespace {

std::string slug_of(std::string_view message, std::size_t longest) {
  std::string out;
  for (const char c : lower(message)) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) >= 0x80);
    if (word) {
      out += c;
    } else if (!out.empty() && out.back() != '_') {
      out += '_';
    }
  }
  if (out.size() > longest) {
    const auto cut = out.rfind('_', longest);
    out.resize(cut == out.npos || cut == 0 ? longest : cut);
    while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80) out.pop_back();  // half a character
  }
  while (out.ends_with('_')) out.pop_back();
  return out;
}

/// A token of the template and what stands for it. A number has its own width where the template gives none.
struct Token {
  std::string name;
  std::string text;
  std::optional<std::int64_t> number{};
  int width = 0;
};

std::vector<Token> tokens_of(const Revision& revision, const CivilTime& time, std::size_t longest_slug) {
  return {{"revision", revision.id},     {"rev", revision.id},       {"slug", slug_of(revision.message, longest_slug)},
          {"epoch", "", time.epoch, 1},  {"year", "", time.year, 4}, {"month", "", time.month, 2},
          {"day", "", time.day, 2},      {"hour", "", time.hour, 2}, {"minute", "", time.minute, 2},
          {"second", "", time.second, 2}};
}

class Template {
 public:
  Template(std::string_view text, std::vector<Token> tokens) : text_(text), tokens_(std::move(tokens)) {}

  std::string fill() {
    std::string out;
    while (at_ < text_.size()) {
      if (text_[at_] == '{') {
        const auto name = until('}', 1);
        const auto& token = named(name);
        out += token.number ? fmt::format("{:0{}}", *token.number, token.width) : token.text;
      } else if (const auto signs = text_.substr(at_).starts_with("%%(") ? 2 : 1; begins_alembic(signs)) {
        out += alembic(static_cast<std::size_t>(signs));
      } else {
        out += text_[at_++];
      }
    }
    return out;
  }

 private:
  bool begins_alembic(int signs) const {
    const auto rest = text_.substr(at_);
    return rest.starts_with('%') && rest.substr(static_cast<std::size_t>(signs)).starts_with('(');
  }

  /// The name that begins `skip` characters from here, up to its end, behind which we then are.
  std::string until(char end, std::size_t skip) {
    const auto begin = at_ + skip;
    const auto close = text_.find(end, begin);
    if (close == text_.npos) refuse(std::string(text_.substr(begin)));
    at_ = close + 1;
    return std::string(text_.substr(begin, close - begin));
  }

  /// "%%(month).2d", also with one %, "02d" or "d":
  /// https://docs.python.org/3/library/stdtypes.html#old-string-formatting
  std::string alembic(std::size_t signs) {
    const auto name = until(')', signs + 1);
    const auto& token = named(name);
    int width = 0;
    while (at_ < text_.size() && (text_[at_] == '.' || (text_[at_] >= '0' && text_[at_] <= '9'))) {
      if (text_[at_] != '.') width = std::min(width * 10 + (text_[at_] - '0'), 20);
      ++at_;
    }
    if (at_ >= text_.size() || (text_[at_] != 'd' && text_[at_] != 's')) {
      throw ConfigurationError("file_template has '%(" + token.name + ")' without a d or an s behind it",
                               "write {" + token.name + "}");
    }
    ++at_;
    return token.number ? fmt::format("{:0{}}", *token.number, std::max(width, 1)) : token.text;
  }

  const Token& named(const std::string& name) const {
    const auto found = std::ranges::find(tokens_, name, &Token::name);
    if (found == tokens_.end()) refuse(name);
    return *found;
  }

  [[noreturn]] void refuse(const std::string& name) const {
    std::vector<std::string> names;
    for (const auto& token : tokens_) names.push_back(token.name);
    throw ConfigurationError("file_template has no token '{" + name + "}'" + did_you_mean(name, names),
                             "there are: {" + join(names, "} {") + "}");
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace

std::string revision_file_name(std::string_view file_template, const Revision& revision, const CivilTime& time,
                               std::size_t longest_slug) {
  const auto out = replace_all(Template(file_template, tokens_of(revision, time, longest_slug)).fill(), "/", "_");
  // a message without letters leaves no slug, and a file whose name begins with a dot would be no revision
  const auto last = out.find_last_not_of("_-");
  const auto first = out.find_first_not_of('.');
  if (last == out.npos || first == out.npos || first > last) return revision.id;
  return out.substr(first, last + 1 - first);
}

}  // namespace migrate
