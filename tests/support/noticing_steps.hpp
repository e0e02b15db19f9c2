// One data step, `notice`, which is a function of the test.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "src/engine/steps.hpp"

namespace migrate::test {

class NoticingSteps final : public StepRunner {
 public:
  std::string source() const override { return "the test"; }
  const std::vector<StepInfo>& steps() override { return steps_; }
  void run(const std::string&, StepDatabase& database) override {
    ++calls;
    work(database);
  }
  int calls = 0;
  std::function<void(StepDatabase&)> work = [](StepDatabase& database) {
    database.execute("UPDATE table_aaaa SET id = id", {});
  };

 private:
  std::vector<StepInfo> steps_{{"notice", {}}};
};

}  // namespace migrate::test
