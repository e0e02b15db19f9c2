// File descriptors, and what the two ways to start a process share: the parts of child_process and library_talk.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace migrate {

/// A file descriptor that is closed when it goes.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

  int number() const { return number_; }
  void close();

 private:
  int number_;
};

/// Writes all of it, or as much as the other end takes.
void write_all(int descriptor, std::string_view text);

/// Throws ConfigurationError "cannot start a process: WHAT: " with what the system says of it.
[[noreturn]] void refuse_process(const std::string& what);

/// What the exception that is being handled says; "" where there is none.
std::string current_exception_text();

/// In a child, after fork: closes everything but the standard streams and `keep`. What the parent has open (a database,
/// a lock) would otherwise stay open for as long as the child lives, also where the parent has died.
void close_others(int keep);

/// In a child, after fork: the signals as every program finds them, no core file, an empty standard input.
void become_plain_child();

}  // namespace migrate
