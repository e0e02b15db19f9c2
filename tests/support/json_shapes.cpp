#include "tests/support/json_shapes.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <utility>

namespace migrate {

/// Words and marks, of JSON and of shapes. It has a name for the whole program, since a class of the header has one.
class JsonLexer {
 public:
  explicit JsonLexer(std::string_view text) : text_(text) {}

  char peek() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char mark) {
    if (peek() != mark) return false;
    ++at_;
    return true;
  }
  void expect(char mark) {
    if (!take(mark)) fail(std::string("'") + mark + "' is missing");
  }
  std::string word() {
    peek();
    const auto begin = at_;
    const auto belongs = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == '+' || c == '_';
    };
    while (at_ < text_.size() && belongs(text_[at_])) ++at_;
    if (at_ == begin) fail("a value is missing");
    return std::string(text_.substr(begin, at_ - begin));
  }
  std::string string() {
    expect('"');
    std::string out;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') ++at_;
      out += text_[at_] == 'n' && text_[at_ - 1] == '\\' ? '\n' : text_[at_];
      ++at_;
    }
    expect('"');
    return out;
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(what + " at: " + std::string(text_.substr(std::min(at_, text_.size()), 60)));
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

namespace {

JsonValue read_value(JsonLexer& lexer) {
  JsonValue out;
  if (lexer.take('{')) {
    out.kind = JsonValue::Kind::object;
    while (!lexer.take('}')) {
      auto key = lexer.string();
      lexer.expect(':');
      out.members.push_back({std::move(key), read_value(lexer)});
      if (!lexer.take(',') && lexer.peek() != '}') lexer.fail("',' is missing");
    }
  } else if (lexer.take('[')) {
    out.kind = JsonValue::Kind::list;
    while (!lexer.take(']')) {
      out.items.push_back(read_value(lexer));
      if (!lexer.take(',') && lexer.peek() != ']') lexer.fail("',' is missing");
    }
  } else if (lexer.peek() == '"') {
    out.kind = JsonValue::Kind::text;
    out.text = lexer.string();
  } else {
    out.text = lexer.word();
    out.kind = out.text == "null"                          ? JsonValue::Kind::null
               : out.text == "true" || out.text == "false" ? JsonValue::Kind::truth
                                                           : JsonValue::Kind::number;
  }
  return out;
}

std::string name_of(JsonValue::Kind kind) {
  static const std::vector<std::string> names{"null", "truth", "number", "text", "list", "object"};
  return names.at(static_cast<std::size_t>(kind));
}

}  // namespace

JsonValue read_json(std::string_view text) {
  JsonLexer lexer(text);
  auto out = read_value(lexer);
  if (lexer.peek() != '\0') lexer.fail("there is more behind the document");
  return out;
}

struct JsonShapes::Shape {
  struct Member {
    std::string key;
    bool may_be_missing = false;
    Shared shape;
  };
  std::string name;                  ///< of a simple shape, or of one that is defined elsewhere
  std::vector<Shared> alternatives;  ///< of a union
  Shared items;                      ///< of a list
  bool object = false;
  std::vector<Member> members;
};

class JsonShapes::Reader {
 public:
  Reader(std::string_view text, const std::map<std::string, Shared>& known) : lexer_(text), known_(known) {}

  Shared read() {
    auto out = unions();
    if (lexer_.peek() != '\0') lexer_.fail("there is more behind the shape");
    return out;
  }

 private:
  Shared unions() {
    auto first = sum();
    if (lexer_.peek() != '|') return first;
    Shape out;
    out.alternatives.push_back(std::move(first));
    while (lexer_.take('|')) out.alternatives.push_back(sum());
    return std::make_shared<Shape>(std::move(out));
  }

  Shared sum() {
    auto left = one();
    while (lexer_.take('+')) {
      const auto right = one();
      Shape both = *left;
      both.object = true;
      both.name.clear();
      both.members.insert(both.members.end(), right->members.begin(), right->members.end());
      left = std::make_shared<Shape>(std::move(both));
    }
    return left;
  }

  Shared one() {
    Shape out;
    if (lexer_.take('[')) {
      out.items = unions();
      lexer_.expect(']');
    } else if (lexer_.take('{')) {
      out.object = true;
      while (!lexer_.take('}')) {
        auto key = lexer_.string();
        const bool may_be_missing = lexer_.take('?');
        lexer_.expect(':');
        out.members.push_back({std::move(key), may_be_missing, unions()});
        if (!lexer_.take(',') && lexer_.peek() != '}') lexer_.fail("',' is missing");
      }
    } else {
      out.name = lexer_.word();
      const auto found = known_.find(out.name);
      if (found != known_.end()) return found->second;
    }
    return std::make_shared<Shape>(std::move(out));
  }

  JsonLexer lexer_;
  const std::map<std::string, Shared>& known_;
};

JsonShapes::JsonShapes(std::string_view page) {
  const auto begin = page.find("\n.Sh JSON\n");
  if (begin == page.npos) throw std::runtime_error("the page has no section JSON");
  auto rest = page.substr(begin + 1);
  rest = rest.substr(0, rest.find("\n.Sh ", 1));
  std::string name;
  std::string block;
  bool inside = false;
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    constexpr std::string_view item = ".It Ic ";
    if (line.starts_with(item)) name = line.substr(item.size());
    if (line.starts_with(".Bd ")) {
      inside = true;
      block.clear();
    } else if (line == ".Ed") {
      inside = false;
      const auto equals = block.find(" = ");
      const auto key = equals == block.npos || block.find('{') < equals ? name : block.substr(0, equals);
      const auto text = key == name ? std::string_view(block) : std::string_view(block).substr(equals + 3);
      shapes_[key] = Reader(text, shapes_).read();
    } else if (inside) {
      block.append(line).append("\n");
    }
  }
}

std::vector<std::string> JsonShapes::problems(const std::string& name, const JsonValue& document) const {
  const auto found = shapes_.find(name);
  if (found == shapes_.end()) return {"the page has no shape '" + name + "'"};
  return problems(*found->second, document, "");
}

std::vector<std::string> JsonShapes::problems(const Shape& shape, const JsonValue& value,
                                              const std::string& where) const {
  if (!shape.alternatives.empty()) {
    std::vector<std::string> nearest;
    for (const auto& alternative : shape.alternatives) {
      auto found = problems(*alternative, value, where);
      if (found.empty()) return {};
      if (nearest.empty() || found.size() < nearest.size() || value.kind == JsonValue::Kind::object) nearest = found;
    }
    return nearest;
  }
  if (shape.items) {
    if (value.kind != JsonValue::Kind::list) return {where + ": " + name_of(value.kind) + ", and no list"};
    std::vector<std::string> out;
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      for (auto& problem : problems(*shape.items, value.items[i], where + "[" + std::to_string(i) + "]")) {
        out.push_back(std::move(problem));
      }
    }
    return out;
  }
  if (shape.object) return problems_of_object(shape, value, where);
  if (shape.name == "any" || shape.name == name_of(value.kind)) return {};
  return {where + ": " + name_of(value.kind) + ", and not " + shape.name};
}

std::vector<std::string> JsonShapes::problems_of_object(const Shape& shape, const JsonValue& value,
                                                        const std::string& where) const {
  if (value.kind != JsonValue::Kind::object) return {where + ": " + name_of(value.kind) + ", and no object"};
  std::vector<std::string> out;
  for (const auto& member : shape.members) {
    const auto found = std::ranges::find(value.members, member.key, &JsonMember::key);
    const auto place = where.empty() ? member.key : where + "." + member.key;
    if (found == value.members.end()) {
      if (!member.may_be_missing) out.push_back(place + ": missing");
      continue;
    }
    for (auto& problem : problems(*member.shape, found->value, place)) out.push_back(std::move(problem));
  }
  for (const auto& [key, inner] : value.members) {
    if (std::ranges::find(shape.members, key, &Shape::Member::key) == shape.members.end()) {
      out.push_back((where.empty() ? key : where + "." + key) + ": not in the manual page");
    }
  }
  return out;
}

}  // namespace migrate
