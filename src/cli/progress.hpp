// The engine's progress in words, as it happens.
#pragma once

#include "src/base/output.hpp"
#include "src/engine/engine.hpp"

namespace migrate {

/// Callbacks that write to `out`, which must outlive them.
EngineCallbacks progress_to(Output& out);

/// "split_names: 1200 of 5000 (24 %)"
std::string progress_text(const StepProgress& progress);

/// "12 ms", "3.4 s", "2 min 5 s"
std::string duration_text(std::chrono::milliseconds duration);

}  // namespace migrate
