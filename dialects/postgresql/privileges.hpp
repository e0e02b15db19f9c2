// A missing privilege: which GRANT gives it.
#pragma once

#include <string>
#include <string_view>

#include "dialects/postgresql/errors.hpp"

namespace migrate::postgresql {

/// The statement that somebody who may has to run, made of the server's message ("permission denied for schema app").
std::string privilege_hint(std::string_view message, const Surroundings& around);

}  // namespace migrate::postgresql
