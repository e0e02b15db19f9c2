// Who runs this process, for the journal and for those who wait for the lock. A platform call, kept in one place.
#pragma once

#include <string>

namespace migrate {

/// "user@host pid 4711"
std::string who_runs_this();

}  // namespace migrate
