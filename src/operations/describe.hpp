// Operations in words, for people: what `diff`, `show`, progress and error messages say.
#pragma once

#include <optional>
#include <string>

#include "src/operations/operation.hpp"

namespace migrate {

/// "add column hero.age", "change hero.age: type integer to bigint, not null": no full stop, lower case.
std::string describe(const Operation& operation);

/// What running the operation destroys: "loses the column age of hero and its values"; none where nothing is lost.
std::optional<std::string> what_is_lost(const Operation& operation);

/// "hero", "billing.invoice".
std::string display(const TableName& table);

/// The kind and name of a constraint: "unique uq_hero_name", "check (age >= 0)" where it has no name.
std::string describe(const Constraint& constraint);

}  // namespace migrate
