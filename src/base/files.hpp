// Whole files in and out, with errors that name the file and the reason. Not a file system abstraction: paths and
// listing are std::filesystem's.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace migrate {

/// The bytes of a file. Throws ConfigurationError, naming the file and what the system said.
std::string read_file(const std::filesystem::path& path);

/// The first bytes of a file, at most `most`. For those who look at thousands of files: no buffer, no stream.
std::string read_file_front(const std::filesystem::path& path, std::size_t most);

/// As read_file, but a file that does not exist is an absent value.
std::optional<std::string> read_file_if_exists(const std::filesystem::path& path);

/// Makes a file that did not exist, with all of `text` or not at all. Throws Error where it cannot, also where a file
/// of that name is there already: nothing is ever overwritten.
void write_new_file(const std::filesystem::path& path, std::string_view text);

/// Puts `text` in the place of a file that is there, at once and with the same permissions. Throws Error.
void replace_file(const std::filesystem::path& path, std::string_view text);

/// Whether files can be made in a folder; an empty path is the working directory.
bool may_write_into(const std::filesystem::path& folder);

/// Makes a folder and those above it; one that exists is left alone. Throws Error.
void make_folder(const std::filesystem::path& path);

}  // namespace migrate
