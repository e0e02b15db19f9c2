// What newer versions of SQLite can change of constraints by themselves
// (https://sqlite.org/lang_altertable.html, from 3.53 on): NOT NULL of a column, and a CHECK with a name. It is taken
// before an edit in place, for it needs no leave to write to the schema.
//
// Each gives the statement, or an empty text where a SQLite of that version (3053000) has none.
#pragma once

#include <string>
#include <string_view>

#include "migrate/schema.hpp"

namespace migrate::sqlite {

/// As the column says: SET NOT NULL or DROP NOT NULL.
std::string alter_not_null(int version, std::string_view table, const Column& column);
std::string add_check(int version, std::string_view table, const Check& check);
/// Only for the name of a CHECK: keys and references cannot go.
std::string drop_check(int version, std::string_view table, std::string_view name);

}  // namespace migrate::sqlite
