#include <filesystem>

#include "src/base/files.hpp"
#include "src/cli/command.hpp"
#include "src/cli/example_config.hpp"
#include "src/cli/session.hpp"

namespace migrate {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::string folder = ".";
};

/// Both places are looked at before either is touched.
void refuse_existing(const fs::path& file, const fs::path& revisions) {
  if (fs::exists(fs::symlink_status(file))) {
    throw UsageError(file.string() + " exists", "nothing is overwritten; name another folder, or go on with this one");
  }
  if (fs::exists(revisions) && !fs::is_directory(revisions)) {
    throw UsageError(revisions.string() + " exists and is no folder", "move it away, or name another folder");
  }
}

ExitCode run(Session& session, const Arguments& arguments) {
  const fs::path folder = fs::path(arguments.folder).lexically_normal();
  const auto file = (folder / "migrate.toml").lexically_normal();
  const auto revisions = (folder / "migrations").lexically_normal();
  refuse_existing(file, revisions);
  make_folder(revisions);
  // an empty folder would not survive a commit
  if (fs::is_empty(revisions)) write_new_file(revisions / ".gitkeep", "");
  write_new_file(file, example_config());
  if (session.json()) {
    session.data(Json::object().set("config", file.string()).set("revisions", revisions.string()));
  } else {
    session.out().data(file.string() + "\n" + revisions.string() + "\n");
  }
  session.out().info("made " + file.string() + " and " + revisions.string() +
                     "; next: set [database] url and [models], then "
                     "`migrate revision --autogenerate -m \"…\"`");
  return ExitCode::done;
}

}  // namespace

Command init_command() {
  return make_command<Arguments>(
      {
          .name = "init",
          .summary = "Make migrate.toml and a folder for revisions",
          .details = "Nothing is overwritten: where there is a migrate.toml already, init stops.",
          .parameters = {completing(Completes::folder, argument("DIR", Presence::optional, &Arguments::folder,
                                                                "Where; the working directory unless said"))},
          .examples = {{"migrate init", "Begin here"}, {"migrate init services/billing", "Begin in another folder"}},
          .with_all = WithAll::never,
      },
      run);
}

}  // namespace migrate
