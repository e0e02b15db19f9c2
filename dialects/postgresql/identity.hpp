// A column that numbers its rows gets another way to do so: none, a serial's sequence, an identity. The next number
// stays the next number.
#pragma once

#include "dialects/postgresql/change_column.hpp"

namespace migrate::postgresql {

/// How a column numbers its rows.
enum class Numbering { none, serial, identity };
Numbering numbering_of(const Column& column);

/// The clauses that come before a change of type, and those behind it. `column`: its name now. They do nothing where
/// both ends number alike.
void end_numbering(const ColumnSight& sight, TableUnit& unit, const Column& from, const Column& to);
void begin_numbering(const ColumnSight& sight, TableUnit& unit, const Column& from, const Column& to);

}  // namespace migrate::postgresql
