// `-x key=value`: what a person gives to the SQL of revisions at run time. `${x.key}` and `${x.key:-default}` in the
// text of an `execute` or of a SQL revision become the value; `$${x.key}` stands for `${x.key}` itself, and every other
// `$` is left alone.
//
// A value goes in letter by letter. Only where the reference is all that stands between two quotes of one kind,
// '${x.key}', are quotes of that kind inside the value doubled, so that it stays one string or one name. The checksum
// of a revision is over its text before that: the same file run with other values is the same revision.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/environment.hpp"
#include "src/operations/operation.hpp"

namespace migrate {

using RunVariables = std::map<std::string, std::string>;

/// "key=value" taken apart, of each; "key" alone has the value of the environment's variable of that name. A later
/// value of a key goes before an earlier one. Throws ConfigurationError for a variable that the environment does not
/// have, and for a key of other characters than letters, digits, '_', '-' and '.'; the message shows no value.
RunVariables parse_variables(const std::vector<std::string>& texts, const Environment& environment);

/// Replaces the references in the SQL that `dialect` will run. Throws RevisionError with file, line and column for a
/// variable that has neither a value nor a default.
void substitute(std::vector<Operation>& operations, const RunVariables& variables, std::string_view dialect);

}  // namespace migrate
