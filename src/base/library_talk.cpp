#include "src/base/library_talk.hpp"

#include <dlfcn.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <thread>

#include "src/base/descriptor.hpp"
#include "src/base/error.hpp"
#include "src/base/interrupt.hpp"

namespace migrate {
namespace {

/// In front of each message: its size, and what it is. The last one of the child says how it ended.
enum class MessageKind : char { message = 'M', returned = 'R', not_loaded = 'L', no_function = 'F', exception = 'E' };
constexpr std::size_t head_size = sizeof(std::uint32_t) + 1;

class SocketChannel final : public Channel {
 public:
  explicit SocketChannel(Descriptor socket, std::optional<std::chrono::steady_clock::time_point> end = std::nullopt)
      : socket_(std::move(socket)), end_(end) {}

  void send(std::string_view message) override { send(message, MessageKind::message); }

  void send(std::string_view message, MessageKind letter) {
    const auto size = static_cast<std::uint32_t>(message.size());
    std::array<char, head_size> head{};
    std::memcpy(head.data(), &size, sizeof size);
    head.back() = static_cast<char>(letter);
    if (put({head.data(), head.size()})) put(message);
  }

  std::optional<std::string> receive() override {
    std::string head, body;
    if (last_ || !get(head, head_size)) return std::nullopt;
    std::uint32_t size = 0;
    std::memcpy(&size, head.data(), sizeof size);
    if (!get(body, size)) return std::nullopt;
    const auto letter = static_cast<MessageKind>(head.back());
    if (letter == MessageKind::message) return body;
    last_ = letter;
    reason_ = std::move(body);
    return std::nullopt;
  }

  std::optional<MessageKind> last() const { return last_; }
  std::string reason() const { return reason_; }
  bool timed_out() const { return timed_out_; }
  int number() const { return socket_.number(); }

 private:
  /// A child that has gone is no reason for a signal.
  bool put(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  bool get(std::string& out, std::size_t count) {
    out.resize(count);
    std::size_t done = 0;
    while (done < count) {
      if (!wait()) return false;
      const auto got = ::recv(socket_.number(), out.data() + done, count - done, 0);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return false;
      done += static_cast<std::size_t>(got);
    }
    return true;
  }

  /// For something to read; false where the time is over before.
  bool wait() {
    while (end_) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*end_ - std::chrono::steady_clock::now()).count();
      pollfd waiting{socket_.number(), POLLIN, 0};
      const int ready = ::poll(&waiting, 1, static_cast<int>(std::clamp<long>(left, 0, 1'000'000)));
      if (ready > 0) return true;
      if (ready == 0 || errno != EINTR) {
        timed_out_ = ready == 0;
        return false;
      }
    }
    return true;
  }

  Descriptor socket_;
  std::optional<std::chrono::steady_clock::time_point> end_;
  std::optional<MessageKind> last_;
  std::string reason_;
  bool timed_out_ = false;
};

SocketChannel* child_channel = nullptr;  // of the child, for the terminate handler, which takes no argument

[[noreturn]] void end_child(std::string_view text, MessageKind letter) {
  std::fflush(nullptr);
  child_channel->send(text, letter);
  ::_exit(0);
}

[[noreturn]] void run_inside(const std::filesystem::path& library, const char* function,
                             const std::function<void(void*, Channel&)>& inside, SocketChannel& channel) {
  child_channel = &channel;
  std::set_terminate([] {
    if (std::current_exception()) end_child(current_exception_text(), MessageKind::exception);
    std::abort();
  });
  try {
    void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!handle) end_child(::dlerror(), MessageKind::not_loaded);
    void* symbol = ::dlsym(handle, function);
    if (!symbol) end_child("", MessageKind::no_function);
    inside(symbol, channel);
    end_child("", MessageKind::returned);
  } catch (...) {
    end_child(current_exception_text(), MessageKind::exception);
  }
}

/// Waits for the child's end, which is near: its end of the channel is closed. Kills what still lives then, and where
/// nobody wants to hear more.
class Child {
 public:
  explicit Child(pid_t id) : id_(id) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (id_ > 0) kill();
  }

  int kill() {
    ::kill(id_, SIGKILL);
    int status = 0;
    while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
    }
    id_ = 0;
    return status;
  }

  int wait() {
    int status = 0;
    for (auto pause = std::chrono::microseconds(50); pause < std::chrono::seconds(2); pause *= 2) {
      const pid_t ended = ::waitpid(id_, &status, WNOHANG);
      if (ended == id_) {
        id_ = 0;
        return status;
      }
      std::this_thread::sleep_for(pause);
    }
    return kill();
  }

 private:
  pid_t id_;
};

LibraryCall::End end_of(MessageKind letter) {
  switch (letter) {
    case MessageKind::not_loaded: return LibraryCall::End::not_loaded;
    case MessageKind::no_function: return LibraryCall::End::no_function;
    case MessageKind::exception: return LibraryCall::End::exception;
    default: return LibraryCall::End::returned;
  }
}

}  // namespace

LibraryCall talk_with_library(const std::filesystem::path& library, const char* function,
                              const std::function<void(void*, Channel&)>& inside,
                              const std::function<void(Channel&)>& outside,
                              std::optional<std::chrono::milliseconds> time_limit) {
  const auto path = std::filesystem::absolute(library);  // without a slash, the loader would search its own folders
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) refuse_process("socketpair");
  Descriptor here(ends[0]), there(ends[1]);
  std::fflush(nullptr);  // or the child would write it once more
  const pid_t id = ::fork();
  if (id < 0) refuse_process("fork");
  if (id == 0) {
    become_plain_child();
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    close_others(there.number());
    SocketChannel channel(std::move(there));
    run_inside(path, function, inside, channel);
  }
  Child child(id);
  end_with_interrupt(id);
  const struct Ends {
    ~Ends() { end_with_interrupt(0); }
  } ends_registration{};
  there.close();
  SocketChannel channel(std::move(here),
                        time_limit ? std::optional(std::chrono::steady_clock::now() + *time_limit) : std::nullopt);
  outside(channel);
  LibraryCall call;
  if (channel.last()) {
    call.end = end_of(*channel.last());
    call.reason = channel.reason();
    return call;
  }
  call.child.timed_out = channel.timed_out();
  const int status = channel.timed_out() ? child.kill() : child.wait();
  if (WIFEXITED(status)) call.child.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) call.child.signal = WTERMSIG(status);
  return call;
}

}  // namespace migrate
