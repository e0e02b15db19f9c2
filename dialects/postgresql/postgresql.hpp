// The PostgreSQL dialect's only door.
#pragma once

#include "dialects/dialect.hpp"

namespace migrate {

const Dialect& postgresql_dialect();

}  // namespace migrate
