// What the account may do, by its grants: a revision of many statements must not end half done at the one that it may
// not run. Where the grants cannot be read, nothing is said, and the server refuses what it refuses.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/connection.hpp"
#include "dialects/findings.hpp"

namespace migrate::mysql {

/// The rows of SHOW GRANTS. Grants of columns count as those of the table.
class Grants {
 public:
  /// "GRANT CREATE, ALTER ON `app\_%`.* TO `ann`@`%`"; what is about roles and routines counts for nothing.
  void read(std::string_view line);

  /// Whether the privilege (in upper case) is granted on the table; on the whole schema where none is named, and on
  /// everything where neither is.
  bool cover(std::string_view privilege, std::string_view schema = {}, std::string_view table = {}) const;
  /// As GRANT wants it: `ann`@`%`.
  const std::string& account() const { return account_; }

 private:
  struct Grant {
    std::vector<std::string> privileges{};
    std::string schema{}, table{};  ///< "*": every one; the schema is a pattern
  };
  std::vector<Grant> grants_;
  std::string account_;
  bool is_revoked_ = false;  ///< partly, which no line of grants tells
};

/// A finding for each privilege that the account lacks and an operation needs, of what SQL says nothing. Two queries at
/// most, and none where nothing is needed.
std::vector<CatalogFinding> missing_privileges(Connection& connection, std::span<const Operation> operations);

}  // namespace migrate::mysql
