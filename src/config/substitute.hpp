// `${VAR}` and `${VAR:-default}` in the texts of migrate.toml. `$${` stands for `${` itself; a `$` alone is a `$`.
#pragma once

#include <string>
#include <string_view>

#include "src/base/environment.hpp"
#include "src/base/error.hpp"

namespace migrate {

/// The default serves where the variable is unset or empty, as in a shell.
/// Throws ConfigurationError at `where`, naming a variable that is not set and has no default.
std::string substitute(std::string_view text, const Environment& environment, const Where& where);

}  // namespace migrate
