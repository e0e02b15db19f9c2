// Values as SQLite's DDL: a Table as CREATE TABLE, an Index as CREATE INDEX, and their parts, one line each.
//
// The values are taken as this database can have them (see `adapt`): each column has its own type. Introspecting what
// was rendered gives the same values back.
#pragma once

#include <string>
#include <string_view>

#include "dialects/ddl.hpp"
#include "migrate/schema.hpp"
#include "src/operations/operation.hpp"

namespace migrate::sqlite {

/// CREATE TABLE, one column or constraint a line; its indexes are statements of their own.
std::string render_table(const Table& table);
std::string render_index(std::string_view table, const Index& index);

/// `name TYPE NOT NULL DEFAULT …`, without keys.
std::string render_column(const Column& column);
/// `CONSTRAINT name UNIQUE (…)`, as a table constraint. Throws DatabaseError for an exclusion constraint.
std::string render_constraint(const Constraint& constraint);
/// The same without `CONSTRAINT name`.
std::string render_constraint_body(const Constraint& constraint);

/// `NOT NULL [ON CONFLICT …]`; empty where the column may be NULL.
std::string render_not_null(const Column& column);
/// `DEFAULT …`, with the parentheses that an expression needs; empty where there is none.
std::string render_default(const Column& column);
std::string render_collation(std::string_view collation);
std::string render_generated(const Column& column);

/// Throws DatabaseError, with what to write instead, where the column's type is an enum: the values are not known here.
void refuse_enum(std::string_view table, const Column& column);

/// Whether a default is a literal, which SQLite takes without parentheses and ADD COLUMN takes for existing rows.
bool is_constant_default(std::string_view sql);

}  // namespace migrate::sqlite
