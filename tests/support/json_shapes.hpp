// The shapes of our JSON as the manual page writes them, and whether a document has one.
//
//     NAME = { "key": text, "other"?: number | null, "list": [text] }      a name for a shape
//     NAME + { "more": truth }                                           the members of both
//
// A shape is text, number, truth, null, object (of any members), any, a name, a list, an object, or several of these
// with | between them. A key with ? may be missing; a key that a shape does not have may not be there.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace migrate {

struct JsonMember;

/// A JSON document as it was read.
struct JsonValue {
  enum class Kind { null, truth, number, text, list, object };
  Kind kind = Kind::null;
  std::string text;  ///< of a text its characters, escapes resolved as far as our writer makes them; else as written
  std::vector<JsonValue> items;
  std::vector<JsonMember> members;
};

struct JsonMember {
  std::string key;
  JsonValue value;
};

/// Throws std::runtime_error for what is no JSON.
JsonValue read_json(std::string_view text);

class JsonShapes {
 public:
  /// Reads the section JSON of a manual page: definitions, and below `.It Ic COMMAND` the shape of its document.
  explicit JsonShapes(std::string_view page);

  /// What keeps a document from having the shape of that name, a line each: "heads[0].file: number, and not text".
  std::vector<std::string> problems(const std::string& name, const JsonValue& document) const;
  bool has(const std::string& name) const { return shapes_.contains(name); }

 private:
  struct Shape;
  using Shared = std::shared_ptr<const Shape>;
  class Reader;

  std::vector<std::string> problems(const Shape& shape, const JsonValue& value, const std::string& where) const;
  std::vector<std::string> problems_of_object(const Shape& shape, const JsonValue& value,
                                              const std::string& where) const;

  std::map<std::string, Shared> shapes_;
};

}  // namespace migrate
