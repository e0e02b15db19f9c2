#include "src/config/substitute.hpp"

namespace migrate {
namespace {

std::string value_of(std::string_view reference, const Environment& environment, const Where& where) {
  const auto colon = reference.find(":-");
  const std::string name(reference.substr(0, colon));
  const auto value = environment(name);
  if (colon != reference.npos) return value && !value->empty() ? *value : std::string(reference.substr(colon + 2));
  if (value) return *value;
  throw ConfigurationError(
      "the variable " + name + " is not set",
      "set it, put it into the .env file beside migrate.toml, or give a default: ${" + name + ":-value}", where);
}

}  // namespace

std::string substitute(std::string_view text, const Environment& environment, const Where& where) {
  std::string out;
  while (true) {
    const auto start = text.find("${");
    if (start == text.npos) return out += text;
    if (start > 0 && text[start - 1] == '$') {
      out += text.substr(0, start - 1);
      out += "${";
      text.remove_prefix(start + 2);
      continue;
    }
    const auto end = text.find('}', start);
    if (end == text.npos) throw ConfigurationError("'${' has no closing '}'", "write $${ for the characters ${", where);
    out += text.substr(0, start);
    out += value_of(text.substr(start + 2, end - start - 2), environment, where);
    text.remove_prefix(end + 1);
  }
}

}  // namespace migrate
