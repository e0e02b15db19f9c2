#include <algorithm>

#include "src/steps/host.hpp"
#include "src/steps/runners.hpp"

namespace migrate {
namespace {

class ProgramSteps final : public StepRunner {
 public:
  explicit ProgramSteps(const migrate_data_step_v1* first) : first_(first) {}

  std::string source() const override { return "this program"; }

  const std::vector<StepInfo>& steps() override {
    if (!steps_.empty()) return steps_;
    for (const auto* step : listed(first_)) steps_.push_back({step->name, {step->file, step->line, 0}});
    refuse_doubles(steps_, source());
    return steps_;
  }

  void run(const std::string& name, StepDatabase& database) override {
    const auto all = listed(first_);
    const auto step = std::ranges::find_if(all, [&](const auto* one) { return name == one->name; });
    if (step == all.end()) throw RevisionError("there is no data step '" + name + "' in this program");
    const auto failure = run_on(database, (*step)->run);
    if (failure) throw Error(*failure);
  }

 private:
  const migrate_data_step_v1* first_;
  std::vector<StepInfo> steps_;
};

}  // namespace

std::unique_ptr<StepRunner> steps_of_program(const migrate_data_step_v1* first) {
  return std::make_unique<ProgramSteps>(first);
}

}  // namespace migrate
