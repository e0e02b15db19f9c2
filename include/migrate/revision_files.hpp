// Where revisions come from: directories of revision files, or the same files compiled into the program.
//
//     migrate_embed_revisions(app DIRECTORY migrations)        # CMake: makes app_revisions()
//     migrate::Migrator migrator{{.url = "sqlite:///app.db", .revisions = app_revisions()}};
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace migrate {

/// A revision file in memory. Its name ends in `.toml` or `.sql` and stands in messages; its text is the whole file.
struct RevisionFile {
  std::string_view name{};
  std::string_view text{};
};

/// Directories are read when a Migrator is made, and their files again when they run. Files in memory are only looked
/// at: names and texts must outlive the Migrator, as those of migrate_embed_revisions do.
class RevisionSource {
 public:
  RevisionSource() = default;
  RevisionSource(std::filesystem::path directory) : held_(std::vector{std::move(directory)}) {}
  RevisionSource(const char* directory) : RevisionSource(std::filesystem::path(directory)) {}
  RevisionSource(const std::string& directory) : RevisionSource(std::filesystem::path(directory)) {}
  RevisionSource(std::vector<std::filesystem::path> directories) : held_(std::move(directories)) {}
  RevisionSource(std::span<const RevisionFile> files) : held_(files) {}

  /// The directories; null where the files are in memory.
  const std::vector<std::filesystem::path>* directories() const {
    return std::get_if<std::vector<std::filesystem::path>>(&held_);
  }
  std::span<const RevisionFile> files() const {
    const auto* files = std::get_if<std::span<const RevisionFile>>(&held_);
    return files ? *files : std::span<const RevisionFile>();
  }

 private:
  std::variant<std::vector<std::filesystem::path>, std::span<const RevisionFile>> held_{};
};

}  // namespace migrate
