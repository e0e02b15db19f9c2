// What is said of a revision when it is written (RevisionNotes): the conversions that need a word, and what the
// database is going to refuse.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "dialects/connection.hpp"
#include "src/operations/operation.hpp"

namespace migrate::postgresql {

std::vector<std::string> notes_on(Connection& connection, std::span<const Operation> upgrade,
                                  std::span<const Operation> downgrade);

}  // namespace migrate::postgresql
