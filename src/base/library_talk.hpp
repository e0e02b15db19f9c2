// A function of a shared library that has a conversation with this process while it runs in a forked child: for code
// that needs what only the parent has (a database connection), and may crash, loop, print and call exit all the same.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "src/base/child_process.hpp"

namespace migrate {

/// One end of the conversation. A message arrives whole and in order.
class Channel {
 public:
  virtual ~Channel() = default;
  /// Where the other end is gone, the message is lost; `receive` tells.
  virtual void send(std::string_view message) = 0;
  /// The next message; absent where the other end has ended, or the time is over.
  virtual std::optional<std::string> receive() = 0;
};

/// Loads the library in a forked child and hands the address of its function to `inside`, which runs there; `outside`
/// runs here and has to receive until there is nothing more. What the child prints goes to standard error. The result
/// is that of call_library, without an output; `time_limit` absent: none.
/// The child has no descriptors but its end of the channel, and dies with this process.
LibraryCall talk_with_library(const std::filesystem::path& library, const char* function,
                              const std::function<void(void* function, Channel& channel)>& inside,
                              const std::function<void(Channel& channel)>& outside,
                              std::optional<std::chrono::milliseconds> time_limit);

}  // namespace migrate
