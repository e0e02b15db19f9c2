// What a command works with: the output, the configuration, the revisions, the database. Each part is made when it is
// first asked for, so that a command pays for, and fails by, only what it needs.
#pragma once

#include <optional>
#include <string>

#include "src/base/environment.hpp"
#include "src/base/json.hpp"
#include "src/base/output.hpp"
#include "src/cli/globals.hpp"
#include "src/config/config.hpp"

namespace migrate {

class Session {
 public:
  Session(const Globals& globals, Output& out, const Environment& environment)
      : globals_(globals), out_(out), environment_(environment) {}

  Output& out() { return out_; }
  bool json() const { return globals_.json(); }
  bool verbose() const { return globals_.verbosity() == Verbosity::verbose; }
  const Globals& globals() const { return globals_; }

  /// Writes a JSON document to standard output.
  void data(const Json& document) { out_.data(document.text()); }

  const Config& config();

 private:
  const Globals& globals_;
  Output& out_;
  const Environment& environment_;
  std::optional<Config> config_;
};

}  // namespace migrate
