#include <algorithm>

#include "src/base/text.hpp"
#include "src/config/config.hpp"

namespace migrate {
namespace {

namespace fs = std::filesystem;

/// One folder may be named twice, or be below another that is named.
void add_once(std::vector<fs::path>& folders, const fs::path& folder) {
  const auto same = [&](const fs::path& other) {
    std::error_code ignored;
    return other == folder || fs::equivalent(other, folder, ignored);
  };
  if (std::ranges::none_of(folders, same)) folders.push_back(folder);
}

/// What cannot be looked into is told when its revisions are read.
void add_below(std::vector<fs::path>& folders, const fs::path& top) {
  std::error_code error;
  std::vector<fs::path> below;
  for (fs::recursive_directory_iterator at(top, error), end; !error && at != end; at.increment(error)) {
    if (!at->is_directory(error) || at->is_symlink(error)) continue;
    if (at->path().filename().native().starts_with('.')) {
      at.disable_recursion_pending();
    } else {
      below.push_back(at->path());
    }
  }
  std::ranges::sort(below);
  for (const auto& folder : below) add_once(folders, folder);
}

bool is_below(const fs::path& folder, const fs::path& top) {
  const auto relative = fs::weakly_canonical(folder).lexically_relative(fs::weakly_canonical(top));
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

std::vector<fs::path> revision_folders(const Config& config) {
  std::vector<fs::path> out;
  for (const auto& directory : config.revisions.directories) {
    add_once(out, directory);
    if (config.revisions.recursive) add_below(out, directory);
  }
  return out;
}

fs::path folder_for_new_revisions(const Config& config, const std::string& wanted) {
  const auto& directories = config.revisions.directories;
  if (wanted.empty()) return directories.front();
  std::vector<std::string> names;
  for (const auto& directory : directories) {
    std::error_code ignored;
    if (fs::equivalent(directory, wanted, ignored)) return directory;
    if (config.revisions.recursive && is_below(wanted, directory)) return fs::path(wanted).lexically_normal();
    names.push_back(directory.string());
  }
  throw UsageError(wanted + " is none of the folders that revisions are read from" + did_you_mean(wanted, names),
                   "they are: " + join(names, ", ") + "; [revisions] directory of migrate.toml lists them");
}

}  // namespace migrate
