#include "src/cli/command.hpp"

namespace migrate {

std::vector<Command> all_commands() {
  return {
      init_command(),    revision_command(), upgrade_command(), downgrade_command(), current_command(),
      history_command(), heads_command(),    show_command(),    stamp_command(),     status_command(),
      check_command(),   diff_command(),     inspect_command(), models_command(),    help_command(),
  };
}

}  // namespace migrate
