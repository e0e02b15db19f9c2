// Control characters in text that comes from elsewhere (names, messages, what a command says): a terminal would obey
// them, and a client would take some for the end of a line.
#pragma once

#include <string>
#include <string_view>

namespace migrate {

/// The text with control characters, but for the tab, written as \x1b and \u009b.
std::string escape_controls(std::string_view line);

/// The same for a text of several lines on its way to a terminal; `painted`: the codes of Paint stay.
std::string for_terminal(std::string_view text, bool painted);

}  // namespace migrate
