// A dry run of what cannot be run and rolled back: the statements are rendered against a copy of the schema, one
// operation after the other, and nothing tries them.
#include <algorithm>

#include "src/engine/run.hpp"
#include "src/operations/apply.hpp"

namespace migrate {

bool can_be_tried(const Dialect& dialect, std::span<const PreparedStep> steps) {
  return std::ranges::all_of(steps, [&](const PreparedStep& step) { return runs_whole(dialect, step); });
}

void Runner::run_on_paper(std::span<const PreparedStep> steps) {
  const auto copy = dialect_.scratch(connection_);
  auto& paper = copy ? *copy : connection_;
  std::size_t number = 0;
  for (const auto& step : steps) {
    with_progress(step, ++number, steps.size(), [&] {
      while (at_.done < step.operations.size()) {
        tell_asked_later(static_cast<std::size_t>(&step - steps.data()));
        write_down(paper, step, copy != nullptr);
      }
    });
    finished(step);
  }
}

/// The questions that an upgrade asks right before the operation at hand, and not before the first one.
void Runner::tell_asked_later(std::size_t list) const {
  for (const auto& later : asked_later_) {
    if (later.place == OperationPlace{list, at_.done})
      tell({.purpose = "asked right before this: " + later.question + " (" + later.why + ")"});
  }
}

void Runner::write_down(Connection& paper, const PreparedStep& step, bool play) {
  const auto rest = std::span(step.operations).subspan(at_.done);
  if (is_call(rest.front())) {
    tell_call(rest.front());
    ++at_.done;
    return;
  }
  const auto rendered = render(paper, step, rest.size());
  for (const auto& statement : rendered.statements) {
    tell(statement);
    if (play && statement.must_be_empty.empty()) paper.execute(statement.sql);
  }
  dialect_.note_offline(paper, rest.first(rendered.operations));
  at_.done += rendered.operations;
  at_.working = false;
}

}  // namespace migrate
