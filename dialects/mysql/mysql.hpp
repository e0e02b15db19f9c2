// The only door of the dialect of MySQL and MariaDB.
#pragma once

#include "dialects/dialect.hpp"

namespace migrate {

const Dialect& mysql_dialect();

}  // namespace migrate
