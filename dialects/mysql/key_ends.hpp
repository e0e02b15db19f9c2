// What InnoDB asks of the two ends of a foreign key before it takes one, so that models which it would refuse with
// "errno: 150" are refused with the reason
// (https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html#foreign-key-restrictions).
#pragma once

#include <string>
#include <vector>

#include "migrate/schema.hpp"

namespace migrate::mysql {

/// One line for each foreign key of an adapted schema that cannot be had. What is in doubt is left to the server.
std::vector<std::string> foreign_key_problems(const Schema& adapted);

}  // namespace migrate::mysql
