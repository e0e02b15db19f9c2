#include "src/embed/events.hpp"

#include <memory>

namespace migrate {
namespace {

Event event_of(const Progress& progress) {
  Event event;
  event.revision = progress.revision.id;
  event.message = progress.revision.message;
  event.movement = progress.movement;
  event.number = progress.number;
  event.count = progress.count;
  event.together = progress.together;
  return event;
}

}  // namespace

EngineCallbacks callbacks_to(const std::function<void(const Event&)>& on_event) {
  if (!on_event) return {};
  EngineCallbacks callbacks;
  const auto step = std::make_shared<Event>();  // the one whose statements run
  callbacks.on_begin = [=](const Progress& progress) {
    *step = event_of(progress);
    on_event(*step);
  };
  callbacks.on_statement = [=](const Statement& statement) {
    Event event = *step;
    event.kind = Event::Kind::statement;
    event.statement = statement.sql;
    event.purpose = statement.way.empty() ? statement.purpose : statement.way;
    on_event(event);
  };
  callbacks.on_end = [=](const Progress& progress, std::chrono::milliseconds elapsed) {
    Event event = event_of(progress);
    event.kind = Event::Kind::ends;
    event.elapsed = elapsed;
    on_event(event);
  };
  callbacks.on_step = [=](const StepProgress& progress) {
    Event event = *step;
    event.kind = Event::Kind::progress;
    event.step = progress.name;
    event.done = progress.done;
    event.total = progress.total;
    on_event(event);
  };
  callbacks.on_wait = [=](const std::string& holder) {
    Event event;
    event.kind = Event::Kind::waiting;
    event.holder = holder;
    on_event(event);
  };
  return callbacks;
}

}  // namespace migrate
