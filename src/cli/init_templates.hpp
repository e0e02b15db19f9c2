// What `migrate init` writes, by the name of the template: files of text, and folders for revisions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace migrate {

struct InitFile {
  std::string path;  ///< from the folder of the project
  std::string_view text;
};

struct InitTemplate {
  std::vector<std::string> revision_folders;
  std::vector<InitFile> files;  ///< migrate.toml is the first
};

/// The names, the default one first.
std::vector<std::string> init_template_names();

/// `name` is one of them.
InitTemplate init_template(std::string_view name);

}  // namespace migrate
