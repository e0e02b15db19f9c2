// CREATE TABLE and CREATE INDEX as SQLite reads them, with the place of every part. Triggers and views are not
// managed: they are kept as they are.
//
// Introspection reads facts from the result; a rebuild cuts, replaces and inserts at its spans, so that whatever it
// does not touch stays as the user wrote it. The grammar is that of SQLite's parse.y, oddities included
// (https://sqlite.org/lang_createtable.html). Expressions are not parsed: they are spans of balanced text.
// The parsers accept more than SQLite does; they are meant for text that SQLite has already accepted.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "migrate/schema.hpp"

namespace migrate::sqlite {

/// A part of the parsed text: bytes [begin, end). Empty where the part was not written.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;

  bool empty() const { return begin == end; }
  std::string_view of(std::string_view sql) const { return sql.substr(begin, end - begin); }
  bool operator==(const Span&) const = default;
};

/// A name without its quotes, and where it stands (with them).
struct ParsedName {
  std::string text;
  Span span;

  bool empty() const { return span.empty(); }
};

/// An element of PRIMARY KEY(…), UNIQUE(…), FOREIGN KEY(…) or an index: `expression [COLLATE name] [ASC|DESC]`.
struct ParsedKeyColumn {
  Span span;              ///< the whole element
  std::string column;     ///< its name, where the element is a column alone; otherwise empty
  Span column_span;       ///< the column's name as written
  Span expression;        ///< without COLLATE and ASC or DESC; of a column too
  std::string collation;  ///< as named by a COLLATE of its own
  Span collation_span;    ///< `COLLATE name`
  Order order = Order::asc;
  Span order_span;  ///< ASC or DESC, where written
};

/// REFERENCES parent (columns) …
struct ParsedReference {
  Span span;  ///< from REFERENCES to the end of its options
  ParsedName table;
  std::vector<ParsedName> columns;
  Span columns_span;  ///< with parentheses
  Action on_delete = Action::no_action;
  Span on_delete_span;  ///< `ON DELETE …`
  Action on_update = Action::no_action;
  Span on_update_span;  ///< `ON UPDATE …`
  std::string match;    ///< the name behind MATCH
  Span match_span;      ///< `MATCH name`
  bool deferrable = false;
  Initially initially = Initially::unset;
  Span deferrable_span;  ///< `[NOT] DEFERRABLE [INITIALLY …]`, even where it stands further on in the column
};

enum class ConstraintKind {
  primary_key,
  not_null,
  null,
  unique,
  check,
  default_value,
  collate,
  references,
  generated,
  deferrable,   ///< of a column, not directly behind its REFERENCES; it already counts in the ParsedReference
  foreign_key,  ///< of a table
  name_only,    ///< `CONSTRAINT name` with no constraint behind it, which SQLite accepts
};

/// A constraint of a column or of the table. Which members say something depends on the kind.
struct ParsedConstraint {
  ConstraintKind kind = ConstraintKind::name_only;
  Span span;  ///< from `CONSTRAINT name`, where it has one, to its last token; no comma
  ParsedName name;
  Span body;  ///< without `CONSTRAINT name`

  std::vector<ParsedKeyColumn> columns;  ///< of a table's PRIMARY KEY, UNIQUE, FOREIGN KEY
  Span columns_span;                     ///< with parentheses
  Order order = Order::asc;              ///< of a column's PRIMARY KEY
  Span order_span;
  std::string on_conflict;  ///< in lower case: rollback, abort, fail, ignore, replace; empty: not said
  Span on_conflict_span;    ///< `ON CONFLICT …`
  bool autoincrement = false;
  Span autoincrement_span;

  /// Of CHECK and generated columns: what stands inside the parentheses, trimmed. Of DEFAULT: the value as written, the
  /// parentheses of `DEFAULT (expr)` included.
  Span expression;
  ParsedName collation;  ///< of COLLATE
  bool stored = false;   ///< of a generated column
  Span storage_span;     ///< STORED or VIRTUAL, where written
  ParsedReference reference;
};

struct ParsedColumn {
  Span span;  ///< from the name to the last token of the last constraint; no comma
  ParsedName name;
  Span type;  ///< empty where the column has none
  std::vector<ParsedConstraint> constraints;

  /// The first constraint of a kind, or null.
  const ParsedConstraint* find(ConstraintKind kind) const;
  /// The last one, which is the one that counts for SQLite in DEFAULT and COLLATE.
  const ParsedConstraint* find_last(ConstraintKind kind) const;
};

struct ParsedTable {
  Span span;        ///< from CREATE to the last token; no semicolon
  ParsedName name;  ///< the name alone
  ParsedName schema;
  bool temporary = false;
  Span temporary_span;
  Span if_not_exists_span;
  std::size_t open_paren = 0;   ///< the offset of (
  std::size_t close_paren = 0;  ///< the offset of )
  std::vector<ParsedColumn> columns;
  std::size_t columns_end = 0;  ///< the end of the last column definition
  std::vector<ParsedConstraint> constraints;
  bool strict = false;
  Span strict_span;
  bool without_rowid = false;
  Span without_rowid_span;

  /// Names are compared ignoring ASCII case.
  const ParsedColumn* find_column(std::string_view name) const;
};

struct ParsedIndex {
  Span span;
  ParsedName name;
  ParsedName schema;
  bool unique = false;
  Span unique_span;
  Span if_not_exists_span;
  ParsedName table;
  std::vector<ParsedKeyColumn> columns;
  Span columns_span;  ///< with parentheses
  Span where;         ///< the predicate, without WHERE
  Span where_span;    ///< with WHERE
};

/// Each throws DatabaseError, naming the object and the line and column, for text it cannot read.
ParsedTable parse_create_table(std::string_view sql);
ParsedIndex parse_create_index(std::string_view sql);

/// Whether a name occurs in the text as an identifier, quoted or not, ignoring ASCII case. Strings in single quotes
/// count too, for SQLite takes them as names in some places; comments do not.
bool mentions(std::string_view sql, std::string_view name);

}  // namespace migrate::sqlite
