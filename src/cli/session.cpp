#include "src/cli/session.hpp"

namespace migrate {

const Config& Session::config() {
  if (!config_) config_ = load_config({globals_.config, globals_.env, globals_.url, environment_});
  return *config_;
}

}  // namespace migrate
