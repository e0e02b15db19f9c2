// Types between the neutral vocabulary and PostgreSQL. Each type has one form: the neutral one where it says exactly
// the same, else PostgreSQL's own text as format_type() prints it (`timestamp(3) without time zone`, `integer[]`),
// whatever alias it was written with (https://www.postgresql.org/docs/current/datatype.html). So that two of them are
// the same type where they are equal; what no text can decide (a type of an extension, spelt in another case) the
// server is asked.
#pragma once

#include <string>
#include <string_view>

#include "migrate/schema.hpp"
#include "src/operations/operation.hpp"

namespace migrate::postgresql {

/// The type that a text means: `character varying(50)`, `int4`, `timestamp(3)`, `text[]`. Never an enumeration: which
/// names are enums only a schema can say.
Type type_of(std::string_view text);

/// The type in its one form: `numeric(10)` is numeric(10,0), `binary(16)` a bytea, `postgresql:int4` an integer. What
/// is of another dialect stays as it is.
Type canonical(const Type& type);

/// The type as it stands behind a column's name or `::`. Throws ConfigurationError for a type of another dialect.
std::string sql_of(const Type& type);

/// A collation's name as SQL. In values it is the bare name (`en_US.utf8`); one that the search_path does not find is
/// SQL already, which begins with a quote: `"billing"."de"`.
std::string collation_sql(std::string_view collation);

/// The name and schema of an enumeration: its text is `role`, `schema.role`, or quoted as in SQL where a part holds a
/// dot, a quote or white space: `"odd.schema".role`.
TableName enum_name(const Type& type);
/// The enumeration of that name.
Type enum_type(const TableName& name);

}  // namespace migrate::postgresql
