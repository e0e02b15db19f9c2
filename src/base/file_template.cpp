#include "src/base/file_template.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate {
namespace {

class Template {
 public:
  Template(std::string_view text, const std::vector<TemplateToken>& tokens) : text_(text), tokens_(tokens) {}

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

  const TemplateToken& named(const std::string& name) const {
    const auto found = std::ranges::find(tokens_, name, &TemplateToken::name);
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
  const std::vector<TemplateToken>& tokens_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<TemplateToken> file_template_tokens() {
  return {{"revision", ""},    {"rev", ""},       {"slug", ""},       {"epoch", "", 0, 1},  {"year", "", 0, 4},
          {"month", "", 0, 2}, {"day", "", 0, 2}, {"hour", "", 0, 2}, {"minute", "", 0, 2}, {"second", "", 0, 2}};
}

std::string fill_file_template(std::string_view text, const std::vector<TemplateToken>& tokens) {
  return Template(text, tokens).fill();
}

void check_file_template(std::string_view text) { (void)fill_file_template(text, file_template_tokens()); }

}  // namespace migrate
