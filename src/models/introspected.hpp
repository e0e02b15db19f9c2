// Models that are not written down as models: another database, and scripts of SQL. Both are introspected.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "src/models/load.hpp"

namespace migrate {

/// Throws DatabaseError where the database cannot be reached. `left_out`: what the database has besides.
Schema schema_of(const ModelsDatabase& database, std::vector<ObjectCount>& left_out);
/// Throws ConfigurationError with file, line and column.
Schema schema_of(const ModelsScript& script);

/// Throws ConfigurationError where there is no such file, with the nearest one; `what` is "the models file".
void require_file(const std::filesystem::path& path, std::string_view what, std::string hint);

}  // namespace migrate
