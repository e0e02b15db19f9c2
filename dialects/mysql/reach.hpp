// How far a statement that somebody wrote may reach, as its words tell: whether what is true of the database before it
// is still true behind it.
#pragma once

#include <string_view>

#include "dialects/findings.hpp"

namespace migrate::mysql {

/// Of one statement. What runs code that is not in it (CALL, EXECUTE, a trigger that it creates) may change anything.
SqlReach reach(std::string_view sql);

}  // namespace migrate::mysql
