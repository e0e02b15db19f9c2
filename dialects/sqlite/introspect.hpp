// What a SQLite database has, as plain values: read from the texts in sqlite_schema, for they alone hold everything
// (names of constraints, checks, conflict clauses, AUTOINCREMENT). The pragmas are not asked; tests compare with them.
//
// Views, triggers, virtual tables with their shadow tables, and SQLite's own objects are not part of the result.
#pragma once

#include <string_view>

#include "dialects/connection.hpp"
#include "dialects/sqlite/parse_sql.hpp"
#include "migrate/schema.hpp"

namespace migrate {

/// One query, and a second one where there are virtual tables. Tables in order of name. A column's PRIMARY KEY, UNIQUE,
/// CHECK and REFERENCES become the table's. Throws DatabaseError for a text that the parser cannot read.
Schema introspect_sqlite(Connection& connection);

namespace sqlite {

/// A table as its text has it: without indexes, and foreign keys without a column list have no target yet.
Table table_of(const ParsedTable& parsed, std::string_view sql);
Index index_of(const ParsedIndex& parsed, std::string_view sql);

/// Whether the column is another name of the rowid, by the rules of https://sqlite.org/lang_createtable.html#rowid.
bool is_rowid_alias(const ParsedTable& parsed, std::string_view sql, const ParsedColumn& column);

}  // namespace sqlite
}  // namespace migrate
