// Types from their text form: `varchar(50)`, `numeric(12,2)`, `enum(role)`, `sqlite:MEDIUMINT`. Printing them is
// detail::type_text, which the models library shares.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "migrate/detail/write_toml.hpp"
#include "migrate/schema.hpp"

namespace migrate {

/// The dialects' names, as they stand in front of native types and options.
std::span<const std::string> dialect_prefixes();

/// Throws ConfigurationError without a place, naming the nearest type, for a text that is no type.
Type parse_type(std::string_view text);

using detail::type_text;

}  // namespace migrate
