#include "src/config/keys.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "src/base/text.hpp"

namespace migrate {
namespace {

/// What other tools and habits call it.
constexpr std::array synonyms{
    std::pair{"uri", "url"},
    std::pair{"dsn", "url"},
    std::pair{"database_url", "url"},
    std::pair{"connection", "url"},
    std::pair{"connection_string", "url"},
    std::pair{"sqlalchemy", "url"},
    std::pair{"script_location", "directory"},
    std::pair{"migrations_dir", "directory"},
    std::pair{"migrations_path", "directory"},
    std::pair{"versions", "directory"},
    std::pair{"db", "database"},
    std::pair{"migrations", "revisions"},
    std::pair{"migration", "revisions"},
    std::pair{"environments", "env"},
    std::pair{"environment", "env"},
};

std::string here_called(const std::string& key) {
  const auto found = std::ranges::find(synonyms, std::string_view(key), [](const auto& pair) { return pair.first; });
  return found == synonyms.end() ? key : found->second;
}

std::vector<std::string> sections_with(const std::string& key, const SectionKeys& sections) {
  std::vector<std::string> out;
  for (const auto& [section, keys] : sections) {
    if (std::ranges::find(keys, key) != keys.end()) out.push_back(section);
  }
  return out;
}

/// `[production.database]` or `[production]` with a url: an environment without its "env.".
std::string environment_hint(const std::string& name, const TomlValue::Table& table, const SectionKeys& sections) {
  for (const auto& [key, value] : table) {
    if (sections.contains(key)) {
      return "an environment's section is [env." + name + "." + key + "], which --env " + name + " chooses";
    }
    const auto owners = sections_with(here_called(key), sections);
    if (owners.empty()) continue;
    return "'" + key + "' belongs into [" + owners.front() + "], or for an environment into [env." + name + "." +
           owners.front() + "]";
  }
  return {};
}

/// The keys of [database] stand in [database.NAME] themselves.
bool is_named_database(const std::string& prefix, const std::string& section) {
  return section == "database" && (prefix.starts_with("database.") || prefix.find(".database.") != prefix.npos);
}

std::string heading(const std::string& prefix, const std::string& section) {
  if (is_named_database(prefix, section)) return "[" + prefix.substr(0, prefix.size() - 1) + "]";
  return "[" + prefix + section + "]";
}

}  // namespace

std::string where_key_belongs(const TomlEntry& entry, const std::string& prefix, const SectionKeys& sections) {
  const auto key = here_called(entry.key);
  const auto* table = std::get_if<TomlValue::Table>(&entry.value.data);
  const bool is_section = sections.contains(key) || key == "env";
  if (is_section && key != entry.key) return "it is called [" + prefix + key + "]";
  if (is_section && table) return "[" + key + "] is a section of its own";
  auto owners = sections_with(key, sections);
  if (owners.empty()) return table && prefix.empty() ? environment_hint(entry.key, *table, sections) : "";
  const auto name = key == entry.key ? std::string("it") : "it is called '" + key + "', and";
  const auto dotted = prefix.empty() || is_named_database(prefix, owners.front())
                          ? std::string()
                          : ": write `" + owners.front() + "." + key + " = …`";
  for (auto& owner : owners) owner = heading(prefix, owner);
  return name + " belongs into " + join(owners, " or ") + dotted;
}

}  // namespace migrate
