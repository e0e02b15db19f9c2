#include "dialects/sqlite/place.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

namespace migrate::sqlite {
namespace {

namespace fs = std::filesystem;

std::string relative_hint(const std::string& path) {
  std::error_code ignored;
  if (fs::path(path).is_absolute()) return "check the path in the database URL";
  return "check the path in the database URL; it is relative to " + fs::current_path(ignored).string();
}

}  // namespace

std::string display_name(const std::string& path) { return path.empty() ? "in memory" : path; }

bool is_memory(const SqliteConnection::Place& place) {
  return place.path.empty() || place.uri_query.find("mode=memory") != std::string::npos;
}

void check_place(const SqliteConnection::Place& place) {
  if (is_memory(place)) return;
  const fs::path path(place.path);
  std::error_code error;
  const auto status = fs::status(path, error);
  if (fs::is_directory(status)) {
    throw DatabaseError("the database " + place.path + " is a folder, not a file",
                        "name the file: sqlite:///" + (path / "app.db").string());
  }
  if (fs::exists(status) || status.type() == fs::file_type::none) return;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, error)) {
    throw DatabaseError("the folder " + folder.string() + " of the database " + place.path + " does not exist",
                        "make the folder first, or " + relative_hint(place.path));
  }
  if (!place.may_create || place.read_only) {
    throw DatabaseError("the database file " + place.path + " does not exist", relative_hint(place.path));
  }
}

std::string uri_of(const SqliteConnection::Place& place) {
  std::string out = place.path.empty() ? "file::memory:" : "file:";
  for (const char c : place.path) {
    if (c == '%' || c == '?' || c == '#') {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + "?" + place.uri_query;
}

DatabaseError cannot_open(const SqliteConnection::Place& place, const std::string& reason) {
  std::error_code error;
  if (fs::exists(place.path, error) && !std::ifstream(place.path)) {
    return DatabaseError("there is no permission to read the database file " + place.path,
                         "run as its owner, or change its permissions");
  }
  if (!fs::exists(place.path, error)) {
    return DatabaseError("the database file " + place.path + " cannot be made: " + reason,
                         "check that its folder may be written to");
  }
  return DatabaseError("the database file " + place.path + " cannot be opened: " + reason,
                       "check the permissions of the file and of its folder");
}

bool has_nothing(const SqliteConnection::Place& place) {
  std::error_code error;
  return !fs::exists(place.path, error) || fs::file_size(place.path, error) == 0;
}

bool can_wait(const SqliteConnection::Place& place) {
  std::error_code error;
  return place.may_create && !place.read_only && place.uri_query.empty() && !is_memory(place) && has_nothing(place) &&
         !fs::is_symlink(fs::symlink_status(place.path, error));
}

}  // namespace migrate::sqlite
