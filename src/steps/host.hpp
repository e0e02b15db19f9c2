// A StepDatabase in the C types of migrate/detail/step_abi.hpp, which a step's own code calls. No exception passes
// through it in either direction.
#pragma once

#include <optional>
#include <string>

#include "migrate/detail/step_abi.hpp"
#include "src/engine/steps.hpp"

namespace migrate {

/// Runs a step on `database`. Absent: it returned; else what it says went wrong.
std::optional<std::string> run_on(StepDatabase& database, int (*run)(const migrate_step_host_v1* host));

/// A list as migrate_data_steps_v1() returns it, in the order of the source. Throws ConfigurationError where two have
/// the same name; `source` stands in the message.
std::vector<const migrate_data_step_v1*> listed(const migrate_data_step_v1* first);
void refuse_doubles(const std::vector<StepInfo>& steps, const std::string& source);

}  // namespace migrate
