// Values as DDL of MySQL and MariaDB: a Table as CREATE TABLE, and its parts, each as it would stand there or behind
// ALTER TABLE … ADD. Nothing is asked of a server here, but of which kind it is. What the server cannot have is refused
// by name, with the version that can.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/ddl.hpp"
#include "dialects/mysql/server.hpp"
#include "migrate/schema.hpp"
#include "src/operations/operation.hpp"

namespace migrate::mysql {

/// CREATE TABLE with all that belongs to the table, one column or key a line, indexes before foreign keys. The targets
/// of foreign keys are named.
std::string render_table(const Table& table, const Server& server);

/// `name type NOT NULL DEFAULT …`: every attribute, so that it can stand behind ADD, MODIFY and CHANGE.
std::string render_column(const Column& column, const Server& server);
/// `CONSTRAINT name CHECK (…)`, `UNIQUE KEY name (…)`, `PRIMARY KEY (…)`
std::string render_constraint(const Constraint& constraint, const Server& server);
/// `FULLTEXT KEY name (…) WITH PARSER ngram`
std::string render_index(const Index& index, const Server& server);
/// `ENGINE=InnoDB`, …: the options of a table with its comment; partitions stand last.
std::vector<std::string> render_options(const Options& options);

/// The type that the column has here.
const Type& own_type(const Column& column);
/// A default as it stands behind DEFAULT: in parentheses where it is no plain constant.
std::string default_text(std::string_view sql, const Type& type, const Server& server);
/// `(a, b)`, quoted.
std::string name_list(const std::vector<std::string>& names);
std::string name_of(const Constraint& constraint);

/// The option as text; "" where it is not there.
std::string text_option(const Options& options, const std::string& name);

/// Throws DatabaseError "MySQL 5.7.40 has no …", with what to do.
[[noreturn]] void refuse_lack(const Server& server, std::string_view what, std::string hint);

/// Whether MODIFY makes the one of the other. No server changes whether a generated column is kept, and none that is
/// not becomes a plain one (https://dev.mysql.com/doc/refman/8.4/en/alter-table-generated-columns.html).
inline bool changes_in_place(const std::optional<Generated>& from, const std::optional<Generated>& to) {
  const auto is_kept = [](const std::optional<Generated>& generated) { return !generated || generated->stored; };
  return is_kept(from) == is_kept(to);
}

/// The columns in which a table with system versioning on MariaDB says since when and until when a row was so
/// (https://mariadb.com/kb/en/system-versioned-tables/).
bool is_row_time(const Column& column);

}  // namespace migrate::mysql
