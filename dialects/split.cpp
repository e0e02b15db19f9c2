#include "dialects/split.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "dialects/compound_body.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/schema/expression.hpp"

namespace migrate {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

/// Whether a statement without a semicolon makes a program: where one with more behind it is torn off, its body is of a
/// form that CompoundBody does not know (Oracle's).
bool makes_program(std::string_view sql) {
  if (sql.find(';') != sql.npos) return false;
  const auto words = " " + replace_all(upper(sql), "\n", " ");
  constexpr auto programs =
      std::to_array<std::string_view>({" PROCEDURE ", " FUNCTION ", " PACKAGE ", " TRIGGER ", " EVENT "});
  return words.starts_with(" CREATE ") &&
         std::ranges::any_of(programs, [&](std::string_view word) { return words.find(word) != words.npos; });
}

/// Follows the words of one statement, to know whether a semicolon is inside a body.
class Body {
 public:
  explicit Body(const ScriptSyntax& syntax) : syntax_(&syntax) {}

  /// `word` in upper case; a token that is no word is empty. `first`: the character that the token begins with.
  void see(const std::string& word, char first) {
    if (syntax_->trigger_bodies) see_trigger(word);
    if (syntax_->atomic_bodies) see_atomic(word);
    if (knows_compound()) see_compound(word, first);
    if (tokens_ == 0) copy_ = word == "COPY";
    reads_input_ = reads_input_ || (copy_ && before_ == "FROM" && word == "STDIN");
    before_ = word;
    ++tokens_;
  }

  /// Whether it is a COPY … FROM stdin, whose rows come from the client.
  bool reads_input() const { return reads_input_; }

  /// A semicolon came. Whether the statement ends with it.
  bool ends() {
    if (compound_.open()) {
      compound_.semicolon();
      has_semicolons_ = true;
      return false;
    }
    if (depth_ > 0) return false;
    if (!trigger_) return true;
    if (end_of_trigger_) return true;
    after_semicolon_ = true;
    return false;
  }

  /// The text ends here; a trigger's last semicolon may be missing.
  bool open() const { return depth_ > 0 || (trigger_ && !end_of_trigger_) || compound_.open(); }
  std::string_view name() const { return compound_.open() ? "body" : depth_ > 0 ? "BEGIN ATOMIC body" : "trigger"; }
  /// Whether it is one that MySQL's client tears.
  bool has_semicolons() const { return has_semicolons_; }

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

  bool knows_compound() const { return syntax_->compound_bodies != CompoundBodies::unknown; }

  void see_compound(const std::string& word, char first) {
    const bool quoted = first == '\'' || first == '"' || first == '`';
    compound_.see(!word.empty() || quoted ? word : std::string(1, first));
  }

  const ScriptSyntax* syntax_;
  CompoundBody compound_;
  bool copy_ = false, reads_input_ = false;
  bool has_semicolons_ = false;
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
      const auto begin = at_;
      if (is_space(peek())) {
        ++at_;
        if (body_.open()) note_inner_lines(begin, at_ + 1);
      } else if (!skip_comment() && !take_delimiter() && !drop_backslash()) {
        take_token();
      }
      note_inner_lines(begin, at_);
    }
    const bool by_delimiter = delimiter_ != ";";
    if (body_.open() && !by_delimiter)
      fail(begin_, "the " + std::string(body_.name()) + " that begins here has no END");
    if (parentheses_ > 0) fail(parenthesis_, "the parenthesis that opens here is not closed");
    finish();
    return std::move(out_);
  }

  /// Of what was split.
  const std::vector<std::size_t>& parameters() const { return parameters_; }
  struct Place {
    std::size_t begin, end;  ///< of a statement
    std::size_t next;        ///< behind what ends it
  };
  const std::vector<Place>& torn() const { return torn_; }
  const std::vector<std::size_t>& inner_lines() const { return inner_lines_; }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < script_.size() ? script_[at_ + ahead] : '\0'; }
  bool at(std::string_view text) const { return script_.substr(at_).starts_with(text); }
  bool inside() const { return end_ > begin_; }

  [[noreturn]] void fail(std::size_t offset, const std::string& message, std::string hint = {}) const {
    const auto [line, column] = position_of(script_, offset);
    throw RevisionError(message, std::move(hint), Where{{}, line, column});
  }

  void finish() {
    if (inside() && syntax_.meta_commands && body_.reads_input()) {
      fail(begin_, "COPY … FROM stdin takes its rows from the client, and SQL that migrate runs has no such",
           "write the rows as INSERT (`pg_dump --rows-per-insert=1000` does), or load them with psql beside the "
           "migration");
    }
    if (inside()) {
      const auto [line, column] = position();
      if (!take_several({line, column})) out_.push_back({text(), line, column});
      if (body_.has_semicolons()) torn_.push_back({begin_, end_, at_});
    }
    begin_ = end_ = at_;
    body_ = Body(syntax_);
    parentheses_ = 0;
    in_executable_ = has_semicolon_ = false;
    dropped_.clear();
  }

  /// The statement, without the backslashes that MySQL's client drops.
  std::string text() const {
    std::string out(script_.substr(begin_, end_ - begin_));
    for (const auto dropped : dropped_) {
      if (dropped >= begin_ && dropped < end_) out[dropped - begin_] = ' ';
    }
    return out;
  }

  /// Behind another delimiter, several statements that semicolons separate may go to the server as one text, which it
  /// takes apart itself. What has a body that is not understood stays whole.
  bool take_several(const Position& begin) {
    if (delimiter_ == ";" || !has_semicolon_) return false;
    auto of_server = syntax_;
    of_server.delimiter_command = false;
    of_server.compound_bodies = CompoundBodies::recognized;
    try {
      const auto whole = text();
      auto pieces = Splitter(whole, of_server).split();
      if (pieces.size() > 1 && makes_program(pieces.front().sql)) return false;
      for (auto& one : pieces) {
        const auto column = one.line == 1 ? begin.column + one.column - 1 : one.column;
        out_.push_back({std::move(one.sql), begin.line + one.line - 1, column});
      }
      return true;
    } catch (const RevisionError&) {
      return false;
    }
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

  /// Of the lines that begin behind `begin`, those that begin before `end`.
  void note_inner_lines(std::size_t begin, std::size_t end) {
    for (auto at = script_.find('\n', begin); at < end && at + 1 < end; at = script_.find('\n', at + 1)) {
      for (; lines_counted_ <= at; ++lines_counted_) lines_ += script_[lines_counted_] == '\n';
      if (inner_lines_.empty() || inner_lines_.back() <= lines_) inner_lines_.push_back(lines_ + 1);
    }
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
    const bool in_comment = in_executable_ && !syntax_.delimiter_in_executable;
    const bool is_end = delimiter_ != ";" || (parentheses_ == 0 && body_.ends() && !in_comment);
    const bool is_torn = body_.has_semicolons() && !in_executable_;
    if (is_torn && syntax_.compound_bodies == CompoundBodies::refused) refuse_torn_body();
    at_ += delimiter_.size();
    if (is_end) {
      finish();
    } else {
      end_ = at_;
    }
    return true;
  }

  [[noreturn]] void refuse_torn_body() const {
    fail(begin_, "the first ';' inside the body of the statement that begins here would end it",
         "write DELIMITER $$ on a line above it, $$ behind the END of its body, and DELIMITER ; on a line below");
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

  /// MySQL's client takes a backslash for the beginning of a command of its own, and drops it where the line ends.
  bool drop_backslash() {
    if (!syntax_.delimiter_command || !(at("\\\n") || at("\\\r\n"))) return false;
    dropped_.push_back(at_++);
    return true;
  }

  void take_token() {
    if (!inside()) begin_ = at_;
    const char c = peek();
    if (c == '\\' && syntax_.meta_commands) refuse_meta_command();
    if (take_executable_mark()) {
      end_ = at_;
      return;
    }
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
    body_.see(word, c);
    end_ = at_;
  }

  void take_other(char c) {
    if (c == '?' && !in_executable_) parameters_.push_back(at_);
    if (c == '(' && syntax_.parentheses && parentheses_++ == 0) parenthesis_ = at_;
    if (c == ')' && parentheses_ > 0) --parentheses_;
    if (c == ';') has_semicolon_ = true;  // and another delimiter is in force
    ++at_;
  }

  /// `/*!50003` and its `*/`: what stands between them is part of the statement.
  bool take_executable_mark() {
    if (in_executable_ && at("*/")) {
      in_executable_ = false;
      at_ += 2;
      return true;
    }
    if (!syntax_.executable_comments || !(at("/*!") || at("/*M!"))) return false;
    if (script_.find("*/", at_) == script_.npos) fail(at_, "the comment that begins here does not end");
    in_executable_ = true;
    at_ = std::min(script_.find_first_not_of("0123456789", script_.find('!', at_) + 1), script_.size());
    return true;
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
  bool in_executable_ = false;
  bool has_semicolon_ = false;        ///< the statement so far has one that does not end it
  std::vector<std::size_t> dropped_;  ///< where its backslashes are that the client drops
  std::vector<Place> torn_;
  std::vector<std::size_t> inner_lines_;
  std::size_t lines_ = 0, lines_counted_ = 0;  ///< how many lines end before a place
  std::size_t counted_ = 0, line_ = 1, line_begin_ = 0;
};

}  // namespace

std::vector<ScriptStatement> split_script(std::string_view script, const ScriptSyntax& syntax) {
  return Splitter(script, syntax).split();
}

std::string with_delimiters(std::string_view script, const ScriptSyntax& syntax) {
  Splitter splitter(script, syntax);
  splitter.split();
  std::string out;
  std::size_t done = 0;
  for (const auto& [begin, end, next] : splitter.torn()) {
    const auto statement = script.substr(begin, end - begin);
    std::string delimiter = "$$";
    while (statement.find(delimiter) != statement.npos) delimiter += '$';
    out.append(script.substr(done, begin - done));
    const auto line = out.find_last_not_of(" \t");
    if (line != out.npos && out[line] != '\n') out += '\n';
    out.append("DELIMITER ").append(delimiter).append("\n").append(statement).append("\n").append(delimiter);
    out.append("\nDELIMITER ;");
    const bool line_ends = next >= script.size() || script[next] == '\n' || script[next] == '\r';
    if (!line_ends) out += '\n';
    done = next;
  }
  return out.append(script.substr(done));
}

std::vector<std::size_t> inner_lines(std::string_view script, const ScriptSyntax& syntax) {
  Splitter splitter(script, syntax);
  try {
    splitter.split();
  } catch (const RevisionError&) {
    return {};
  }
  return splitter.inner_lines();
}

std::vector<std::size_t> parameter_places(std::string_view sql, const ScriptSyntax& syntax) {
  Splitter splitter(sql, syntax);
  splitter.split();
  return splitter.parameters();
}

}  // namespace migrate
