// Foreign keys around a change of type: no server lets a column of one change while the key is there. It is dropped,
// both ends change, and it is put back; what the journal holds of it (Pending) survives a crash between.
#pragma once

#include <span>
#include <vector>

#include "dialects/mysql/alter.hpp"

namespace migrate::mysql {

struct RetypedKeys {
  std::vector<HeldKey> keys;      ///< that must be away while the operations run
  std::vector<HeldKey> put_back;  ///< the same as they are afterwards, without those that the operations drop
  std::size_t operations = 0;     ///< up to the last one that changes an end of them
};

/// `group`: how many of the operations are one ALTER TABLE. Throws DatabaseError where one end of a key would be left
/// with another type than the other.
RetypedKeys keys_in_the_way(const Ground& ground, std::span<const Operation> operations, std::size_t group);

std::vector<Statement> drop_keys(const std::vector<HeldKey>& keys, const Where& where);
std::vector<Statement> put_back_keys(const std::vector<HeldKey>& keys, const Server& server, const Where& where);

}  // namespace migrate::mysql
