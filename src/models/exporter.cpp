#include "src/models/exporter.hpp"

#include <filesystem>

namespace migrate {
namespace {

/// The folder that holds the package, relative to the program: as installed, or in a build folder. Empty if in neither.
std::filesystem::path exporter_folder() {
  const auto program = program_folder();
  std::error_code ignored;
  for (const auto* place : {MIGRATE_PYTHON, "python"}) {
    const auto folder = (program / place).lexically_normal();
    if (std::filesystem::exists(folder / "migrate_export", ignored)) return folder;
  }
  return {};
}

}  // namespace

std::map<std::string, std::string> exporter_variables(const Environment& environment, std::string_view dialect) {
  std::map<std::string, std::string> out;
  if (!dialect.empty()) out["MIGRATE_DIALECT"] = dialect;
  const auto folder = exporter_folder().string();
  if (folder.empty()) return out;
  const auto own = environment("PYTHONPATH").value_or("");
  out["PYTHONPATH"] = own.empty() ? folder : own + ":" + folder;
  return out;
}

}  // namespace migrate
