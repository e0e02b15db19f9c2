#include "src/base/child_process.hpp"

#include <cxxabi.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <thread>
#include <utility>

#include "src/base/descriptor.hpp"
#include "src/base/error.hpp"
#include "src/base/interrupt.hpp"

namespace migrate {
namespace {

constexpr std::size_t most_talk = 16 * 1024;
constexpr std::size_t most_output = 64 * 1024 * 1024;

struct Pipe {
  Descriptor read, write;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) refuse_process("pipe");
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

/// Appends what is there to be read; false at the end of the stream.
bool read_some(int descriptor, std::string& into) {
  std::array<char, 65536> buffer;
  const auto count = ::read(descriptor, buffer.data(), buffer.size());
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  into.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0;
}

/// How long to wait before the next look at the child itself, in milliseconds.
int slice_until(std::chrono::steady_clock::time_point end) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<long>(left, 0, 50));
}

bool has_ended(pid_t child) {
  siginfo_t info{};
  return ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == child;
}

/// Reads both streams until they end, or until the child has ended and nothing more comes: a process that it left
/// behind may hold them open. False where the time was over before.
bool collect(pid_t child, Descriptor& output, Descriptor& talk, ChildResult& result,
             std::chrono::steady_clock::time_point end) {
  while (output.number() >= 0 || talk.number() >= 0) {
    std::array<pollfd, 2> waiting{{{output.number(), POLLIN, 0}, {talk.number(), POLLIN, 0}}};
    const int ready = ::poll(waiting.data(), waiting.size(), slice_until(end));
    if (ready < 0 && errno != EINTR) return false;
    if (ready == 0 && has_ended(child)) return true;
    if (ready <= 0) {
      if (std::chrono::steady_clock::now() >= end) return false;
      continue;
    }
    if (waiting[0].revents != 0 && !read_some(output.number(), result.output)) output.close();
    result.too_much = result.output.size() > most_output;
    if (result.too_much) return false;
    if (waiting[1].revents != 0 && !read_some(talk.number(), result.talk)) talk.close();
    if (result.talk.size() > 2 * most_talk) result.talk.erase(0, result.talk.size() - most_talk);
  }
  return true;
}

/// Waits for the child's end, which may come later than that of its streams; kills it when the time is over.
void wait_for(pid_t child, bool finished, ChildResult& result, std::chrono::steady_clock::time_point end) {
  int status = 0;
  auto pause = std::chrono::microseconds(50);
  while (finished) {
    const pid_t ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child || (ended < 0 && errno != EINTR)) break;
    finished = std::chrono::steady_clock::now() < end;
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::microseconds(10'000));
  }
  if (!finished) {
    result.timed_out = !result.too_much;
    ::kill(-child, SIGKILL);
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return;
  }
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
}

/// Runs `body` in a child. It gets the descriptor that the result's `output` is read from; standard error, and of a
/// library standard output too, is the result's `talk`.
ChildResult run_child(const std::function<void(int output)>& body, std::chrono::milliseconds time_limit) {
  Pipe output = make_pipe(), talk = make_pipe();
  std::fflush(nullptr);  // or the child would write it once more
  const pid_t child = ::fork();
  if (child < 0) refuse_process("fork");
  if (child == 0) {
    ::setpgid(0, 0);  // a group of its own, which ends as a whole when the time is over
    become_plain_child();
    ::dup2(talk.write.number(), STDOUT_FILENO);
    ::dup2(talk.write.number(), STDERR_FILENO);
    // so that a crash does not take what was printed before it; by lines would not do where the stream is in use
    // already
    std::setvbuf(stdout, nullptr, _IONBF, 0);
    body(output.write.number());
    ::_exit(127);
  }
  ::setpgid(child, child);  // whichever of the two comes first
  const EndsGroup ends(child);
  output.write.close();
  talk.write.close();
  const auto end = std::chrono::steady_clock::now() + time_limit;
  ChildResult result;
  const bool finished = collect(child, output.read, talk.read, result, end);
  wait_for(child, finished, result, end);
  if (result.talk.size() > most_talk) result.talk.erase(0, result.talk.size() - most_talk);
  return result;
}

/// What the child of call_library writes: the text, and behind it one letter that says what it is. A text without its
/// letter was cut off.
enum class OutputEnd : char { text = 'T', not_loaded = 'L', no_function = 'F', null = 'N', exception = 'E' };

[[noreturn]] void report(int output, std::string_view text, OutputEnd letter) {
  std::fflush(nullptr);
  write_all(output, text);
  const char last = static_cast<char>(letter);
  write_all(output, {&last, 1});
  ::_exit(0);
}

int exception_output = -1;  // of the child, for the terminate handler, which takes no argument

/// A page that this process and its child both see, so that what the child was doing is known however it ended.
class SharedNote {
 public:
  SharedNote() : place_(::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
    if (place_ == MAP_FAILED) refuse_process("mmap");
  }
  ~SharedNote() { ::munmap(place_, size); }
  SharedNote(const SharedNote&) = delete;
  SharedNote& operator=(const SharedNote&) = delete;

  /// In the child: the library is loaded, and may write.
  void loaded(void* library) {
    *begin() = 1;
    void* tell = ::dlsym(library, "migrate_models_tell_v1");
    if (tell) reinterpret_cast<void (*)(char*)>(tell)(begin() + 1);
  }
  std::optional<std::string> text() const {
    if (*begin() == 0) return std::nullopt;
    return std::string(begin() + 1, ::strnlen(begin() + 1, size - 1));
  }

 private:
  static constexpr std::size_t size = 256;
  char* begin() const { return static_cast<char*>(place_); }

  void* place_;
};

void load_and_call(const std::filesystem::path& library, const char* function, int output, SharedNote& note) {
  close_others(output);
  exception_output = output;
  std::set_terminate([] {
    if (std::current_exception()) report(exception_output, current_exception_text(), OutputEnd::exception);
    std::abort();
  });
  try {
    void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!handle) report(output, ::dlerror(), OutputEnd::not_loaded);
    void* symbol = ::dlsym(handle, function);
    if (!symbol) report(output, "", OutputEnd::no_function);
    note.loaded(handle);
    const char* text = reinterpret_cast<const char* (*)()>(symbol)();
    if (!text) report(output, "", OutputEnd::null);
    report(output, text, OutputEnd::text);
  } catch (...) {
    report(output, current_exception_text(), OutputEnd::exception);
  }
}

/// As execvp takes them; the texts must outlive them.
std::vector<char*> pointers(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  return argv;
}

/// `command = "python3 x.py"`: a program whose name has blanks is rarely one.
std::string hint_for_program(const std::string& name, int code) {
  if (code != ENOENT || name.find(' ') == name.npos) return {};
  std::string words;
  for (std::size_t at = 0; at < name.size();) {
    const auto end = std::min(name.find(' ', at), name.size());
    if (end > at) words += (words.empty() ? "\"" : ", \"") + name.substr(at, end - at) + "\"";
    at = end + 1;
  }
  return "a command is a list of words, and no shell reads it: [" + words + "]";
}

}  // namespace

int run_in_terminal(const std::vector<std::string>& arguments) {
  auto argv = pointers(arguments);
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child < 0) refuse_process("fork");
  if (child == 0) {
    ::signal(SIGPIPE, SIG_DFL);
    ::execvp(argv[0], argv.data());
    ::_exit(127);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

ChildResult run_program(const std::vector<std::string>& arguments, std::chrono::milliseconds time_limit,
                        const Variables& variables, const std::filesystem::path& folder) {
  auto argv = pointers(arguments);
  Pipe failure = make_pipe();
  auto result = run_child(
      [&](int output) {
        ::dup2(output, STDOUT_FILENO);
        for (const auto& [name, value] : variables) ::setenv(name.c_str(), value.c_str(), 1);
        if (folder.empty() || ::chdir(folder.c_str()) == 0) ::execvp(argv[0], argv.data());
        const int why = errno;
        write_all(failure.write.number(), {reinterpret_cast<const char*>(&why), sizeof why});
      },
      time_limit);
  failure.write.close();
  std::string why;
  while (read_some(failure.read.number(), why)) {
  }
  if (why.size() == sizeof errno) {
    int code = 0;
    std::memcpy(&code, why.data(), sizeof code);
    throw ConfigurationError("cannot run '" + arguments[0] + "': " + std::strerror(code),
                             hint_for_program(arguments[0], code));
  }
  return result;
}

LibraryCall call_library(const std::filesystem::path& library, const char* function,
                         std::chrono::milliseconds time_limit) {
  const auto path = std::filesystem::absolute(library);  // without a slash, the loader would search its own folders
  LibraryCall call;
  SharedNote note;
  call.child = run_child([&](int output) { load_and_call(path, function, output, note); }, time_limit);
  call.doing = note.text();
  auto& text = call.child.output;
  if (text.empty() || call.child.timed_out || call.child.too_much || call.child.exit_code != 0) return call;
  const auto letter = static_cast<OutputEnd>(text.back());
  text.pop_back();
  switch (letter) {
    case OutputEnd::text: call.end = LibraryCall::End::returned; return call;
    case OutputEnd::not_loaded: call.end = LibraryCall::End::not_loaded; break;
    case OutputEnd::no_function: call.end = LibraryCall::End::no_function; break;
    case OutputEnd::null: call.end = LibraryCall::End::returned_null; break;
    case OutputEnd::exception: call.end = LibraryCall::End::exception; break;
  }
  call.reason = std::exchange(text, {});
  return call;
}

std::string ending(const ChildResult& child, std::chrono::milliseconds limit) {
  if (child.timed_out) {
    return fmt::format("had not finished after {:g} s and was stopped", static_cast<double>(limit.count()) / 1000.0);
  }
  if (child.too_much) return "wrote more than 64 MB and was stopped";
  if (child.signal != 0) return "crashed: " + signal_name(child.signal);
  return fmt::format("ended its process with exit code {}", child.exit_code.value_or(0));
}

std::string signal_name(int signal) {
  const char* name = ::sigabbrev_np(signal);
  const char* description = ::sigdescr_np(signal);
  if (!name || !description) return "signal " + std::to_string(signal);
  return "SIG" + std::string(name) + " (" + description + ")";
}

std::string demangled(const std::string& symbol) {
  int status = 0;
  char* text = abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status);
  std::string out = status == 0 && text ? text : symbol;
  std::free(text);
  return out;
}

}  // namespace migrate
