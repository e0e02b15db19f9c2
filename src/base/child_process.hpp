// Foreign code in a process of its own: a program, or a function of a shared library. Whatever it does there comes
// back as a value: what it wrote, how it ended. The platform's calls for that (fork, dlopen, pipe, wait) stand here.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace migrate {

/// How a child ended.
struct ChildResult {
  std::string output;  ///< what a program wrote to its standard output, or what a function returned
  std::string talk;    ///< the last of what it wrote to standard error (of a library: also to standard output)
  std::optional<int> exit_code;  ///< absent where a signal ended it, or the time limit
  int signal = 0;
  bool timed_out = false;
  bool too_much = false;  ///< it wrote more than 64 MB, and was stopped
};

/// Variables of a child's environment, beside or in place of those of this process.
using Variables = std::map<std::string, std::string>;

/// Runs a program, without a shell, found as the shell would find it, in `folder` (empty: where this process is). Its
/// standard input is empty. Throws ConfigurationError where it cannot be started.
ChildResult run_program(const std::vector<std::string>& arguments, std::chrono::milliseconds time_limit,
                        const Variables& variables = {}, const std::filesystem::path& folder = {});

/// Runs a program that talks with the person at the terminal: this process's own streams are its own. Returns its exit
/// code: 127 where it cannot be started, 128 and the signal where one ended it.
int run_in_terminal(const std::vector<std::string>& arguments);

/// What became of a function in a library.
struct LibraryCall {
  enum class End {
    returned,    ///< `child.output` is what it returned
    not_loaded,  ///< `reason` is what the loader said
    no_function,
    returned_null,
    exception,  ///< `reason` is what it said
    died,       ///< a signal, a call of exit(), or the time limit: see `child`
  };
  End end = End::died;
  std::string reason;
  /// What it said that it was doing at last, empty where it said nothing; absent where it had not been loaded yet.
  std::optional<std::string> doing;
  ChildResult child;
};

/// Loads the library and calls its `extern "C" const char* function(void)`, in a forked child. Where the library has
/// `void migrate_models_tell_v1(char* place)`, it writes there what it is doing, in 200 bytes at most with their zero.
LibraryCall call_library(const std::filesystem::path& library, const char* function,
                         std::chrono::milliseconds time_limit);

/// How a child ended that did not finish, as the end of a sentence: "crashed: SIGSEGV (Segmentation fault)".
std::string ending(const ChildResult& child, std::chrono::milliseconds limit);

/// "SIGSEGV (Segmentation fault)"
std::string signal_name(int signal);

/// A mangled C++ name as it stands in the source; other names as they are.
std::string demangled(const std::string& symbol);

}  // namespace migrate
