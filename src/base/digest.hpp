// A fingerprint of text, to see that it changed: 128-bit XXH3. It is no protection against forgery.
#pragma once

#include <string>
#include <string_view>

namespace migrate {

/// 32 hex digits, the same on every machine (XXH128's canonical form: https://github.com/Cyan4973/xxHash).
std::string digest(std::string_view text);

}  // namespace migrate
