// The name of a new revision's file, from `[revisions] file_template`: {revision} {rev} {slug} {epoch} {year} {month}
// {day} {hour} {minute} {second}, or the same as Alembic writes them: %%(rev)s %%(year)d %%(month).2d.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "src/base/time_zone.hpp"
#include "src/revisions/revision.hpp"

namespace migrate {

/// The name without its extension. `longest_slug` is in bytes; `time` is what the parts of a date say. Throws
/// ConfigurationError for an unknown token.
std::string revision_file_name(std::string_view file_template, const Revision& revision, const CivilTime& time,
                               std::size_t longest_slug = 40);

}  // namespace migrate
