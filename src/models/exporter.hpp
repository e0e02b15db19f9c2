// The Python exporter that comes with the tool: `python3 -m migrate_export app.models` prints the metadata of SQLModel
// and SQLAlchemy classes. Nobody installs it into a project; a models command finds it through its environment.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "src/base/environment.hpp"

namespace migrate {

/// Variables for a models command: PYTHONPATH, the user's own first, with the exporter's folder behind it; and
/// MIGRATE_DIALECT, the name of the database that the models are wanted for, where one is known.
std::map<std::string, std::string> exporter_variables(const Environment& environment, std::string_view dialect);

}  // namespace migrate
