// Versions as ids: what imported revisions have that another tool counted.
#pragma once

#include <string>
#include <string_view>

namespace migrate {

/// A version such as "1.6.0", "00012" or "1_6" as one text for all that tools take for the same one: "1.6", "12".
/// Empty where the text is no version: digits, with dots or underscores between them.
std::string plain_version(std::string_view text);

}  // namespace migrate
