#include <filesystem>

#include "src/base/files.hpp"
#include "src/base/text.hpp"
#include "src/cli/command.hpp"
#include "src/cli/init_templates.hpp"
#include "src/cli/session.hpp"

namespace migrate {
namespace {

namespace fs = std::filesystem;

struct InitArguments {
  std::string folder = ".";
  std::string made_from = "plain";
};

/// All places are looked at before any is touched.
void refuse_existing(const std::vector<fs::path>& files, const std::vector<fs::path>& folders) {
  for (const auto& file : files) {
    if (!fs::exists(fs::symlink_status(file))) continue;
    throw UsageError(file.string() + " exists", "nothing is overwritten; name another folder, or go on with this one");
  }
  for (const auto& folder : folders) {
    if (!fs::exists(folder) || fs::is_directory(folder)) continue;
    throw UsageError(folder.string() + " exists and is no folder", "move it away, or name another folder");
  }
}

/// Who stands in a folder of a project meant that one, it may be.
void warn_of_project_above(Output& out, const fs::path& folder) {
  if (folder != ".") return;
  const auto above = config_above(folder);
  if (above.empty()) return;
  out.warning(above.string() +
              " is there already, and this begins a second project beside it: for that one, go to its "
              "folder or add --config " +
              above.string());
}

std::vector<std::string> texts(const std::vector<fs::path>& paths) {
  std::vector<std::string> out;
  for (const auto& path : paths) out.push_back(path.string());
  return out;
}

ExitCode run_init(Session& session, const InitArguments& arguments) {
  const auto wanted = init_template(arguments.made_from);
  const auto place = [&](const std::string& path) { return (fs::path(arguments.folder) / path).lexically_normal(); };
  std::vector<fs::path> files, folders;
  for (const auto& file : wanted.files) files.push_back(place(file.path));
  for (const auto& folder : wanted.revision_folders) folders.push_back(place(folder));
  refuse_existing(files, folders);
  warn_of_project_above(session.out(), arguments.folder);
  for (const auto& folder : folders) {
    make_folder(folder);
    // an empty folder would not survive a commit
    if (fs::is_empty(folder)) write_new_file(folder / ".gitkeep", "");
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (files[i].has_parent_path()) make_folder(files[i].parent_path());
    write_new_file(files[i], wanted.files[i].text);
  }
  if (session.json()) {
    session.data(Json::object().set("files", texts(files)).set("revisions", texts(folders)));
  } else {
    session.out().data(join(texts(files), "\n") + "\n" + join(texts(folders), "\n") + "\n");
  }
  session.out().info("next: set the database's url and the models in " + files.front().string() +
                     ", then `migrate revision --autogenerate -m \"…\"`");
  return ExitCode::done;
}

}  // namespace

Command init_command() {
  auto made_from = choice("template", "NAME", init_template_names(), &InitArguments::made_from,
                          "plain (unless said), multidb (several databases), or ci (also for GitHub and GitLab)");
  return make_command<InitArguments>(
      {
          .name = "init",
          .summary = "Make migrate.toml and a folder for revisions",
          .details = "Nothing is overwritten: where one of the files is there already, init stops.",
          .parameters = {completing(Completes::folder, argument("DIR", Presence::optional, &InitArguments::folder,
                                                                "Where; the working directory unless said")),
                         std::move(made_from)},
          .examples = {{"migrate init", "Begin here"},
                       {"migrate init services/billing", "Begin in another folder"},
                       {"migrate init --template ci", "With a workflow that tries every change on an empty database"}},
          .with_all = WithAll::never,
      },
      run_init);
}

}  // namespace migrate
