#include "src/cli/all_databases.hpp"

#include <algorithm>

#include "src/base/text.hpp"
#include "src/cli/report.hpp"
#include "src/cli/session.hpp"

namespace migrate {
namespace {

void refuse_what_makes_no_sense(const Command& command, const Globals& globals) {
  if (!globals.database.empty()) {
    throw UsageError("--database and --all-databases do not go together", "leave one of them out");
  }
  if (!globals.url.empty()) {
    throw UsageError("--url and --all-databases do not go together: a URL is that of one database",
                     "--database NAME --url URL puts it in the place of one");
  }
  if (command.with_all == WithAll::never) {
    throw UsageError("'" + command.name + "' is not about a database, and takes no --all-databases", "leave it out");
  }
}

/// A revision that two databases share is written once.
void refuse_shared_folders(const std::vector<Config>& configs) {
  for (auto one = configs.begin(); one != configs.end(); ++one) {
    const auto folder = one->revisions.directories.front();
    const auto other = std::find_if(configs.begin(), one, [&](const Config& before) {
      const auto folders = revision_folders(before);
      return std::ranges::find(folders, folder) != folders.end();
    });
    if (other == one) continue;
    throw UsageError("the databases " + other->database_name + " and " + one->database_name +
                         " share the revisions in " + folder.string() + ", which are written once",
                     "--database " + other->database_name + " instead of --all-databases");
  }
}

std::string names_of(const std::vector<Config>& configs, std::size_t first, std::size_t last) {
  std::vector<std::string> names;
  for (auto i = first; i < last; ++i) names.push_back(configs[i].database_name);
  return names.empty() ? "none" : join(names, ", ");
}

/// The entry of one database in the JSON document. A command that wrote no document has no result.
Json entry(const std::string& database, std::string_view state, Json exit_code, const std::vector<Json>& documents,
           Json error) {
  auto out = Json::object().set("database", database).set("state", std::string(state));
  out.set("exit_code", std::move(exit_code)).set("result", documents.empty() ? Json() : documents.front());
  return out.set("error", std::move(error));
}

class AllDatabases {
 public:
  AllDatabases(const Command& command, const Values& values, const Globals& globals, Output& out,
               const Environment& environment)
      : command_(command), values_(values), globals_(globals), out_(out), environment_(environment) {}

  ExitCode run() {
    ConfigRequest request;
    request.file = globals_.config;
    request.env = globals_.env;
    request.environment = environment_;
    configs_ = load_all_databases(request);
    if (command_.with_all == WithAll::revisions) refuse_shared_folders(configs_);
    auto code = ExitCode::done;
    for (std::size_t i = 0; i < configs_.size() && !failed_; ++i) code = std::max(code, run_one(i));
    if (globals_.json()) out_.data(Json::object().set("databases", std::move(entries_)).text());
    return code;
  }

 private:
  ExitCode run_one(std::size_t index) {
    const auto& name = configs_[index].database_name;
    std::vector<Json> documents;
    if (!globals_.json()) out_.data("# database " + name + "\n");
    try {
      Session session(globals_, out_, environment_, configs_[index], documents);
      const auto code = command_.run(session, values_);
      entries_.add(entry(name, "done", static_cast<int>(code), documents, {}));
      return code;
    } catch (Error& error) {
      error.details.push_back("'" + command_.name + "' was done for: " + names_of(configs_, 0, index) +
                              "; failed for: " + name +
                              "; not begun for: " + names_of(configs_, index + 1, configs_.size()));
      if (!globals_.json()) throw;
      failed_ = true;
      entries_.add(entry(name, "failed", static_cast<int>(error.exit_code()), documents, error_body(error)));
      for (auto i = index + 1; i < configs_.size(); ++i) {
        entries_.add(entry(configs_[i].database_name, "not begun", {}, {}, {}));
      }
      return error.exit_code();
    }
  }

  const Command& command_;
  const Values& values_;
  const Globals& globals_;
  Output& out_;
  const Environment& environment_;
  std::vector<Config> configs_;
  Json entries_ = Json::array();
  bool failed_ = false;
};

}  // namespace

ExitCode run_on_all_databases(const Command& command, const Values& values, const Globals& globals, Output& out,
                              const Environment& environment) {
  refuse_what_makes_no_sense(command, globals);
  return AllDatabases(command, values, globals, out, environment).run();
}

}  // namespace migrate
