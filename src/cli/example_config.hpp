// The text of migrate.toml.example, which `migrate init` writes.
#pragma once

#include <string_view>

namespace migrate {

std::string_view example_config();

}  // namespace migrate
