// Which way the arrows point: read off the include lines of every source file.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "src/base/text.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

struct Include {
  std::string file;  ///< from the root of the project
  std::string header;
  bool system = false;
};

/// The room of a file or of an included header: its folder.
std::string room_of(const std::string& path) { return std::filesystem::path(path).parent_path().string(); }

std::vector<Include> includes_below(const std::vector<std::string>& folders) {
  const std::filesystem::path root = MIGRATE_SOURCE_DIR;
  std::vector<Include> out;
  for (const auto& folder : folders) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      std::ifstream in(entry.path());
      for (std::string line; std::getline(in, line);) {
        if (!line.starts_with("#include ")) continue;
        const bool system = line[9] == '<';
        const auto header = line.substr(10, line.find_first_of(">\"", 10) - 10);
        out.push_back({std::filesystem::relative(entry.path(), root).string(), header, system});
      }
    }
  }
  return out;
}

/// What each room may include, beside itself, the standard library and fmt.
const std::map<std::string, std::vector<std::string>> allowed{
    {"include/migrate", {"migrate/detail"}},
    {"include/migrate/detail", {"migrate"}},
    {"src/base", {"migrate"}},
    {"src/schema", {"migrate", "migrate/detail", "src/base"}},
    {"src/operations", {"migrate", "migrate/detail", "src/base", "src/schema"}},
    {"src/revisions", {"migrate", "migrate/detail", "src/base", "src/schema", "src/operations"}},
    {"dialects", {"migrate", "src/base", "src/schema", "src/operations"}},
    {"dialects/sqlite", {"migrate", "src/base", "src/schema", "src/operations", "dialects"}},
    {"dialects/postgresql", {"migrate", "src/base", "src/schema", "src/operations", "dialects"}},
    {"dialects/mysql", {"migrate", "src/base", "src/schema", "src/operations", "dialects"}},
    {"dialects/registry", {"src/base", "dialects", "dialects/sqlite", "dialects/postgresql", "dialects/mysql"}},
    {"src/models", {"migrate", "migrate/detail", "src/base", "src/schema", "dialects"}},
    {"src/config", {"migrate", "src/base", "src/schema", "dialects"}},
    {"src/engine", {"migrate", "src/base", "src/schema", "src/operations", "src/revisions", "dialects"}},
    {"src/steps", {"migrate/detail", "src/base", "src/engine"}},
    {"src/autogenerate", {"migrate", "src/base", "src/schema", "src/operations", "src/revisions", "dialects"}},
    {"src/import", {"migrate", "src/base", "src/revisions", "dialects"}},
    {"src/embed",
     {"migrate", "src/base", "src/schema", "src/operations", "src/revisions", "src/models", "src/config", "src/engine",
      "src/steps", "src/autogenerate", "dialects", "dialects/registry"}},
    {"src/cli",
     {"migrate", "src/base", "src/schema", "src/operations", "src/revisions", "src/models", "src/config", "src/engine",
      "src/steps", "src/autogenerate", "src/import", "dialects", "dialects/registry"}},
};

/// The heavy headers, each with the only files that may include it.
const std::vector<std::pair<std::string, std::string>> doors{
    {"CLI/", "src/cli/"},
    {"SQLiteCpp/", "dialects/sqlite/connection.cpp"},
    {"pqxx", "dialects/postgresql/connection"},
    {"cppconn/", "dialects/mysql/connection.cpp"},
    {"mysql/", "dialects/mysql/connection.cpp"},
    {"toml++/", "src/base/toml.cpp"},
    {"xxhash.h", "src/base/digest.cpp"},
    {"dlfcn.h", "src/base/"},
    {"sys/", "src/base/"},
    {"unistd.h", "src/base/"},
    {"fcntl.h", "src/base/"},
};

bool is_standard(const std::string& header) {
  static const std::vector<std::string> with_slash{"cxxabi.h"};
  return header.find_first_of("/.") == std::string::npos || std::ranges::find(with_slash, header) != with_slash.end();
}

}  // namespace

TEST_CASE("every room includes only the rooms that it may know") {
  for (const auto& [file, header, system] : includes_below({"include", "src", "dialects"})) {
    if (system) continue;
    INFO(file << " includes " << header);
    const auto rooms = allowed.find(room_of(file));
    REQUIRE(rooms != allowed.end());
    const auto own = room_of(file).starts_with("include/") ? room_of(file).substr(8) : room_of(file);
    const auto wanted = room_of(header);
    CHECK((wanted == own || std::ranges::find(rooms->second, wanted) != rooms->second.end()));
  }
}

TEST_CASE("what users include needs nothing but the standard library") {
  for (const auto& [file, header, system] : includes_below({"include"})) {
    INFO(file << " includes " << header);
    CHECK((system ? is_standard(header) : header.starts_with("migrate/")));
  }
}

TEST_CASE("each library and the platform have one door") {
  for (const auto& [file, header, system] : includes_below({"include", "src", "dialects"})) {
    for (const auto& [prefix, door] : doors) {
      if (!system || !header.starts_with(prefix)) continue;
      INFO(file << " includes " << header);
      CHECK(file.starts_with(door));
    }
  }
}
