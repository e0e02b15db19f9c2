// alembic.ini: one section of it, as Python's configparser reads it
// (https://docs.python.org/3/library/configparser.html#supported-ini-file-structure).
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace migrate {

/// The keys of a section, in lower case, each with the text behind it; lines that are indented go on with the value
/// above them. `%(key)s` is replaced by that key of the section or of [DEFAULT], `%%` is `%`. `known` has the keys that
/// need not be said: "here". What cannot be replaced stays as it is.
std::map<std::string, std::string> read_ini_section(std::string_view text, std::string_view section,
                                                    std::map<std::string, std::string> known);

}  // namespace migrate
