// The only door of the dialect of MySQL and MariaDB.
#pragma once

#include "dialects/dialect.hpp"

namespace migrate {

/// They differ where no server can be asked what it is: in whose scripts they write.
const Dialect& mysql_dialect();
const Dialect& mariadb_dialect();

}  // namespace migrate
