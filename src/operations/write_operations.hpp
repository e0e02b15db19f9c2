// Operations to the TOML of revision files, in the order of their keys; the same values always give the same text,
// which is why a revision's checksum is taken over it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "src/operations/operation.hpp"

namespace migrate {

/// `[[heading]]` sections, one an operation, an empty line between them. A destructive operation has a comment above
/// it that says what is lost, unless `comments` is false.
std::string write_operations(std::span<const Operation> operations, std::string_view heading, bool comments = true);

}  // namespace migrate
