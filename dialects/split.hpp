// Splits a script into statements, as each database's own client would, without understanding them.
//
// What differs between databases is said by flags; each dialect has its own set. The pieces are cut from the first
// token to the last: comments around a statement and the separator are not part of it, comments inside are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.hpp"

namespace migrate {

/// What a semicolon is inside BEGIN … END and the like, to a database whose client knows no bodies (MySQL).
enum class CompoundBodies {
  unknown,    ///< it ends the statement
  refused,    ///< a mistake: the client would tear the statement there, and needs a DELIMITER
  recognized  ///< a part of the body: the script is one of another tool, which sends it whole
};

/// The features of a dialect's scripts. '…' strings with doubled quotes, "…", `--` and `/* */` are everywhere.
struct ScriptSyntax {
  bool backslash_escapes = false;         ///< MySQL: '\'' is a string
  bool escape_strings = false;            ///< PostgreSQL: E'\'' is a string
  bool double_quoted_strings = false;     ///< MySQL: "…" is a string, with backslashes if strings have them
  bool backquoted_names = false;          ///< MySQL, SQLite: `…`
  bool bracketed_names = false;           ///< SQLite: […]
  bool dollar_quotes = false;             ///< PostgreSQL: $tag$ … $tag$
  bool nested_comments = false;           ///< PostgreSQL: /* /* */ */
  bool hash_comments = false;             ///< MySQL: # to the end of the line
  bool dash_comment_needs_space = false;  ///< MySQL: --1 is minus minus one
  bool executable_comments = false;       ///< MySQL: /*! … */ is a statement
  bool delimiter_command = false;         ///< MySQL's client: DELIMITER //; a backslash at a line's end is dropped
  bool delimiter_in_executable = false;   ///< MySQL's client: it ends a statement inside /*! … */, too
  bool trigger_bodies = false;            ///< SQLite: CREATE TRIGGER ends with `; END;` (sqlite3_complete)
  bool atomic_bodies = false;             ///< PostgreSQL: BEGIN ATOMIC … END
  CompoundBodies compound_bodies = CompoundBodies::unknown;  ///< MySQL
  bool parentheses = false;    ///< PostgreSQL's client: a semicolon inside ( ) does not separate
  bool meta_commands = false;  ///< PostgreSQL's client: \copy and the like, and COPY FROM stdin, which are refused
};

/// Throws RevisionError with line and column (and no file) for a string, comment, name or body that does not end.
std::vector<ScriptStatement> split_script(std::string_view script, const ScriptSyntax& syntax);

/// The script, whose bodies `syntax` recognizes, as the client takes it apart in the same places: with DELIMITER around
/// each statement that has such a body. Throws as above.
std::string with_delimiters(std::string_view script, const ScriptSyntax& syntax);

/// The numbers of the lines (from 1, in order) that begin inside a string, a quoted name, a comment or a body. None
/// where the script cannot be taken apart.
std::vector<std::size_t> inner_lines(std::string_view script, const ScriptSyntax& syntax);

/// Where the `?` of one statement stand that are parameters: outside strings, names and comments. Throws as above.
std::vector<std::size_t> parameter_places(std::string_view sql, const ScriptSyntax& syntax);

}  // namespace migrate
