#include "src/base/descriptor.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>

#include "src/base/error.hpp"
#include "src/base/interrupt.hpp"

namespace migrate {

void Descriptor::close() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void refuse_process(const std::string& what) {
  throw ConfigurationError("cannot start a process: " + what + ": " + std::strerror(errno));
}

std::string current_exception_text() {
  try {
    if (std::current_exception()) throw;
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "an exception that is not a std::exception";
  }
  return {};
}

void close_others(int keep) {
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
  const auto first = static_cast<unsigned>(STDERR_FILENO + 1), middle = static_cast<unsigned>(keep);
  if ((middle <= first || ::close_range(first, middle - 1, 0) == 0) && ::close_range(middle + 1, ~0U, 0) == 0) return;
#endif
  const long limit = std::clamp(::sysconf(_SC_OPEN_MAX), 256L, 65536L);
  for (int descriptor = STDERR_FILENO + 1; descriptor < limit; ++descriptor) {
    if (descriptor != keep) ::close(descriptor);
  }
}

void become_plain_child() {
  take_signals_back();
#ifdef __linux__
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::dup2(nothing, STDIN_FILENO);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGPIPE, SIGINT, SIGTERM}) {
    ::signal(signal, SIG_DFL);
  }
}

}  // namespace migrate
