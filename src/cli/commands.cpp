#include "src/cli/command.hpp"

namespace migrate {

std::vector<Command> all_commands() {
  return {
      init_command(),
      help_command(),
  };
}

}  // namespace migrate
