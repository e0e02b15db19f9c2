#include "dialects/postgresql/server_report.hpp"

#include <algorithm>
#include <charconv>

#include "src/base/text.hpp"

namespace migrate::postgresql {
namespace {

bool is_sqlstate(std::string_view text) {
  return text.size() == 5 &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

/// "LINE 3: SELECT …"; the text in front of the caret's line is as long as the head.
bool take_line(std::string_view text, ServerReport& out, std::size_t& head) {
  if (!text.starts_with("LINE ")) return false;
  const auto colon = text.find(": ");
  if (colon == text.npos) return false;
  const auto number = text.substr(5, colon - 5);
  if (std::from_chars(number.data(), number.data() + number.size(), out.number).ptr != number.data() + number.size()) {
    out.number = 0;
    return false;
  }
  head = colon + 2;
  out.line = text.substr(head);
  return true;
}

/// Columns of a terminal are characters: the offset of the byte where the one at `column` begins.
std::size_t byte_of(std::string_view text, std::size_t column) {
  std::size_t at = 0;
  const auto continues = [&] { return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U; };
  for (; column > 0 && at < text.size(); --column) {
    ++at;
    while (continues()) ++at;
  }
  return at;
}

class ReportParser {
 public:
  explicit ReportParser(std::string_view text) : lines_(migrate::split(text, '\n')) {}

  ServerReport run() {
    if (lines_.empty()) return {};
    take_head();
    for (at_ = 1; at_ < lines_.size(); ++at_) take();
    return std::move(out_);
  }

 private:
  /// "ERROR:  42P01: message"; a message of libpq has no such head.
  void take_head() {
    std::string_view text = lines_.front();
    const auto severity = text.find(":  ");
    if (severity == text.npos || text.substr(0, severity).find(' ') != text.npos) {
      out_.message = text;
    } else {
      out_.severity = text.substr(0, severity);
      text.remove_prefix(severity + 3);
      if (text.size() > 7 && is_sqlstate(text.substr(0, 5)) && text.substr(5, 2) == ": ") {
        out_.sqlstate = text.substr(0, 5);
        text.remove_prefix(7);
      }
      out_.message = text;
    }
    part_ = &out_.message;
  }

  void take() {
    const std::string_view text = lines_[at_];
    std::size_t head = 0;
    if (take_line(text, out_, head)) {
      if (at_ + 1 < lines_.size() && trim(lines_[at_ + 1]) == "^") {
        const auto column = lines_[++at_].find('^');
        out_.caret = byte_of(out_.line, column > head ? column - head : 0);
      }
      part_ = nullptr;
      return;
    }
    if (begins_part(text)) return;
    if (part_ && !text.empty()) *part_ += "\n" + std::string(text);
  }

  bool begins_part(std::string_view text) {
    const std::pair<std::string_view, std::string*> parts[] = {
        {"DETAIL:  ", &out_.detail},    {"HINT:  ", &out_.hint},          {"CONTEXT:  ", &out_.context},
        {"TABLE NAME:  ", &out_.table}, {"COLUMN NAME:  ", &out_.column}, {"CONSTRAINT NAME:  ", &out_.constraint},
        {"SCHEMA NAME:  ", nullptr},    {"DATATYPE NAME:  ", nullptr},    {"LOCATION:  ", nullptr},
        {"QUERY:  ", nullptr},          {"STATEMENT:  ", nullptr},
    };
    for (const auto& [name, part] : parts) {
      if (!text.starts_with(name)) continue;
      part_ = part;
      if (part) *part = text.substr(name.size());
      return true;
    }
    return false;
  }

  std::vector<std::string> lines_;
  ServerReport out_;
  std::string* part_ = nullptr;
  std::size_t at_ = 0;
};

}  // namespace

ServerReport parse_report(std::string_view text) { return ReportParser(trim(text)).run(); }

std::size_t position_in(std::string_view statement, const ServerReport& report) {
  if (report.number == 0) return 0;
  std::size_t begin = 0;
  for (std::size_t line = 1; line < report.number; ++line) {
    begin = statement.find('\n', begin);
    if (begin == statement.npos) return 0;
    ++begin;
  }
  // libpq writes a tab as a space, and shows a long line only in part
  auto text = std::string(statement.substr(begin, statement.find('\n', begin) - begin));
  std::ranges::replace(text, '\t', ' ');
  constexpr std::string_view cut = "...";
  std::string_view shown = report.line;
  std::size_t caret = report.caret;
  if (text.find(shown) == text.npos && shown.starts_with(cut)) {
    shown.remove_prefix(cut.size());
    caret -= std::min(caret, cut.size());
  }
  if (text.find(shown) == text.npos && shown.ends_with(cut)) shown.remove_suffix(cut.size());
  const auto found = text.find(shown);
  return found == text.npos ? 0 : begin + found + caret + 1;
}

}  // namespace migrate::postgresql
