// Operations from the TOML of revision files. Every error is a ConfigurationError with file, line and column; a
// mistyped operation or key is answered with the nearest right one.
#pragma once

#include <string_view>
#include <vector>

#include "src/base/toml.hpp"
#include "src/operations/operation.hpp"

namespace migrate {

/// `sections` is the array of [[upgrade]] or [[downgrade]] tables.
std::vector<Operation> read_operations(const TomlValue& sections, std::string_view file);

}  // namespace migrate
