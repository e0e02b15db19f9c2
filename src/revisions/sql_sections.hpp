// The sections of a SQL revision file: `-- migrate: upgrade`, `-- migrate: downgrade postgresql`; and the line
// `-- migrate: incomplete` before them, which keeps the file from being run.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "src/revisions/revision.hpp"

namespace migrate {

struct SectionMarker {
  std::string direction;  ///< as written: "upgrade", "downgrade", or a typo of them
  std::string dialect;    ///< "default" where the line names none
};

/// The marker on a line, if it is one.
std::optional<SectionMarker> parse_section_marker(std::string_view line);

/// The body of a SQL revision. Throws RevisionError with line and column.
RevisionBody read_sql_sections(std::string_view text, const std::string& file);

}  // namespace migrate
