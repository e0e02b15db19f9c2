#include "src/engine/variables.hpp"

#include <algorithm>
#include <cctype>

#include "src/base/text.hpp"

namespace migrate {
namespace {

constexpr std::string_view begin_of_reference = "${x.";

bool is_key(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.';
  });
}

Where place_of(std::string_view text, std::size_t offset, Where where) {
  if (where.line == 0) return where;
  const auto at = position_of(text, offset);
  where.line += at.line - 1;
  where.column = at.line == 1 && where.column ? where.column + at.column - 1 : at.column;
  return where;
}

class Substitution {
 public:
  Substitution(std::string_view text, const RunVariables& variables, const Where& where)
      : text_(text), variables_(variables), where_(where) {}

  std::string run() {
    std::string out;
    for (auto at = text_.find(begin_of_reference); at != text_.npos; at = text_.find(begin_of_reference, done_)) {
      const bool escaped = at > done_ && text_[at - 1] == '$';
      out += text_.substr(done_, at - done_ - (escaped ? 1 : 0));
      done_ = at + begin_of_reference.size();
      out += escaped ? std::string(begin_of_reference) : value_at(at);
    }
    return out.append(text_.substr(done_));
  }

 private:
  std::string value_at(std::size_t start) {
    const auto end = text_.find('}', start);
    if (end == text_.npos)
      throw RevisionError("'${x.' has no closing '}'", "write $${x. for the characters ${x.", at(start));
    const auto inside = text_.substr(done_, end - done_);
    done_ = end + 1;
    const auto split_at = inside.find(":-");
    const std::string key(inside.substr(0, split_at));
    if (!is_key(key)) {
      throw RevisionError("'" + key + "' is no name of a variable", "it is letters, digits, '_', '-' and '.'",
                          at(start));
    }
    if (const auto found = variables_.find(key); found != variables_.end()) return quoted(found->second, start);
    if (split_at != inside.npos) return std::string(inside.substr(split_at + 2));
    std::vector<std::string> known;
    for (const auto& [name, value] : variables_) known.push_back(name);
    throw RevisionError("the variable x." + key + " has no value" + did_you_mean(key, known),
                        "give it: -x " + key + "=VALUE, or -x " + key +
                            " for that of the environment, or write a default: ${x." + key + ":-value}",
                        at(start));
  }

  /// `done_` is behind the reference.
  std::string quoted(const std::string& value, std::size_t start) const {
    if (start == 0 || done_ >= text_.size() || text_[start - 1] != text_[done_]) return value;
    const char quote = text_[done_];
    if (quote != '\'' && quote != '"' && quote != '`') return value;
    return replace_all(value, std::string(1, quote), std::string(2, quote));
  }

  Where at(std::size_t offset) const { return place_of(text_, offset, where_); }

  std::string_view text_;
  const RunVariables& variables_;
  const Where& where_;
  std::size_t done_ = 0;
};

}  // namespace

RunVariables parse_variables(const std::vector<std::string>& texts, const Environment& environment) {
  RunVariables out;
  for (const auto& text : texts) {
    const auto equals = text.find('=');
    const auto key = text.substr(0, equals);
    if (!is_key(key)) {
      throw ConfigurationError("'-x " + key + (equals == text.npos ? "" : "=…") + "' gives no variable a value",
                               "write -x KEY=VALUE; a key is letters, digits, '_', '-' and '.'");
    }
    if (equals != text.npos) {
      out[key] = text.substr(equals + 1);
    } else if (auto value = environment(key)) {
      out[key] = std::move(*value);
    } else {
      throw ConfigurationError("'-x " + key + "' takes its value from the environment, which has no variable " + key,
                               "set it, or write -x " + key + "=VALUE");
    }
  }
  return out;
}

void substitute(std::vector<Operation>& operations, const RunVariables& variables, std::string_view dialect) {
  for (auto& operation : operations) {
    auto* execute = std::get_if<Execute>(&operation.value);
    if (!execute) continue;
    auto text = execute->sql.find(std::string(dialect));
    if (text == execute->sql.end()) text = execute->sql.find("default");
    if (text == execute->sql.end() || text->second.find(begin_of_reference) == std::string::npos) continue;
    const auto place = execute->where.find(text->first);
    text->second =
        Substitution(text->second, variables, place == execute->where.end() ? operation.where : place->second).run();
  }
}

}  // namespace migrate
