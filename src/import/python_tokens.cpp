#include "src/import/python_tokens.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "src/base/text.hpp"

namespace migrate {
namespace {

using Kind = PythonToken::Kind;

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (static_cast<unsigned char>(c) & 0x80) != 0;
}

/// Lower case, where a quote follows the letters in front of a string; absent where there is no string.
std::optional<std::string> string_prefix(std::string_view text) {
  const auto quote = text.find_first_of("'\"");
  if (quote > 2) return std::nullopt;  // npos too
  auto prefix = lower(text.substr(0, quote));
  if (prefix.find_first_not_of("rbuft") != prefix.npos) return std::nullopt;
  return prefix;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto add = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0 | code >> 6);
  } else if (code < 0x10000) {
    add(0xE0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3F));
  } else {
    add(0xF0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3F));
    add(0x80 | (code >> 6 & 0x3F));
  }
  add(0x80 | (code & 0x3F));
}

class Tokenizer {
 public:
  Tokenizer(std::string_view text, const std::string& file) : text_(text), file_(file) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  std::vector<PythonToken> read() {
    begin_line();
    while (at_ < text_.size()) next();
    if (!open_.empty()) fail("the bracket that opens here is never closed", open_.back());
    end_line();
    return std::move(out_);
  }

 private:
  [[noreturn]] void fail(const std::string& message, std::size_t at) const {
    const auto place = position_of(text_, at);
    throw RevisionError(message, "the file is no Python that could run; repair it first",
                        {file_, place.line, place.column});
  }

  void begin_line() {
    indent_ = 0;
    for (; at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t'); ++at_) ++indent_;
  }

  void end_line() {
    if (out_.empty() || out_.back().kind == Kind::end_of_line) return;
    add(Kind::end_of_line, "", at_);
  }

  PythonToken& add(Kind kind, std::string text, std::size_t at) {
    while (counted_ < at) {
      line_start_ = text_[counted_] == '\n' ? counted_ + 1 : line_start_;
      line_ += text_[counted_++] == '\n';
    }
    return out_.emplace_back(
        PythonToken{kind, std::move(text), {}, indent_, open_.size(), line_, at - line_start_ + 1});
  }

  void next() {
    const char c = text_[at_];
    const auto rest = text_.substr(at_);
    if (c == '\n') {
      if (open_.empty()) end_line();
      ++at_;
      if (open_.empty()) begin_line();
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
      ++at_;
    } else if (c == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (rest.starts_with("\\\n") || rest.starts_with("\\\r\n")) {
      at_ = text_.find('\n', at_) + 1;
    } else if (const auto prefix = string_prefix(rest)) {
      string(*prefix);
    } else if (begins_name(c) || is_digit(c)) {
      const auto begin = at_;
      while (at_ < text_.size() && (begins_name(text_[at_]) || is_digit(text_[at_]))) ++at_;
      add(is_digit(c) ? Kind::number : Kind::name, std::string(text_.substr(begin, at_ - begin)), begin);
    } else {
      symbol(c);
    }
  }

  void symbol(char c) {
    if ((c == ')' || c == ']' || c == '}') && !open_.empty()) open_.pop_back();
    // "==", "+=", ":=" and their like are not the "=" of an assignment
    const bool two = std::string_view("=!<>+-*/%&|^@:").find(c) != std::string_view::npos && at_ + 1 < text_.size() &&
                     text_[at_ + 1] == '=';
    add(Kind::symbol, std::string(text_.substr(at_, two ? 2 : 1)), at_);
    if (c == '(' || c == '[' || c == '{') open_.push_back(at_);
    at_ += two ? 2 : 1;
  }

  void string(const std::string& prefix) {
    const auto begin = at_;
    at_ += prefix.size();
    const auto quote = text_.substr(at_, 1);
    const std::string triple = std::string(quote) + std::string(quote) + std::string(quote);
    const bool is_triple = text_.substr(at_).starts_with(triple);
    const std::string end = is_triple ? triple : std::string(quote);
    at_ += end.size();
    std::string held, problem;
    if (prefix.find('b') != prefix.npos) problem = "bytes are no text";
    if (prefix.find_first_of("ft") != prefix.npos) problem = "what stands in its braces would have to be run";
    while (!text_.substr(at_).starts_with(end)) {
      if (at_ >= text_.size() || (!is_triple && text_[at_] == '\n'))
        fail("the string that opens here never ends", begin);
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        escape(held, problem, prefix.find('r') != prefix.npos);
      } else {
        held += text_[at_++];
      }
    }
    at_ += end.size();
    std::erase(held, '\r');
    add(Kind::string, std::move(held), begin).problem = std::move(problem);
  }

  /// https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences
  void escape(std::string& held, std::string& problem, bool raw) {
    const char c = text_[at_ + 1];
    static constexpr std::string_view letters = "\\'\"abfnrtv", meant = "\\'\"\a\b\f\n\r\t\v";
    at_ += 2;
    if (raw) {
      held += '\\';
      held += c;
    } else if (const auto at = letters.find(c); at != letters.npos) {
      held += meant[at];
    } else if (c == 'x' || c == 'u' || c == 'U') {
      append_utf8(held, number(c == 'x' ? 2 : c == 'u' ? 4 : 8, 16));
    } else if (c >= '0' && c <= '7') {
      --at_;
      append_utf8(held, number(3, 8));
    } else if (c == 'N') {
      problem = "the name of a character is not looked up";
    } else if (c == '\r' && at_ < text_.size() && text_[at_] == '\n') {
      ++at_;
    } else if (c != '\n') {
      held += '\\';
      held += c;
    }
  }

  std::uint32_t number(std::size_t digits, std::uint32_t base) {
    std::uint32_t out = 0;
    for (; digits > 0 && at_ < text_.size(); --digits, ++at_) {
      const auto digit = std::string_view("0123456789abcdef").find(lower(text_.substr(at_, 1)));
      if (digit >= base) break;
      out = out * base + static_cast<std::uint32_t>(digit);
    }
    return out;
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  std::size_t indent_ = 0;
  std::size_t counted_ = 0, line_ = 1, line_start_ = 0;  ///< how far lines were counted
  std::vector<std::size_t> open_;                        ///< where the open brackets are
  std::vector<PythonToken> out_;
};

}  // namespace

std::vector<PythonToken> python_tokens(std::string_view text, const std::string& file) {
  return Tokenizer(text, file).read();
}

}  // namespace migrate
