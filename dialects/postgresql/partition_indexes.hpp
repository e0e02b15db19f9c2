// Indexes that partitions have of their own and that are like a new index of their parent: PostgreSQL would make them
// parts of it instead of building others, and drop them with it. They are dropped before it, and created again behind
// it (https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE).
#pragma once

#include <vector>

#include "dialects/dialect.hpp"

namespace migrate::postgresql {

struct PartitionIndexes {
  std::vector<Statement> drop, create;
};
/// Around CREATE INDEX on `table`, which is partitioned and has that name in the catalog. Indexes of constraints are
/// not among them.
PartitionIndexes partition_indexes_like(Connection& connection, const TableName& table, const Index& index);

}  // namespace migrate::postgresql
