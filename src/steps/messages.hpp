// The two ends of the conversation about a step: a StepDatabase in the child that sends what it is asked for, and a
// server in the parent that does it. The child does not wait where nobody needs the answer, and sends many small
// things as one message: a way there and back takes longer than a statement.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "src/base/library_talk.hpp"
#include "src/engine/steps.hpp"

namespace migrate {

/// The child's end.
class RemoteDatabase : public StepDatabase {
 public:
  /// The step is over; absent: it returned.
  virtual void finish(const std::optional<std::string>& failure) = 0;
};
std::unique_ptr<RemoteDatabase> remote_database(Channel& channel, std::string dialect);

/// The parent's end: does what the child asks for until it is over. Absent: the step returned, or has not said how it
/// ended; else its own failure.
std::optional<std::string> serve(Channel& channel, StepDatabase& database);

}  // namespace migrate
