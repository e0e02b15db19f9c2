#include "src/cli/command.hpp"
#include "src/cli/models_of.hpp"
#include "src/cli/operations_text.hpp"

namespace migrate {
namespace {

struct ModelsArguments {};

ExitCode run_models(Session& session, const ModelsArguments&) {
  print_schema(session, wanted_schema(session), "the models");
  return ExitCode::done;
}

}  // namespace

Command models_command() {
  return make_command<ModelsArguments>(
      {
          .name = "models",
          .summary = "Show the schema that the models want",
          .details =
              "The metadata as the library, command or file of [models] gives it, before any database has its say.",
          .parameters = {},
          .examples = {{"migrate models", "All tables"}, {"migrate models --format json", "For a program"}},
      },
      run_models);
}

}  // namespace migrate
