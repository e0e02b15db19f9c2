// Types between the neutral vocabulary and SQLite, where any words are a type and only their affinity counts.
// The names are those that SQLAlchemy gives, so that a database that it created compares empty.
#pragma once

#include <string>
#include <string_view>

#include "migrate/schema.hpp"

namespace migrate {

/// The wanted schema as SQLite can have it (Dialect::adapt): types of SQLite's own, enums as varchar, rowid keys marked
/// as identity, comments and options of other dialects gone. Throws one ConfigurationError with a line for each thing
/// that SQLite lacks.
Schema adapt_sqlite(Schema wanted);

namespace sqlite {

/// https://sqlite.org/datatype3.html, section 3.1
enum class Affinity { text, numeric, integer, real, blob };
Affinity affinity_of(std::string_view declared_type);

/// The words behind a column's name: `VARCHAR(50)`; empty for a column without a type. `type` must be neutral (no
/// enumeration) or SQLite's own.
std::string declared_type(const Type& type);

/// The neutral type where the words are one that `declared_type` writes (in whatever case), otherwise a native one that
/// keeps them as they are.
Type read_type(std::string_view declared_type);

}  // namespace sqlite
}  // namespace migrate
