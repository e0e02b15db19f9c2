// Foreign keys around changes that no database makes while they exist: a type of one end, a character set, the unique
// key that they refer to. All foreign keys that hang together through the changes are one group: they are dropped
// before its first operation, both ends change, and they are put back behind its last one, as they are by then.
//
// One planner for all dialects, on values: what a database lets happen under a foreign key is asked of its rules.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "src/operations/operation.hpp"

namespace migrate {

/// A foreign key with the table that has it.
struct SuspendedForeignKey {
  TableName table;
  ForeignKey key;
  bool operator==(const SuspendedForeignKey&) const = default;
};

/// What a database says of foreign keys, and what it lets happen while they exist.
class ForeignKeyRules {
 public:
  virtual ~ForeignKeyRules() = default;
  /// The tables that exist of these, and all that a foreign key ties to one of them, as the catalog has them.
  virtual Schema tied_to(std::span<const TableName> tables) const = 0;
  /// Whether the operation may be one that `disturbs`, without a look at the catalog.
  virtual bool may_disturb(const Operation& operation) const = 0;
  /// Whether the operation cannot run while the key exists. `before`: the tables as they are by then.
  virtual bool disturbs(const Schema& before, const Operation& operation, const SuspendedForeignKey& key) const = 0;
  /// Why the key cannot exist on these tables, as a clause ("hero.team_id is text and team.id integer"); empty where it
  /// can, or nobody knows.
  virtual std::string conflict(const Schema& after, const SuspendedForeignKey& key) const = 0;
  /// Whether the operation makes an index that the key must find when it is put back: on its own columns, where the
  /// database would else make one by itself, or on those that it refers to. `before`: the tables as they are by then,
  /// which have none that does.
  virtual bool makes_needed_index(const Schema& /*before*/, const Operation& /*operation*/,
                                  const SuspendedForeignKey& /*key*/) const {
    return false;
  }
  /// The operation on values, as the database does it. Throws as apply_to does.
  virtual void apply(Schema& schema, const Operation& operation) const = 0;
};

/// A list of operations from its first one, around which foreign keys are away.
struct SuspendedGroup {
  std::size_t operations = 0;
  std::vector<SuspendedForeignKey> dropped;   ///< as the catalog has them
  std::vector<SuspendedForeignKey> put_back;  ///< as they are afterwards, without those that the operations drop
  std::vector<SuspendedForeignKey> names;     ///< of all that are away, under each name that they have meanwhile

  bool contains(const TableName& table, const std::string& key) const;
};

/// None where the first `count` operations, which run together, need no key to be away. `before`: operations that the
/// catalog does not know of yet. Throws DatabaseError where no operation behind the change lets the key exist again.
std::optional<SuspendedGroup> suspend_foreign_keys(const ForeignKeyRules& rules, std::span<const Operation> operations,
                                                   std::size_t count, std::span<const Operation> before = {});

}  // namespace migrate
