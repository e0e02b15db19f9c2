#include <algorithm>
#include <optional>

#include "src/base/library_talk.hpp"
#include "src/base/text.hpp"
#include "src/engine/value_bytes.hpp"
#include "src/steps/host.hpp"
#include "src/steps/messages.hpp"
#include "src/steps/runners.hpp"

namespace migrate {
namespace {

constexpr auto export_function = "migrate_data_steps_v1";

std::vector<const migrate_data_step_v1*> steps_at(void* function) {
  return listed(reinterpret_cast<const migrate_data_step_v1* (*)()>(function)());
}

class LibrarySteps final : public StepRunner {
 public:
  LibrarySteps(std::filesystem::path library, std::chrono::milliseconds time_limit)
      : library_(std::move(library)), time_limit_(time_limit) {}

  std::string source() const override { return "the library '" + library_.string() + "'"; }

  const std::vector<StepInfo>& steps() override {
    if (!steps_) steps_ = ask();
    return *steps_;
  }

  void run(const std::string& name, StepDatabase& database) override {
    std::optional<std::string> failure;
    const auto call = talk_with_library(
        library_, export_function,
        [&](void* function, Channel& channel) {
          const auto remote = remote_database(channel, std::string(database.dialect()));
          for (const auto* step : steps_at(function)) {
            if (name == step->name) return remote->finish(run_on(*remote, step->run));
          }
          remote->finish("the library no longer has it");
        },
        [&](Channel& channel) { failure = serve(channel, database); }, std::nullopt);
    if (call.end == LibraryCall::End::returned && !failure) return;
    Error error(failure.value_or("it " + problem(call)), {});
    error.details.push_back("the step is in " + source() + place_of(name));
    throw error;
  }

 private:
  std::vector<StepInfo> ask() const {
    require_file();
    std::vector<StepInfo> out;
    const auto call = talk_with_library(
        library_, export_function,
        [](void* function, Channel& channel) {
          for (const auto* step : steps_at(function)) {
            std::string message;
            append_text(message, step->name);
            append_text(message, step->file);
            append_number(message, step->line);
            channel.send(message);
          }
        },
        [&](Channel& channel) {
          while (const auto message = channel.receive()) {
            ByteReader reader(*message);
            StepInfo step{std::string(reader.text()), {}};
            step.where.file = reader.text();
            step.where.line = reader.number();
            out.push_back(std::move(step));
          }
        },
        time_limit_);
    if (call.end == LibraryCall::End::no_function) return {};
    if (call.end != LibraryCall::End::returned) {
      throw ConfigurationError("the data steps of " + source() + " cannot be read: it " + problem(call),
                               "what a library does when it is loaded runs first: look at its global objects, and at "
                               "what it is linked to");
    }
    refuse_doubles(out, source());
    return out;
  }

  void require_file() const {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(library_, ignored)) return;
    throw ConfigurationError("the library with the data steps, '" + library_.string() + "', is not there",
                             "build it, or correct its path in migrate.toml");
  }

  /// As the end of a sentence that begins with "it".
  std::string problem(const LibraryCall& call) const {
    switch (call.end) {
      case LibraryCall::End::not_loaded: return "cannot be loaded as a shared library: " + call.reason;
      case LibraryCall::End::no_function: return "no longer has any data steps";
      case LibraryCall::End::exception: return "threw an exception: " + call.reason;
      default: return ending(call.child, time_limit_);
    }
  }

  /// ", steps.cpp:12"
  std::string place_of(const std::string& name) {
    const auto& all = steps();
    const auto step = std::ranges::find(all, name, &StepInfo::name);
    return step == all.end() ? "" : ", " + to_string(step->where);
  }

  std::filesystem::path library_;
  std::chrono::milliseconds time_limit_;
  std::optional<std::vector<StepInfo>> steps_;
};

}  // namespace

std::unique_ptr<StepRunner> steps_of_library(std::filesystem::path library, std::chrono::milliseconds time_limit) {
  return std::make_unique<LibrarySteps>(std::move(library), time_limit);
}

}  // namespace migrate
