// The SQLite dialect's only door.
#pragma once

#include "dialects/dialect.hpp"

namespace migrate {

const Dialect& sqlite_dialect();

}  // namespace migrate
