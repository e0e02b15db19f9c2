// The two places where data steps are: a shared library, which is run in a forked child, and this program itself.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "migrate/detail/step_abi.hpp"
#include "src/engine/steps.hpp"

namespace migrate {

/// The steps of a library (include/migrate/data_step.hpp). It is looked at when somebody asks for them, and then has
/// `time_limit` to say which it has; a step itself may take any time. A library without steps has an empty list.
std::unique_ptr<StepRunner> steps_of_library(std::filesystem::path library, std::chrono::milliseconds time_limit);

/// The steps of a program that has them itself, which run in its own process: `first` is what migrate_data_steps_v1()
/// returns there.
std::unique_ptr<StepRunner> steps_of_program(const migrate_data_step_v1* first);

}  // namespace migrate
