// What hangs on a column and is in no operation, so that it would be lost where the column is dropped and made anew:
// privileges on the column, how it is analyzed, extended statistics, security labels.
#pragma once

#include <string>
#include <vector>

#include "dialects/connection.hpp"
#include "src/operations/operation.hpp"

namespace migrate::postgresql {

struct KeptColumn {
  std::vector<std::string> statements;  ///< that bring it back, once the column is there again
  std::vector<std::string> statistics;  ///< the extended statistics that go with the column, as `gone_statistics`
};

/// Asks nothing offline: there is nothing then.
KeptColumn kept_with_column(Connection& connection, const TableName& table, const std::string& column);

}  // namespace migrate::postgresql
