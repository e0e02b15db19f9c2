// Revision ids and branch labels: what they may look like, and new ones.
#pragma once

#include <string>
#include <string_view>

namespace migrate {

/// Twelve hexadecimal digits of randomness, as Alembic's. Never all digits, so that no reader takes it for a number.
std::string new_revision_id();

/// Why a text cannot be a revision's id, as the end of a sentence that begins with the id ("holds '@'"); empty where it
/// can. Forbidden is what targets are written with (`@ : + -`), white space, and the words that are targets themselves.
std::string id_problem(std::string_view id);

/// The same for a branch label. A label may hold `+` and `-`, as Alembic's may.
std::string label_problem(std::string_view label);

}  // namespace migrate
