#include "dialects/split.hpp"

#include <algorithm>
#include <string>

#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/schema/expression.hpp"

namespace migrate {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

/// Follows the words of one statement, to know whether a semicolon is inside a body.
class Body {
 public:
  explicit Body(const ScriptSyntax& syntax) : syntax_(&syntax) {}

  /// `word` in upper case; a token that is no word is empty.
  void see(const std::string& word) {
    if (syntax_->trigger_bodies) see_trigger(word);
    if (syntax_->atomic_bodies) see_atomic(word);
    before_ = word;
    ++tokens_;
  }

  /// A semicolon came. Whether the statement ends with it.
  bool ends() {
    if (depth_ > 0) return false;
    if (!trigger_) return true;
    if (end_of_trigger_) return true;
    after_semicolon_ = true;
    return false;
  }

  /// The text ends here; a trigger's last semicolon may be missing.
  bool open() const { return depth_ > 0 || (trigger_ && !end_of_trigger_); }
  std::string_view name() const { return depth_ > 0 ? "BEGIN ATOMIC body" : "trigger"; }

 private:
  /// The rules of sqlite3_complete: EXPLAIN and TEMP may stand around CREATE TRIGGER, and `; END ;` closes it.
  void see_trigger(const std::string& word) {
    if (trigger_) {
      end_of_trigger_ = after_semicolon_ && word == "END";
      after_semicolon_ = false;
      return;
    }
    if (word == "TRIGGER" && create_) trigger_ = true;
    if (tokens_ == 0 || before_ == "EXPLAIN") create_ = word == "CREATE";
    if (word != "CREATE" && word != "TEMP" && word != "TEMPORARY" && word != "EXPLAIN") create_ = false;
  }

  void see_atomic(const std::string& word) {
    if (depth_ > 0 && word == "CASE") ++depth_;
    if (word == "ATOMIC" && before_ == "BEGIN") ++depth_;
    if (depth_ > 0 && word == "END") --depth_;
  }

  const ScriptSyntax* syntax_;
  std::string before_;
  std::size_t tokens_ = 0;
  bool create_ = false;
  bool trigger_ = false;
  bool after_semicolon_ = false;
  bool end_of_trigger_ = false;
  std::size_t depth_ = 0;
};

class Splitter {
 public:
  Splitter(std::string_view script, const ScriptSyntax& syntax) : script_(script), syntax_(syntax), body_(syntax) {}

  std::vector<ScriptStatement> split() {
    if (at("\xEF\xBB\xBF")) at_ = 3;  // a byte order mark
    while (at_ < script_.size()) {
      if (is_space(peek())) {
        ++at_;
      } else if (!skip_comment() && !take_delimiter()) {
        take_token();
      }
    }
    if (body_.open()) fail(begin_, "the " + std::string(body_.name()) + " that begins here has no END");
    if (parentheses_ > 0) fail(parenthesis_, "the parenthesis that opens here is not closed");
    finish();
    return std::move(out_);
  }

  /// Of what was split.
  const std::vector<std::size_t>& parameters() const { return parameters_; }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < script_.size() ? script_[at_ + ahead] : '\0'; }
  bool at(std::string_view text) const { return script_.substr(at_).starts_with(text); }
  bool inside() const { return end_ > begin_; }

  [[noreturn]] void fail(std::size_t offset, const std::string& message, std::string hint = {}) const {
    const auto [line, column] = position_of(script_, offset);
    throw RevisionError(message, std::move(hint), Where{{}, line, column});
  }

  void finish() {
    if (inside()) {
      const auto [line, column] = position();
      out_.push_back({std::string(script_.substr(begin_, end_ - begin_)), line, column});
    }
    begin_ = end_ = at_;
    body_ = Body(syntax_);
    parentheses_ = 0;
  }

  /// The place of the statement, counted on from the one before: a script may be long.
  Position position() {
    for (; counted_ < begin_; ++counted_) {
      if (script_[counted_] != '\n') continue;
      ++line_;
      line_begin_ = counted_ + 1;
    }
    return {line_, begin_ - line_begin_ + 1};
  }

  void skip_line() { at_ = std::min(script_.find('\n', at_), script_.size()); }

  bool skip_comment() {
    const bool dashes =
        at("--") && (!syntax_.dash_comment_needs_space || at_ + 2 == script_.size() || is_space(peek(2)));
    if (dashes || (syntax_.hash_comments && peek() == '#')) {
      skip_line();
      return true;
    }
    if (!at("/*") || (syntax_.executable_comments && (at("/*!") || at("/*M!")))) return false;
    skip_block_comment();
    return true;
  }

  void skip_block_comment() {
    const std::size_t begin = at_;
    at_ += 2;
    for (std::size_t depth = 1; depth;) {
      if (at_ >= script_.size()) fail(begin, "the comment that begins here does not end");
      if (at("*/")) {
        --depth, at_ += 2;
      } else if (syntax_.nested_comments && at("/*")) {
        ++depth, at_ += 2;
      } else {
        ++at_;
      }
    }
  }

  /// A semicolon, another delimiter, or the command that changes it.
  bool take_delimiter() {
    if (syntax_.delimiter_command && !inside() && is_delimiter_command()) {
      change_delimiter();
      return true;
    }
    if (!at(delimiter_)) return false;
    const bool is_end = delimiter_ != ";" || (parentheses_ == 0 && body_.ends());
    at_ += delimiter_.size();
    if (is_end) {
      finish();
    } else {
      end_ = at_;
    }
    return true;
  }

  bool is_delimiter_command() const {
    constexpr std::string_view command = "DELIMITER";
    return equal_ignoring_case(script_.substr(at_, command.size()), command) && !is_word_part(peek(command.size()));
  }

  void change_delimiter() {
    const std::size_t begin = at_;
    skip_line();
    const auto line = script_.substr(begin, at_ - begin);
    const auto value = trim(line.substr(std::string_view("DELIMITER").size()));
    if (value.empty()) fail(begin, "DELIMITER says no delimiter", "write DELIMITER // or DELIMITER ;");
    delimiter_ = std::string(value.substr(0, value.find_first_of(" \t")));
    begin_ = end_ = at_;
  }

  void take_token() {
    if (!inside()) begin_ = at_;
    const char c = peek();
    if (c == '\\' && syntax_.meta_commands) refuse_meta_command();
    std::string word;
    if (c == '\'') {
      take_quoted(c, syntax_.backslash_escapes, "string");
    } else if (c == '"') {
      take_quoted(c, syntax_.double_quoted_strings && syntax_.backslash_escapes,
                  syntax_.double_quoted_strings ? "string" : "name");
    } else if (c == '`' && syntax_.backquoted_names) {
      take_quoted(c, false, "name");
    } else if (c == '[' && syntax_.bracketed_names) {
      take_bracketed();
    } else if (c == '$' && syntax_.dollar_quotes && take_dollar_quoted()) {
    } else if (is_word_start(c)) {
      word = take_word();
    } else if (is_word_part(c)) {
      skip_word();
    } else {
      take_other(c);
    }
    body_.see(word);
    end_ = at_;
  }

  void take_other(char c) {
    if (at("/*!") || at("/*M!")) return take_executable_comment();
    if (c == '?') parameters_.push_back(at_);
    if (c == '(' && syntax_.parentheses && parentheses_++ == 0) parenthesis_ = at_;
    if (c == ')' && parentheses_ > 0) --parentheses_;
    ++at_;
  }

  void take_executable_comment() {
    const auto close = script_.find("*/", at_);
    if (close == script_.npos) fail(at_, "the comment that begins here does not end");
    at_ = close + 2;
  }

  std::string take_word() {
    const std::size_t begin = at_;
    skip_word();
    const auto word = script_.substr(begin, at_ - begin);
    if (syntax_.escape_strings && equal_ignoring_case(word, "E") && peek() == '\'') {
      take_quoted('\'', true, "string");
      return {};
    }
    return upper(word);
  }

  /// A delimiter like $$ ends a word that stands against it.
  void skip_word() {
    ++at_;
    while (at_ < script_.size() && is_word_part(peek()) && (delimiter_ == ";" || !at(delimiter_))) ++at_;
  }

  void take_quoted(char quote, bool backslashes, std::string_view what) {
    const std::size_t begin = at_++;
    for (; at_ < script_.size(); ++at_) {
      if (backslashes && peek() == '\\') {
        ++at_;
      } else if (peek() == quote) {
        if (peek(1) != quote) {
          ++at_;
          return;
        }
        ++at_;
      }
    }
    at_ = script_.size();
    fail(begin, "the " + std::string(what) + " that begins here does not end");
  }

  void take_bracketed() {
    const auto close = script_.find(']', at_);
    if (close == script_.npos) fail(at_, "the name that begins here does not end");
    at_ = close + 1;
  }

  /// `$tag$ … $tag$`; false for a parameter like $1.
  bool take_dollar_quoted() {
    std::size_t end = at_ + 1;
    const auto in_tag = [&](char c) { return c != '$' && (end == at_ + 1 ? is_word_start(c) : is_word_part(c)); };
    while (end < script_.size() && in_tag(script_[end])) ++end;
    if (end >= script_.size() || script_[end] != '$') return false;
    const auto tag = script_.substr(at_, end + 1 - at_);
    const auto close = script_.find(tag, end + 1);
    if (close == script_.npos) fail(at_, "the text in " + std::string(tag) + " that begins here does not end");
    at_ = close + tag.size();
    return true;
  }

  [[noreturn]] void refuse_meta_command() {
    const std::size_t begin = at_;
    const auto end = script_.find_first_of(" \t\r\n;", at_);
    const auto command = script_.substr(at_, end - at_);
    fail(begin, "'" + std::string(command) + "' is a command of psql, not a statement of the database",
         "write it as SQL, or run it with psql beside the migration");
  }

  std::string_view script_;
  const ScriptSyntax& syntax_;
  Body body_;
  std::vector<ScriptStatement> out_;
  std::vector<std::size_t> parameters_;
  std::string delimiter_ = ";";
  std::size_t at_ = 0;
  std::size_t begin_ = 0, end_ = 0;  ///< the statement so far
  std::size_t parentheses_ = 0, parenthesis_ = 0;
  std::size_t counted_ = 0, line_ = 1, line_begin_ = 0;
};

}  // namespace

std::vector<ScriptStatement> split_script(std::string_view script, const ScriptSyntax& syntax) {
  return Splitter(script, syntax).split();
}

std::vector<std::size_t> parameter_places(std::string_view sql, const ScriptSyntax& syntax) {
  Splitter splitter(sql, syntax);
  splitter.split();
  return splitter.parameters();
}

}  // namespace migrate
