// The header of a revision file, read from the beginning of its text alone: thousands of files are looked at for every
// command, and most of each file is its operations.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "src/revisions/revision.hpp"

namespace migrate {

/// The header of a TOML revision, if it is as plain as our writer makes it (one `key = value` a line, no escapes);
/// anything else, right or wrong, gives nothing and is left to the real parser.
std::optional<Revision> scan_toml_header(std::string_view text);

/// The header of a SQL revision: `-- key: value` lines before the first `-- migrate:` line. Throws RevisionError.
Revision read_sql_header(std::string_view text, const std::string& file);

/// The text for a comment in a SQL revision: a line that would be read as one of its header, or as the beginning of a
/// section, has a `>` in front.
std::string without_header_lines(std::string_view text);

}  // namespace migrate
