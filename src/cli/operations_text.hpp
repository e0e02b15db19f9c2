// Operations as the commands show them: in words, with what they lose, and as JSON.
#pragma once

#include <string>
#include <vector>

#include "src/base/json.hpp"
#include "src/base/output.hpp"
#include "src/base/toml.hpp"
#include "src/operations/operation.hpp"

namespace migrate {

/// A line for each, indented: "  drop column hero.age (loses …)"; "  nothing" where there is none.
std::string operation_lines(const std::vector<Operation>& operations, const Paint& paint);

/// An array of {summary, loses, operation}; `operation` has the keys of a revision file.
Json operations_json(const std::vector<Operation>& operations);

/// A TOML value as the JSON of the same keys and order.
Json to_json(const TomlValue& value);

}  // namespace migrate
