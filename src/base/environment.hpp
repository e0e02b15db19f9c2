// What surrounds the process: its variables, its terminal. Settings reach the program
// through `Environment`, a look-up that tests replace.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace migrate {

/// The value of a variable; absent where it is not set. An empty value is a value.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// The variables of this process.
Environment process_environment();

/// Reads a `.env` file: KEY=VALUE a line, `export` in front allowed, `#` begins a comment, quotes around a value are
/// taken off, and a quoted value may go over several lines; in double quotes \n, \" and \\ are escapes.
/// Throws ConfigurationError with the line of what is no such thing.
std::map<std::string, std::string> parse_env_file(std::string_view text, std::string_view file);

/// `first`, and for what it does not have, `second`.
Environment with_fallback(Environment first, std::map<std::string, std::string> second);

/// Who this process is, for the journal and for those who wait for its lock: "ann@web-1 pid 4711".
std::string process_label();

/// The folder of the running program's file, links followed; empty where the system does not tell.
std::filesystem::path program_folder();

/// Whether standard output (1) or standard error (2) is a terminal.
bool is_terminal(int stream);

}  // namespace migrate
