// The version of the program and of what it was built with.
#pragma once

#include <string>
#include <string_view>

namespace migrate {

/// "0.1.0", from the project's CMakeLists.txt.
std::string_view tool_version();

/// "migrate 0.1.0", and a line for each dialect with its libraries.
std::string version_text();
std::string version_json();

}  // namespace migrate
