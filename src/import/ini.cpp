#include "src/import/ini.hpp"

#include "src/base/text.hpp"

namespace migrate {
namespace {

using Keys = std::map<std::string, std::string>;

Keys raw_keys(std::string_view text, std::string_view section, Keys known) {
  Keys own;
  Keys* keys = nullptr;
  std::string* value = nullptr;
  for (const auto& line : split(text, '\n')) {
    const auto content = trim(line);
    if (content.starts_with('#') || content.starts_with(';')) continue;
    if (content.empty()) {
      if (value) value->push_back('\n');
    } else if (value && (line[0] == ' ' || line[0] == '\t')) {
      value->append("\n").append(content);
    } else if (content.starts_with('[') && content.ends_with(']')) {
      const auto name = content.substr(1, content.size() - 2);
      keys = name == section ? &own : name == "DEFAULT" ? &known : nullptr;
      value = nullptr;
    } else if (const auto separator = content.find_first_of("=:"); keys && separator != content.npos) {
      value = &(*keys)[lower(trim(content.substr(0, separator)))];
      *value = trim(content.substr(separator + 1));
    }
  }
  own.merge(known);
  for (auto& [key, held] : own) held = trim(held);
  return own;
}

/// A value may lead to another one; ten steps are what configparser allows.
std::string interpolated(const std::string& text, const Keys& keys, int depth) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto rest = std::string_view(text).substr(at);
    const auto end = rest.starts_with("%(") ? rest.find(")s") : rest.npos;
    const auto found = end == rest.npos ? keys.end() : keys.find(lower(rest.substr(2, end - 2)));
    if (found != keys.end() && depth < 10) {
      out += interpolated(found->second, keys, depth + 1);
      at += end + 1;
    } else {
      if (rest.starts_with("%%")) ++at;
      out += text[at];
    }
  }
  return out;
}

}  // namespace

Keys read_ini_section(std::string_view text, std::string_view section, Keys known) {
  const auto raw = raw_keys(text, section, std::move(known));
  Keys out;
  for (const auto& [key, value] : raw) out[key] = interpolated(value, raw, 0);
  return out;
}

}  // namespace migrate
