// Which SQL may not run where only part of it has a place (Dialect::refusal).
#pragma once

#include <string>
#include <string_view>

#include "dialects/dialect.hpp"

namespace migrate::postgresql {

std::string refusal(std::string_view sql, Confines confines);

}  // namespace migrate::postgresql
