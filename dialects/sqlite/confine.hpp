// What SQL may not do where it is confined: to rows (a data step), or to its own database (a script of a schema).
#pragma once

#include <string>
#include <string_view>

#include "dialects/dialect.hpp"

namespace migrate::sqlite {

/// As Dialect::refusal.
std::string refusal(std::string_view sql, Confines confines);

}  // namespace migrate::sqlite
