// An Output that remembers what was said, for tests.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "src/base/output.hpp"

namespace migrate {

class RecordingOutput : public Output {
 public:
  void data(std::string_view text) override { written += text; }
  void message(Level level, std::string_view text) override { messages.emplace_back(level, text); }
  bool shows(Level) const override { return true; }

  /// Whether any message holds this text.
  bool said(std::string_view text) const {
    for (const auto& [level, message] : messages) {
      if (message.find(text) != message.npos) return true;
    }
    return false;
  }

  std::string written;
  std::vector<std::pair<Level, std::string>> messages;
};

}  // namespace migrate
