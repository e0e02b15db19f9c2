// What a dialect says of a revision before it is used: a dialect that has something to say is a RevisionNotes as well.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "dialects/connection.hpp"
#include "src/operations/operation.hpp"

namespace migrate {

class RevisionNotes {
 public:
  virtual ~RevisionNotes() = default;

  /// A line for each change that needs a word which only a person can say. `upgrade` and `downgrade` are the
  /// operations, `connection` is where the upgrade will run.
  virtual std::vector<std::string> notes_on(Connection& connection, std::span<const Operation> upgrade,
                                            std::span<const Operation> downgrade) const = 0;
};

}  // namespace migrate
