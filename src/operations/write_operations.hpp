// Operations to the TOML of revision files, in the order of their keys; the same values always give the same text,
// which is why a revision's checksum is taken over it.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/operations/operation.hpp"

namespace migrate {

/// Lines that stand above operations, by their number in the list.
using OperationComments = std::map<std::size_t, std::vector<std::string>>;

/// `[[heading]]` sections, one an operation, an empty line between them. A destructive operation has a comment above
/// it that says what is lost, unless `comments` is false.
std::string write_operations(std::span<const Operation> operations, std::string_view heading, bool comments = true);
/// With comments of somebody else's besides.
std::string write_operations(std::span<const Operation> operations, std::string_view heading,
                             const OperationComments& comments);

}  // namespace migrate
