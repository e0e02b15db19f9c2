// Bytes in hexadecimal, as every database and TOML writer spells them inside its own quotes.
#pragma once

#include <string>
#include <string_view>

namespace migrate {

/// Two lower-case digits a byte.
std::string hexadecimal(std::string_view bytes);

}  // namespace migrate
