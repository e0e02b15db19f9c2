// How an error reaches the person or the program that started us.
#pragma once

#include <string>

#include "src/base/error.hpp"
#include "src/base/json.hpp"
#include "src/base/output.hpp"

namespace migrate {

/// `file:line:column: error: message`, the details, the statement that failed, the hint.
std::string error_text(const Error& error, const Paint& paint);

/// {"error": {kind, message, where, hint, details}}; of a database also {statement, sqlstate}; of a revision that
/// failed {revision, direction, operation, operations, applied, heads, rolled_back}.
Json error_json(const Error& error);
/// What stands behind "error" there.
Json error_body(const Error& error);

/// {file, line, column}, or null where the place is not known.
Json where_json(const Where& where);

}  // namespace migrate
