// Which of the two servers it is, and how old: they have grown apart, and each question about it stands here by its
// name, with the version from which the answer holds.
#pragma once

#include <string>
#include <string_view>

namespace migrate::mysql {

struct Server {
  bool mariadb = false;
  int version = 0;  ///< 101119 for 10.11.19, 80045 for 8.0.45
  /// A node of a Galera cluster: several servers take writes, and each of them may lag behind the others.
  bool cluster = false;

  /// "MariaDB 10.11.19"
  std::string name() const;
  bool at_least(int mariadb_version, int mysql_version) const {
    return version >= (mariadb ? mariadb_version : mysql_version);
  }

  // https://mariadb.com/kb/en/alter-table/ and https://dev.mysql.com/doc/refman/8.4/en/alter-table.html
  bool renames_columns() const { return at_least(100502, 80000); }
  bool renames_indexes() const { return at_least(100502, 50700); }
  bool keeps_checks() const { return at_least(100201, 80016); }
  bool adds_columns_instantly() const { return at_least(100300, 80012); }
  /// DEFAULT may be an expression.
  bool expression_defaults() const { return at_least(100201, 80013); }
  bool expression_indexes() const { return !mariadb && version >= 80013; }
  bool descending_indexes() const { return at_least(100800, 80001); }
  /// MySQL makes an index of its own for a foreign key whose columns have a descending one alone.
  bool serves_keys_descending() const { return mariadb; }
  /// A foreign key refers to what a unique key holds, unless restrict_fk_on_non_standard_key is off
  /// (https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html).
  bool wants_unique_targets() const { return !mariadb && version >= 80400; }
  bool uuid_type() const { return mariadb && version >= 100700; }
  bool json_type() const { return !mariadb; }
  bool invisible_columns() const { return at_least(100303, 80023); }
  /// Of application time, in keys without overlaps.
  bool periods() const { return mariadb && version >= 100503; }
  bool sequences() const { return mariadb && version >= 100300; }
  /// Where the server is told to, a table without a primary key gets an invisible one
  /// (https://dev.mysql.com/doc/refman/8.4/en/create-table-gipks.html).
  bool makes_primary_keys() const { return !mariadb && version >= 80030; }
  /// DROP TABLE a, b drops both or none (https://dev.mysql.com/doc/refman/8.4/en/atomic-ddl.html); where it does not,
  /// it goes through them one by one, and past those that it cannot drop.
  bool drops_several_at_once() const { return !mariadb && version >= 80000; }
};

/// From what `SELECT VERSION()` says: "10.11.19-MariaDB-0+deb12u1", "8.0.45", "5.5.5-10.6.4-MariaDB".
Server server_of(std::string_view version);

}  // namespace migrate::mysql
