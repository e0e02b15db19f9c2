// Types between the neutral vocabulary and MySQL and MariaDB. Each type has one form: the neutral one where it says
// exactly the same, else the servers' own text as their catalogs show it (`int unsigned`, `datetime(6)`,
// `enum('a','b')`), without the display widths that newer servers no longer keep, whatever alias it was written with
// (https://dev.mysql.com/doc/refman/8.4/en/data-types.html, https://mariadb.com/kb/en/data-types/).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialects/mysql/server.hpp"
#include "migrate/schema.hpp"

namespace migrate::mysql {

/// The type that a text means: `tinyint(1)`, `int(11) unsigned`, `DOUBLE PRECISION`, `enum('a','b')`.
Type type_of(std::string_view column_type);

/// The type in its one form: `varchar` is varchar(255), `numeric` is numeric(10,0), `timestamptz` a timestamp,
/// `mysql:INT(11)` an integer. What is of another dialect, and enumerations, stay as they are. So do `timestamp` and
/// `time`, which no column of a catalog has: they ask for a moment, and say nothing of its digits.
Type canonical(const Type& type);

/// The type as it stands behind a column's name. Throws ConfigurationError for a type of another dialect and for an
/// enumeration, whose values only a schema knows.
std::string sql_of(const Type& type, const Server& server);

/// Whether it is the neutral `timestamp` or `time`: a new column of it keeps all digits, datetime(6) and time(6), and
/// one that exists keeps those that it has.
bool says_no_digits(const Type& type);
/// Whether a column's type is one that such a type can mean: datetime, datetime(n), timestamp(n); time(n).
bool is_moment_of(const Type& type, const Type& neutral);
/// `(6)` of a datetime(6), a timestamp(6) and the neutral one; "" where there are none.
std::string digits_of(const Type& type);

/// Whether its values are bytes and no text: binary, varbinary, and the blobs.
bool holds_bytes(const Type& type);

/// `enum('a','b')`
Type enum_of(const std::vector<std::string>& values);
/// Of a native `enum(…)` or `set(…)` its values; none of any other type.
std::vector<std::string> values_of(const Type& type);

/// What a type's text may say behind the type: `varchar(20) character set latin1 collate latin1_bin`.
struct Charset {
  std::string charset{}, collation{};
};
/// Takes it out of a native type's text, in place.
Charset take_charset(Type& type);

}  // namespace migrate::mysql
