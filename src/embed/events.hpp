// What the engine tells while it works, as the events of an embedding program.
#pragma once

#include <functional>

#include "migrate/migrator.hpp"
#include "src/engine/engine.hpp"

namespace migrate {

/// Callbacks that hand on to `on_event`; none where it is empty.
EngineCallbacks callbacks_to(const std::function<void(const Event&)>& on_event);

}  // namespace migrate
