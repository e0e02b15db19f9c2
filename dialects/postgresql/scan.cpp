#include "dialects/postgresql/scan.hpp"

#include <algorithm>

#include "src/base/text.hpp"
#include "src/schema/expression.hpp"

namespace migrate::postgresql {
namespace {

bool is_space(char c) { return std::string_view(" \t\n\r\f\v").find(c) != std::string_view::npos; }

class Scanner {
 public:
  explicit Scanner(std::string_view sql) : sql_(sql) {}

  std::vector<SqlToken> run() {
    while (at_ < sql_.size()) {
      if (is_space(sql_[at_])) {
        ++at_;
      } else if (!skip_comment()) {
        const auto begin = at_;
        const auto kind = take();
        out_.push_back({kind, sql_.substr(begin, at_ - begin), begin});
      }
    }
    return std::move(out_);
  }

 private:
  bool at(std::string_view text) const { return sql_.substr(at_).starts_with(text); }
  char next() const { return at_ + 1 < sql_.size() ? sql_[at_ + 1] : '\0'; }

  bool skip_comment() {
    if (at("--")) {
      at_ = std::min(sql_.find('\n', at_), sql_.size());
      return true;
    }
    if (!at("/*")) return false;
    at_ += 2;
    for (std::size_t depth = 1; depth && at_ < sql_.size();) {
      const bool close = at("*/"), open = at("/*");
      depth = depth + (open ? 1U : 0U) - (close ? 1U : 0U);
      at_ += open || close ? 2 : 1;
    }
    return true;
  }

  SqlToken::Kind take() {
    const char c = sql_[at_];
    if (c == '\'') return take_quoted('\'', false);
    if (c == '"') return take_quoted('"', false);
    if (c == '$' && take_dollar_quoted()) return SqlToken::Kind::string;
    if (is_word_start(c)) return take_word();
    if (is_digit(c) || (c == '$' && is_digit(next()))) return take_number();
    ++at_;
    return SqlToken::Kind::symbol;
  }

  SqlToken::Kind take_quoted(char quote, bool backslashes) {
    for (++at_; at_ < sql_.size(); ++at_) {
      if (backslashes && sql_[at_] == '\\') {
        ++at_;
      } else if (sql_[at_] == quote) {
        if (next() != quote) break;
        ++at_;
      }
    }
    at_ = std::min(at_ + 1, sql_.size());
    return quote == '"' ? SqlToken::Kind::quoted_name : SqlToken::Kind::string;
  }

  bool take_dollar_quoted() {
    auto end = at_ + 1;
    const auto in_tag = [&](char c) { return c != '$' && (end == at_ + 1 ? is_word_start(c) : is_word_part(c)); };
    while (end < sql_.size() && in_tag(sql_[end])) ++end;
    if (end >= sql_.size() || sql_[end] != '$') return false;
    const auto tag = sql_.substr(at_, end + 1 - at_);
    const auto close = sql_.find(tag, end + 1);
    at_ = close == sql_.npos ? sql_.size() : close + tag.size();
    return true;
  }

  SqlToken::Kind take_word() {
    const auto begin = at_;
    while (at_ < sql_.size() && is_word_part(sql_[at_])) ++at_;
    const auto word = lower(sql_.substr(begin, at_ - begin));
    if (at("'") && (word == "e" || word == "b" || word == "x" || word == "n")) return take_quoted('\'', word == "e");
    if (word == "u" && (at("&'") || at("&\""))) {
      ++at_;
      return take_quoted(sql_[at_], false);
    }
    return SqlToken::Kind::word;
  }

  SqlToken::Kind take_number() {
    for (++at_; at_ < sql_.size() && (is_word_part(sql_[at_]) || sql_[at_] == '.'); ++at_) {
    }
    return SqlToken::Kind::number;
  }

  std::string_view sql_;
  std::vector<SqlToken> out_;
  std::size_t at_ = 0;
};

}  // namespace

bool SqlToken::is(std::string_view keyword) const {
  return kind == SqlToken::Kind::word && equal_ignoring_case(text, keyword);
}

std::vector<SqlToken> scan(std::string_view sql) { return Scanner(sql).run(); }

std::string folded(const SqlToken& token) {
  if (token.kind != SqlToken::Kind::quoted_name) return lower(token.text);
  return replace_all(std::string(token.text.substr(1, token.text.size() - 2)), "\"\"", "\"");
}

}  // namespace migrate::postgresql
