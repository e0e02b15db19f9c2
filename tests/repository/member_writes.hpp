// Finds members that are read and never written: a set that nothing is put into, a flag that nothing raises. It reads
// tokens, not types, so it knows less than a compiler: where it cannot tell, it takes a use for a write.
#pragma once

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace migrate::test {

using Tokens = std::vector<std::string>;

/// Names and signs; without comments, lines of the preprocessor, and what texts say.
inline Tokens cpp_tokens(std::string_view source) {
  static const std::set<std::string_view> pairs{
      "::", "->", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "|=", "&=", "^=", "%=", "++", "--", "&&", "||", "<<"};
  const auto is_name = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
  Tokens out;
  const auto end_of = [&](std::string_view mark, std::size_t from) {
    const auto found = source.find(mark, from);
    return found == source.npos ? source.size() : found + mark.size();
  };
  for (std::size_t at = 0; at < source.size();) {
    const auto rest = source.substr(at);
    if (std::isspace(static_cast<unsigned char>(rest[0]))) {
      ++at;
    } else if (rest.starts_with("//") || (rest[0] == '#' && (at == 0 || source[at - 1] == '\n'))) {
      at = end_of("\n", at);
    } else if (rest.starts_with("/*")) {
      at = end_of("*/", at + 2);
    } else if (rest.starts_with("R\"")) {
      const auto open = source.find('(', at);
      at = end_of(")" + std::string(source.substr(at + 2, open - at - 2)) + "\"", open);
      out.emplace_back("\"\"");
    } else if (rest[0] == '"' || (rest[0] == '\'' && (at == 0 || !is_name(source[at - 1])))) {
      std::size_t end = at + 1;
      while (end < source.size() && source[end] != rest[0]) end += source[end] == '\\' ? 2 : 1;
      at = end + 1;
      out.emplace_back("\"\"");
    } else if (is_name(rest[0])) {
      std::size_t size = 1;
      while (size < rest.size() && (is_name(rest[size]) || (rest[size] == '\'' && std::isdigit(rest[0])))) ++size;
      out.emplace_back(rest.substr(0, size));
      at += size;
    } else {
      out.emplace_back(rest.substr(0, pairs.contains(rest.substr(0, 2)) ? 2 : 1));
      at += out.back().size();
    }
  }
  return out;
}

class MemberWrites {
 public:
  /// All sources are added before they are looked into: a class is declared in one, its functions are in others.
  void add(const std::string& file, std::string_view source) { files_[file] = cpp_tokens(source); }

  /// "file: Class::member_" for each that is read somewhere and written nowhere.
  std::vector<std::string> never_written() {
    for (const auto& [file, tokens] : files_) learn_functions(tokens);
    for (const bool uses : {false, true}) {
      for (const auto& [file, tokens] : files_) Walk{*this, file, tokens, uses}.run();
    }
    std::vector<std::string> out;
    for (const auto& [key, member] : members_) {
      if (member.read && !member.written) out.push_back(key.file + ": " + key.type + "::" + key.name);
    }
    return out;
  }

 private:
  struct Key {
    std::string type, name, file;
    auto operator<=>(const Key&) const = default;
  };
  struct Member {
    bool map = false;      ///< its [] puts something in
    bool initial = false;  ///< its declaration has a value, so that one that a constructor gives is a second one
    bool read = false;
    bool written = false;
  };

  static bool is_word(const std::string& token) {
    return std::isalpha(static_cast<unsigned char>(token[0])) || token[0] == '_';
  }
  static bool is_member(const std::string& token) {
    return token.size() > 1 && token.back() == '_' && std::islower(static_cast<unsigned char>(token[0]));
  }
  static bool opens(const std::string& token) { return token == "(" || token == "[" || token == "{"; }
  static bool closes(const std::string& token) { return token == ")" || token == "]" || token == "}"; }
  /// The token behind the bracket that the one at `at` opens.
  static std::size_t behind(const Tokens& tokens, std::size_t at) {
    int depth = 0;
    for (; at < tokens.size(); ++at) {
      depth += opens(tokens[at]) - closes(tokens[at]);
      if (depth == 0) return at + 1;
    }
    return at;
  }
  /// A value that is the same in every object: nothing, a literal, an enumerator.
  static bool is_constant(const Tokens& tokens, std::size_t from, std::size_t to) {
    static const std::set<std::string> literal{"true", "false", "nullptr", "std", "nullopt"};
    for (auto at = from; at < to; ++at) {
      const bool qualified = (at > 0 && tokens[at - 1] == "::") || (at + 1 < to && tokens[at + 1] == "::");
      if (is_word(tokens[at]) && !literal.contains(tokens[at]) && !qualified) return false;
    }
    return true;
  }

  /// Which parameters of which functions are references that can be written through. Calls look alike; a call that
  /// is taken for a declaration makes the check milder, not wrong.
  void learn_functions(const Tokens& tokens) {
    for (std::size_t at = 0; at + 1 < tokens.size(); ++at) {
      if (!is_word(tokens[at]) || tokens[at + 1] != "(") continue;
      const auto end = behind(tokens, at + 1) - 1;
      std::size_t parameter = 0;
      bool constant = false, reference = false;
      int depth = 0;
      for (auto i = at + 2; i <= end && i < tokens.size(); ++i) {
        depth += opens(tokens[i]) + (tokens[i] == "<") - (i < end && closes(tokens[i])) - (tokens[i] == ">");
        constant = constant || tokens[i] == "const";
        const bool after_type = is_word(tokens[i - 1]) || tokens[i - 1] == ">";
        reference = reference || (after_type && (tokens[i] == "&" || tokens[i] == "*"));
        if (i < end && (tokens[i] != "," || depth > 0)) continue;
        if (reference && !constant) writes_[tokens[at]].insert(parameter);
        ++parameter;
        constant = reference = false;
      }
    }
  }

  enum class Kind { space, type, function, inner };
  struct Scope {
    Kind kind = Kind::space;
    bool open = false;      ///< of a class: at a place that anybody may write to
    std::string type;       ///< the class whose members can be named here
    Tokens head;            ///< of a function: what stands before its body
    std::size_t begin = 0;  ///< of the statement that is being read
  };

  /// Goes through a file once: for its declarations, or for the uses of what is declared.
  struct Walk {
    MemberWrites& found;
    const std::string& file;
    const Tokens& tokens;
    bool uses;
    std::vector<Scope> scopes{Scope{}};

    void run() {
      for (std::size_t at = 0; at < tokens.size(); ++at) {
        const auto& token = tokens[at];
        auto& scope = scopes.back();
        if (token == "{") {
          at = open(at);
        } else if (token == "}") {
          if (scopes.size() > 1) scopes.pop_back();
          scopes.back().begin = at + 1;
        } else if (token == ";") {
          if (scope.kind == Kind::type && !scope.open && !uses) declare(scope.begin, at);
          scope.begin = at + 1;
        } else if (token == ":" && at > 0 && scope.kind == Kind::type &&
                   (tokens[at - 1] == "public" || tokens[at - 1] == "private" || tokens[at - 1] == "protected")) {
          scope.open = tokens[at - 1] == "public";
          scope.begin = at + 1;
        } else if (uses && is_member(token) && (scope.kind == Kind::inner || scope.kind == Kind::function)) {
          use(at);
        }
      }
    }

    /// A brace that opens; gives the last token that is done with.
    std::size_t open(std::size_t at) {
      const auto scope = scopes.back();
      if (scope.kind == Kind::function || scope.kind == Kind::inner) {
        scopes.push_back({.kind = Kind::inner, .open = false, .type = scope.type, .head = scope.head, .begin = at + 1});
        return at;
      }
      const Tokens head(tokens.begin() + static_cast<long>(scope.begin), tokens.begin() + static_cast<long>(at));
      const auto list = initialisers(head);
      // a member's braces, in a declaration or in a constructor's list, belong to the statement that is being read
      int depth = 0;
      for (const auto& token : head) depth += opens(token) - closes(token);
      const bool complete = !head.empty() && depth == 0 && (head.back() == ")" || head.back() == "}");
      const bool in_list = list < head.size() && !complete;
      const bool is_value = scope.kind == Kind::type && !head.empty() && is_member(head.back()) && list == head.size();
      if (in_list || is_value) return behind(tokens, at) - 1;
      Scope inside;
      inside.type = scope.type;
      inside.begin = at + 1;
      if (const auto name = type_of(head); !name.empty()) {
        inside.kind = Kind::type;
        inside.type = name;
        inside.open = std::find(head.begin(), head.end(), "class") == head.end();
      } else if (parenthesis(head) < head.size()) {
        inside.kind = Kind::function;
        inside.head = head;
        if (const auto owner = owner_of(head); !owner.empty()) inside.type = owner;
        if (uses) initialise(scope.begin + list, at, inside.type);
      }
      scopes.push_back(inside);
      return at;
    }

    /// The first parenthesis that belongs to no template's argument.
    static std::size_t parenthesis(const Tokens& head) {
      int depth = 0;
      for (std::size_t i = 0; i < head.size(); ++i) {
        if (i > 0 && head[i - 1] == "operator") continue;
        if (head[i] == "requires" && i + 1 < head.size() && head[i + 1] == "(") i = behind(head, i + 1);
        if (i == head.size()) break;
        depth += (head[i] == "<") - (head[i] == ">");
        if (head[i] == "(" && depth <= 0) return i;
      }
      return head.size();
    }
    /// Where the list of a constructor begins.
    static std::size_t initialisers(const Tokens& head) {
      auto at = parenthesis(head);
      if (at == head.size()) return at;
      at = behind(head, at);
      while (at < head.size() && head[at] == "noexcept") ++at;
      return at < head.size() && head[at] == ":" ? at + 1 : head.size();
    }
    static std::string type_of(const Tokens& head) {
      int depth = 0;
      for (std::size_t i = 0; i + 1 < head.size(); ++i) {
        depth += (head[i] == "<") - (head[i] == ">");
        if (head[i] == "enum" || head[i] == "(") return {};
        if (depth == 0 && (head[i] == "class" || head[i] == "struct" || head[i] == "union")) return head[i + 1];
      }
      return {};
    }
    /// `Class` of `Class::function(`, `Class<T>::function(` and `Class::operator…(`.
    static std::string owner_of(const Tokens& head) {
      for (auto i = parenthesis(head); i > 1; --i) {
        if (head[i - 1] != "::" || !(is_word(head[i - 2]) || head[i - 2] == ">")) continue;
        auto at = i - 2;
        if (head[at] == ">") {
          while (at > 0 && head[at] != "<") --at;
          --at;
        }
        return head[at];
      }
      return {};
    }

    void declare(std::size_t from, std::size_t to) {
      const Tokens head(tokens.begin() + static_cast<long>(from), tokens.begin() + static_cast<long>(to));
      static const std::set<std::string> others{"using", "typedef", "friend", "static", "constexpr", "const"};
      if (head.empty() || others.contains(head[0]) || head[0] == "~") return;
      if (head.size() > 1 && others.contains(head[1])) return;
      int depth = 0;
      bool map = false;
      for (std::size_t i = 0; i < head.size(); ++i) {
        map = map || head[i].ends_with("map");
        depth += (head[i] == "<") - (head[i] == ">");
        if (head[i] == "(" && depth <= 0) return;
        if (!is_member(head[i]) || depth > 0 || i == 0) continue;
        auto& member = found.members_[{scopes.back().type, head[i], file}];
        member.map = map;
        member.initial = i + 1 < head.size() && head[i + 1] != ",";
        auto end = i + 1;
        if (end < head.size() && head[end] == "{") end = behind(head, end);
        while (end < head.size() && head[end] != ",") end = opens(head[end]) ? behind(head, end) : end + 1;
        // a reference is bound by whoever makes the object, and is that one's to write
        if (head[i - 1] == "&" || !is_constant(head, i + 1, end)) member.written = true;
        i = end;
      }
    }

    void initialise(std::size_t from, std::size_t to, const std::string& type) {
      for (auto at = from; at < to; ++at) {
        if (!is_member(tokens[at])) continue;
        const bool first = at == from || tokens[at - 1] == ":" || tokens[at - 1] == ",";
        const bool made = first && (tokens[at + 1] == "(" || tokens[at + 1] == "{");
        const auto end = behind(tokens, at + 1) - 1;
        if (!made) {
          note(type, at, false);
        } else if (!is_constant(tokens, at + 2, end)) {
          note(type, at, true);
        } else if (end > at + 2) {
          for (auto* member : meant(type, tokens[at])) member->written = member->written || member->initial;
        }
      }
    }

    void use(std::size_t at) { note(scopes.back().type, at, writes(at)); }

    void note(const std::string& type, std::size_t at, bool written) {
      for (auto* member : meant(type, tokens[at])) {
        (written || (member->map && tokens[at + 1] == "[") ? member->written : member->read) = true;
      }
    }
    /// The member of this class, or else those of all classes that have one of the name: a base, another object.
    std::vector<Member*> meant(const std::string& type, const std::string& name) const {
      std::vector<Member*> own, near, all;
      for (auto& [key, member] : found.members_) {
        if (key.name != name) continue;
        all.push_back(&member);
        if (key.type != type) continue;
        near.push_back(&member);
        if (key.file == file) own.push_back(&member);
      }
      return !own.empty() ? own : !near.empty() ? near : all;
    }

    bool writes(std::size_t at) const {
      const auto& before = tokens[at - 1];
      if (before == "++" || before == "--" || takes_address(at) || makes_reference(at) || is_argument(at)) return true;
      if (before == ">" && at > 1 && tokens[at - 2] == ">") return true;  // in >> member_
      if (before == "return" && returns_reference()) return true;
      return chain_writes(at + 1);
    }
    /// What is done with it, or with a part of it: `= x`, `.push_back(x)`, `[i].name = x`, `.back() += x`.
    bool chain_writes(std::size_t at) const {
      static const std::set<std::string> assigns{"=", "+=", "-=", "*=", "/=", "|=", "&=", "^=", "%=", "++", "--"};
      static const std::set<std::string> asks{"empty",       "size",          "begin",
                                              "end",         "cbegin",        "cend",
                                              "rbegin",      "rend",          "contains",
                                              "find",        "count",         "at",
                                              "value",       "has_value",     "front",
                                              "back",        "str",           "c_str",
                                              "data",        "value_or",      "get",
                                              "top",         "native",        "string",
                                              "index",       "joinable",      "load",
                                              "substr",      "starts_with",   "ends_with",
                                              "rfind",       "find_first_of", "lower_bound",
                                              "upper_bound", "equal_range",   "capacity",
                                              "length",      "lock",          "time_since_epoch",
                                              "good",        "is_open",       "parent_path",
                                              "filename"};
      while (at < tokens.size()) {
        if (tokens[at] == "[") {
          at = behind(tokens, at);
        } else if (tokens[at] == "." && at + 2 < tokens.size()) {
          const bool called = tokens[at + 2] == "(";
          if (called && !asks.contains(tokens[at + 1])) return true;
          at = called ? behind(tokens, at + 2) : at + 2;
        } else {
          return assigns.contains(tokens[at]);
        }
      }
      return false;
    }
    bool takes_address(std::size_t at) const {
      static const std::set<std::string> before{"(", ",", "=", "return", "{", "[", "?", ":"};
      return at > 1 && tokens[at - 1] == "&" && before.contains(tokens[at - 2]);
    }
    /// `auto& name = member_` and the capture `[&name = member_]`.
    bool makes_reference(std::size_t at) const {
      if (at < 5 || tokens[at - 1] != "=" || tokens[at - 3] != "&") return false;
      return tokens[at - 5] != "const" && tokens[at - 4] != "const";
    }
    bool returns_reference() const {
      const auto& head = scopes.back().head;
      const auto end = parenthesis(head);
      bool reference = false, constant = false;
      for (std::size_t i = 0; i < end; ++i) {
        reference = reference || head[i] == "&" || head[i] == "*";
        constant = constant || head[i] == "const";
      }
      return reference && !constant;
    }
    /// Handed over whole to something that may write it.
    bool is_argument(std::size_t at) const {
      static const std::set<std::string> standard{"swap",   "exchange", "getline",       "tie",
                                                  "ref",    "erase",    "erase_if",      "sort",
                                                  "insert", "inserter", "back_inserter", "lock_guard"};
      if (tokens[at + 1] != "," && tokens[at + 1] != ")" && tokens[at + 1] != "}") return false;
      std::size_t parameter = 0, open = at;
      for (int depth = 0; open > 0;) {
        --open;
        depth += closes(tokens[open]) - opens(tokens[open]);
        if (depth < 0) break;
        if (depth == 0 && (tokens[open] == ";" || tokens[open] == "return")) return false;
        parameter += depth == 0 && tokens[open] == ",";
      }
      if (open < 2) return false;
      // `function(…)`, `Type{…}`, `Type name(…)`, `Template<T> name(…)`
      for (auto back = open; back + 2 > open && back > 0; --back) {
        const auto& callee = tokens[back - 1];
        const auto known = found.writes_.find(callee);
        if (standard.contains(callee)) return true;
        if (known != found.writes_.end() && known->second.contains(parameter)) return true;
      }
      return false;
    }
  };

  std::map<std::string, Tokens> files_;
  std::map<std::string, std::set<std::size_t>> writes_;
  std::map<Key, Member> members_;
};

}  // namespace migrate::test
