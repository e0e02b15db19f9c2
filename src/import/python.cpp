#include "src/import/python.hpp"

#include <algorithm>
#include <span>

#include "src/import/python_tokens.hpp"

namespace migrate {
namespace {

using Kind = PythonToken::Kind;
using Tokens = std::span<const PythonToken>;

class ModuleReader {
 public:
  ModuleReader(const std::string& file, const PythonNames& names) : file_(file), names_(names) {}

  PythonModule read(Tokens tokens) {
    note_constants(tokens);
    for (bool first = true; !tokens.empty(); first = false) {
      const auto end = std::ranges::find_if(tokens, ends_statement);
      const auto length = static_cast<std::size_t>(end - tokens.begin());
      const auto statement = tokens.first(length);
      if (first && !statement.empty() && std::ranges::all_of(statement, is_string)) {
        for (const auto& part : statement) out_.docstring += part.text;
      } else if (!statement.empty()) {
        read_statement(statement);
      }
      tokens = tokens.subspan(std::min(length + 1, tokens.size()));
    }
    return std::move(out_);
  }

 private:
  static bool is_string(const PythonToken& token) { return token.kind == Kind::string; }
  static bool ends_statement(const PythonToken& token) {
    return token.kind == Kind::end_of_line || (token.depth == 0 && token.is_symbol(";"));
  }
  static bool is_among(const PythonToken& token, const std::vector<std::string>& names) {
    return token.kind == Kind::name && std::ranges::find(names, token.text) != names.end();
  }
  bool is_asked_for(const PythonToken& token) const {
    return is_among(token, names_.needed) || is_among(token, names_.optional);
  }

  /// `NAME = "text"` alone on a line, where nothing else of the module has `NAME` before an assignment.
  void note_constants(Tokens tokens) {
    std::map<std::string, int> seen;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
      const auto& next = tokens[i + 1];
      if (tokens[i].kind != Kind::name || tokens[i].depth > 0 || (!assigns(next) && !next.is_symbol(":"))) continue;
      ++seen[tokens[i].text];
      const bool alone = i == 0 || ends_statement(tokens[i - 1]);
      const bool text = alone && tokens[i].indent == 0 && i + 3 < tokens.size() && is_assignment(next) &&
                        is_string(tokens[i + 2]) && tokens[i + 2].problem.empty() && ends_statement(tokens[i + 3]);
      if (text) constants_[tokens[i].text] = tokens[i + 2].text;
    }
    std::erase_if(constants_, [&](const auto& one) { return seen[one.first] > 1; });
  }
  bool is_text(const PythonToken& token) const {
    return is_string(token) || (token.kind == Kind::name && constants_.contains(token.text));
  }

  [[noreturn]] void fail(const std::string& message, const PythonToken& at) const {
    throw RevisionError(message, "write the text itself, a tuple or a list of texts, or None: no Python is run",
                        {file_, at.line, at.column});
  }

  void read_statement(Tokens statement) {
    const auto& first = statement.front();
    if (first.indent == 0) owner_ = first.text;
    static const std::vector<std::string> with_names_of_their_own{"def", "class", "async", "@"};
    if (std::ranges::find(with_names_of_their_own, owner_) != with_names_of_their_own.end()) return;
    const bool plain = first.indent == 0 && is_asked_for(first);
    if (!plain) return refuse_hidden_assignment(statement);
    auto value = statement.subspan(1);
    if (!value.empty() && value.front().is_symbol(":")) {
      const auto equals = std::ranges::find_if(value, is_assignment);
      if (equals == value.end()) return;  // an annotation alone
      value = value.subspan(static_cast<std::size_t>(equals - value.begin()));
    }
    if (value.empty() || !is_assignment(value.front())) return refuse_hidden_assignment(statement);
    out_.values[first.text] = read_value(first, value.subspan(1));
  }

  static bool is_assignment(const PythonToken& token) { return token.depth == 0 && token.is_symbol("="); }

  /// "=", "+=" and their like, but no comparison.
  static bool assigns(const PythonToken& token) {
    static const std::vector<std::string> comparisons{"==", "!=", "<=", ">="};
    return token.kind == Kind::symbol && token.depth == 0 && token.text.ends_with('=') &&
           std::ranges::find(comparisons, token.text) == comparisons.end();
  }

  /// `if …: revision = "x"`, `a, revision = …`, `revision += …`
  void refuse_hidden_assignment(Tokens statement) {
    for (std::size_t i = 0; i + 1 < statement.size(); ++i) {
      const auto& name = statement[i];
      const auto& next = statement[i + 1];
      if (!is_asked_for(name) || name.depth > 0 || (i > 0 && statement[i - 1].is_symbol("."))) continue;
      const bool one_of_several = next.is_symbol(",") || (i == 0 && next.is_symbol(":"));
      const bool set = assigns(next) || (one_of_several && std::ranges::any_of(statement.subspan(i), assigns));
      if (!set) continue;
      const auto says = "'" + name.text + "' is set in a way that only Python can tell";
      if (!is_among(name, names_.optional)) fail(says, name);
      note_untold(out_.values[name.text], says, name);
    }
  }

  PythonValue read_value(const PythonToken& name, Tokens tokens) {
    name_ = name.text;
    rest_ = tokens;
    PythonValue out;
    out.where = {file_, name.line, name.column};
    if (rest_.empty()) fail("'" + name_ + "' has no value", name);
    out.where = {file_, rest_.front().line, rest_.front().column};
    if (is_among(name, names_.optional)) return as_far_as_told(out);
    expression(out);
    if (!rest_.empty() && rest_.front().is_symbol(",")) {
      out.is_sequence = true;
      rest_ = rest_.subspan(1);
      items(out, "");
    }
    if (!rest_.empty()) no_literal(rest_.front());
    return out;
  }

  void note_untold(PythonValue& out, const std::string& message, const PythonToken& at) const {
    out.untold.emplace_back(message, std::string(), Where{file_, at.line, at.column});
  }

  /// What lies between commas, each for itself.
  PythonValue as_far_as_told(PythonValue out) {
    if (rest_.size() > 1 && rest_.back().is_symbol(closing(rest_.front()))) {
      rest_ = rest_.subspan(1, rest_.size() - 2);
      out.is_sequence = true;
    }
    const auto depth = rest_.empty() ? 0 : rest_.front().depth;
    while (!rest_.empty()) {
      const auto comma = std::ranges::find_if(
          rest_, [&](const PythonToken& token) { return token.depth == depth && token.is_symbol(","); });
      const auto length = static_cast<std::size_t>(comma - rest_.begin());
      const auto item = rest_.first(length);
      rest_ = rest_.subspan(std::min(length + 1, rest_.size()));
      if (!item.empty()) take_told(out, item);
    }
    return out;
  }

  static std::string_view closing(const PythonToken& token) {
    return token.is_symbol("(") ? ")" : token.is_symbol("[") ? "]" : token.is_symbol("{") ? "}" : "";
  }

  void take_told(PythonValue& out, Tokens item) const {
    if (item.size() == 1 && item.front().is(Kind::name, "None")) return;
    std::string text;
    for (const auto& token : item) {
      if (!is_text(token) || !token.problem.empty()) {
        return note_untold(out, "a value of '" + name_ + "' is no literal", item.front());
      }
      text += text_of(token);
    }
    out.texts.push_back(std::move(text));
  }

  std::string text_of(const PythonToken& token) const {
    return is_string(token) ? token.text : constants_.at(token.text);
  }

  [[noreturn]] void no_literal(const PythonToken& at) const {
    fail("the value of '" + name_ + "' is no literal" + (at.problem.empty() ? "" : ": " + at.problem), at);
  }

  void expression(PythonValue& out) {
    const auto& first = rest_.front();
    if (first.is(Kind::name, "None")) {
      rest_ = rest_.subspan(1);
    } else if (is_text(first)) {
      out.texts.push_back(string());
    } else if (first.is_symbol("[") || first.is_symbol("{")) {
      out.is_sequence = true;
      bracketed(out, first.text == "[" ? "]" : "}");
    } else if (first.is_symbol("(")) {
      out.is_sequence = bracketed(out, ")");
    } else {
      no_literal(first);
    }
  }

  /// Strings side by side are one.
  std::string string() {
    std::string out;
    for (; !rest_.empty() && is_text(rest_.front()); rest_ = rest_.subspan(1)) {
      if (!rest_.front().problem.empty()) no_literal(rest_.front());
      out += text_of(rest_.front());
    }
    return out;
  }

  /// Whether round brackets are those of a tuple: `("x")` is "x", and `(None)` is None.
  bool bracketed(PythonValue& out, std::string_view close) {
    rest_ = rest_.subspan(1);
    if (close == ")" && rest_.size() > 1 && rest_[0].is(Kind::name, "None") && rest_[1].is_symbol(")")) {
      rest_ = rest_.subspan(2);
      return false;
    }
    const bool comma = items(out, close);
    rest_ = rest_.subspan(1);
    return comma || out.texts.empty();
  }

  /// Texts with commas between, up to `close`, which stays, or to the end.
  bool items(PythonValue& out, std::string_view close) {
    bool comma = false;
    while (!rest_.empty() && (close.empty() || !rest_.front().is_symbol(close))) {
      if (!is_text(rest_.front())) no_literal(rest_.front());
      out.texts.push_back(string());
      if (rest_.empty() || !rest_.front().is_symbol(",")) break;
      comma = true;
      rest_ = rest_.subspan(1);
    }
    if (!rest_.empty() && !rest_.front().is_symbol(close)) no_literal(rest_.front());
    return comma;
  }

  const std::string& file_;
  const PythonNames& names_;
  std::map<std::string, std::string> constants_;  ///< names of the module that are a text
  PythonModule out_;
  std::string owner_;  ///< the first word of the last statement that is not indented
  std::string name_;
  Tokens rest_;
};

}  // namespace

PythonModule read_python_module(std::string_view text, const std::string& file, const PythonNames& names) {
  const auto tokens = python_tokens(text, file);
  return ModuleReader(file, names).read(tokens);
}

}  // namespace migrate
