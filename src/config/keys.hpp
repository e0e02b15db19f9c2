// Which section of migrate.toml a key belongs into: for those who wrote it somewhere else, or by another tool's name.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "src/base/toml.hpp"

namespace migrate {

/// The sections and their keys.
using SectionKeys = std::map<std::string, std::vector<std::string>, std::less<>>;

/// What to do with a key that stands where it cannot: "it belongs into [database]"; empty where that is not known.
/// `prefix` is that of the place: "", "env.ci.", "database.users.".
std::string where_key_belongs(const TomlEntry& entry, const std::string& prefix, const SectionKeys& sections);

}  // namespace migrate
