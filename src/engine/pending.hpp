// What the journal holds of a group of operations that runs without a transaction, statement by statement: what was
// rendered, how far it came, and what the catalog said before the statement that may or may not have run. A later run
// goes on with these statements, and not with what it would render from a catalog that is half changed.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.hpp"

namespace migrate {

struct Pending {
  std::size_t operations = 0;  ///< that the statements do together
  std::string checksum{};      ///< of these operations
  std::size_t next = 0;        ///< the statement that may or may not have run; all before it have
  std::string trace{};         ///< Dialect::trace before it; empty: it has not run
  std::string done{};          ///< digest of the statements before it, and
  std::string doing{};         ///< with it
  /// Empty where rendering the operations says the same whatever the catalog holds.
  std::vector<Statement> statements{};
};

std::string write_pending(const Pending& pending);
/// None where the text is empty or not ours.
std::optional<Pending> read_pending(std::string_view text);

/// A question of ours, which changes nothing.
bool is_guard(const Statement& statement);
/// Whether one of the statements changes something that lasts.
bool change_something(std::span<const Statement> statements);

}  // namespace migrate
