// The dialects that were built in. The one place that knows them by name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.hpp"

namespace migrate {

/// The dialect of a name ("sqlite", "postgresql", "mysql"); throws ConfigurationError where it was not built in.
const Dialect& find_dialect(std::string_view name);
/// The dialect that a URL asks for: mariadb:// and mysql:// are one, but for the scripts that it writes unasked.
const Dialect& find_dialect(const Url& url);
std::vector<std::string> dialect_names();

}  // namespace migrate
