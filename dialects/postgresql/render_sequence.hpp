// Sequences and schemas.
#pragma once

#include <vector>

#include "dialects/dialect.hpp"

namespace migrate::postgresql {

/// CREATE SEQUENCE without its owner, which may come later than the sequence.
Statement create_sequence(const Sequence& sequence);
/// `ALTER SEQUENCE … OWNED BY …`.
Statement own_sequence(const Sequence& sequence);
std::vector<Statement> alter_sequence(const AlterSequence& operation);
std::vector<Statement> drop_sequence(Connection& connection, const DropSequence& operation);

/// The column that owns the sequence, and its table, whose name is empty where none does.
struct SequenceOwner {
  TableName table;
  std::string column;
};
SequenceOwner owner_of(const Sequence& sequence);

}  // namespace migrate::postgresql
