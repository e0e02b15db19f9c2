// The sections of migrate.toml, each read onto what the sections before it have set: the root, [env.NAME] and
// [database.NAME] go through the same functions.
#pragma once

#include <string>

#include "src/base/toml.hpp"
#include "src/config/config.hpp"

namespace migrate {

/// The sections of a root or of an environment; `prefix` stands before their names in messages: "env.ci.". The tables
/// [database.NAME] inside are let stand.
void read_sections(TomlTable& root, const std::string& prefix, const Environment& environment, Config& config);

/// What [database.NAME] says: the keys of [database], and the other sections. `name` is the whole of it, for messages.
void read_database_section(const TomlValue& value, std::string_view file, const std::string& name,
                           const Environment& environment, Config& config);

/// Refuses what a root or an environment has beside its sections, with the section that it belongs into.
void finish_sections(const TomlTable& table, const std::string& prefix, const Environment& environment);

/// The tables below [database] of a root or an environment.
TomlValue::Table named_databases(TomlTable& root);

}  // namespace migrate
