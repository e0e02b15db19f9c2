#include "src/import/alembic_sql.hpp"

#include <algorithm>

#include "dialects/foreign_sql.hpp"
#include "src/base/child_process.hpp"
#include "src/base/files.hpp"
#include "src/base/text.hpp"

namespace migrate {
namespace {

constexpr std::chrono::milliseconds time_limit = std::chrono::minutes(5);

/// What Alembic said last: "FAILED: …" of its own errors on standard output, or the end of a traceback.
std::string reason_of(const ChildResult& ran) {
  std::string out;
  for (const auto* stream : {&ran.talk, &ran.output}) {
    for (const auto& line : split(*stream, '\n')) {
      const auto content = trim(line);
      const bool counts = stream == &ran.talk ? !content.empty() : content.starts_with("FAILED:");
      if (counts) out = content;
    }
  }
  return out.empty() ? ending(ran, time_limit) : out;
}

/// One direction of all revisions. A run ends at the first script that cannot be written; the next one begins behind
/// it.
class OfflineMode {
 public:
  OfflineMode(const AlembicProject& project, std::vector<std::string> command, std::string direction,
              const DialectNamed& dialect_named, const std::function<void(const std::string&)>& told)
      : command_(std::move(command)),
        folder_(is_flask_command(command_) ? std::filesystem::path() : project.run_in),
        direction_(std::move(direction)),
        dialect_named_(dialect_named),
        told_(told) {
    if (is_flask_command(command_)) {
      const auto scripts = std::filesystem::absolute(project.locations.front().parent_path());
      command_.insert(command_.end(), {direction_, "-d", scripts.lexically_normal().string()});
    } else {
      const auto ini = folder_.empty() ? project.ini : project.ini.filename();
      command_.insert(command_.end(), {"-c", ini.string(), direction_});
    }
    if (writes_files(project)) {
      last_reason = "its env.py writes the SQL of each of several databases into a file of its own";
    }
  }

  bool knows(const std::string& id) const { return sections.contains(id) || problems.contains(id); }

  void run(const std::string& range) {
    told_(direction_ + " " + range + " --sql");
    auto arguments = command_;
    arguments.insert(arguments.end(), {range, "--sql"});
    const auto ran = run_program(arguments, time_limit, {{"PYTHONDONTWRITEBYTECODE", "1"}}, folder_);
    learn_dialect(ran.talk);
    const auto* known = dialect_named_(dialect);
    const auto inner = [&](std::string_view text) { return foreign_sql(*known).inner_lines(text); };
    auto script = cut_alembic_script(ran.output, direction_, known ? InnerLines(inner) : InnerLines());
    if (!script.version_table.empty()) version_table = script.version_table;
    if (ran.exit_code != 0) {
      last_reason = reason_of(ran);
      if (script.last.empty() && sections.empty() && problems.empty()) refuse();
      script.sections.erase(script.last);  // it may be half of it
      if (!script.last.empty() && !sections.contains(script.last)) problems[script.last] = last_reason;
    }
    sections.merge(script.sections);
  }

  std::map<std::string, AlembicSection> sections;
  std::map<std::string, std::string> problems;  ///< by the id of the revision at which a run ended
  std::string version_table, dialect;
  std::string last_reason = "Alembic wrote nothing for it";

 private:
  /// As that of Flask-Migrate's project with several databases (`flask db init --multidb`).
  static bool writes_files(const AlembicProject& project) {
    const auto env = read_file_if_exists(project.locations.front().parent_path() / "env.py");
    return env && env->find("output_buffer") != std::string::npos;
  }

  /// It did not come to the first script: none of them is to blame.
  [[noreturn]] void refuse() const {
    throw ConfigurationError("Alembic's offline mode fails: " + last_reason,
                             "`" + join(command_, " ") + " base:heads --sql` has to run in " +
                                 std::filesystem::absolute(folder_).lexically_normal().string() +
                                 "; sqlalchemy.url there says for which database SQL is written. --graph-only imports "
                                 "the graph without SQL");
  }

  /// "INFO  [alembic.runtime.migration] Context impl PostgresqlImpl."
  void learn_dialect(std::string_view talk) {
    constexpr std::string_view begin = "Context impl ";
    const auto at = talk.find(begin);
    if (at == talk.npos) return;
    const auto name = talk.substr(at + begin.size());
    dialect = lower(name.substr(0, name.find("Impl")));
  }

  std::vector<std::string> command_;
  std::filesystem::path folder_;
  std::string direction_;
  const DialectNamed& dialect_named_;
  const std::function<void(const std::string&)>& told_;
};

/// Where a run may begin that is about one revision. Alembic takes one place, and writes what lies between; of several
/// places, one may have a script between that cannot be written.
std::vector<std::string> places_below(const Revision& revision) {
  auto out = revision.down_revisions;
  out.insert(out.end(), revision.depends_on.begin(), revision.depends_on.end());
  if (revision.down_revisions.empty()) out.emplace_back("base");
  return out;
}

void ask_upwards(OfflineMode& upwards, const std::vector<ImportedRevision>& revisions) {
  for (const auto& [revision, sections, incomplete] : revisions) {
    const auto places = places_below(revision);
    if (!upwards.knows(revision.id)) upwards.run(places.front() + ":heads");
    for (const auto& place : places) {
      if (!upwards.knows(revision.id)) upwards.run(place + ":" + revision.id);
    }
    if (!upwards.knows(revision.id)) upwards.problems[revision.id] = upwards.last_reason;
  }
}

/// Children first, so that a run takes what is below them with it.
void ask_downwards(OfflineMode& downwards, const std::vector<ImportedRevision>& revisions) {
  for (auto one = revisions.rbegin(); one != revisions.rend(); ++one) {
    const auto& revision = one->revision;
    if (!downwards.knows(revision.id)) downwards.run(revision.id + ":base");
    const auto& parents = revision.down_revisions;
    if (!downwards.knows(revision.id)) downwards.run(revision.id + ":" + (parents.empty() ? "base" : parents.front()));
  }
}

/// Words in a script that ask a database, or that leave something out where there is none.
std::string what_needs_a_database(const std::string& script) {
  for (const std::string word : {"get_bind", "is_offline_mode", ".as_sql"}) {
    if (script.find(word) != std::string::npos) return word;
  }
  return {};
}

/// Whether there is a % and none stands alone.
bool percent_is_doubled(const std::map<std::string, AlembicSection>& sections) {
  bool found = false;
  for (const auto& [id, section] : sections) {
    const auto& sql = section.sql;
    for (auto at = sql.find('%'); at != sql.npos; at = sql.find('%', at)) {
      const auto end = std::min(sql.find_first_not_of('%', at), sql.size());
      if ((end - at) % 2 != 0) return false;
      found = true;
      at = end;
    }
  }
  return found;
}

/// env.py may have another paramstyle, with which nothing is doubled.
void take_back_doubled_percent(const Dialect* dialect, AlembicSql& sql) {
  if (!dialect || !foreign_sql(*dialect).python_doubles_percent()) return;
  for (auto* sections : {&sql.upgrade, &sql.downgrade}) {
    if (!percent_is_doubled(*sections)) continue;
    for (auto& [id, section] : *sections) section.sql = replace_all(section.sql, "%%", "%");
  }
}

}  // namespace

bool is_flask_command(const std::vector<std::string>& command) { return command.size() > 1 && command.back() == "db"; }

std::vector<std::vector<std::string>> alembic_commands(const AlembicProject& project, const std::string& wanted) {
  if (wanted.empty() && project.is_flask) return {{"flask", "db"}, {"python3", "-m", "flask", "db"}};
  if (wanted.empty()) return {{"alembic"}, {"python3", "-m", "alembic"}};
  auto command = split(trim(wanted), ' ');
  std::erase(command, "");
  auto& program = command.front();
  // it will be run in the folder of alembic.ini
  if (program.find('/') != program.npos) program = std::filesystem::absolute(program).string();
  return {command};
}

std::optional<std::vector<std::string>> alembic_command(const AlembicProject& project, const std::string& wanted) {
  for (const auto& candidate : alembic_commands(project, wanted)) {
    auto arguments = candidate;
    arguments.emplace_back(is_flask_command(candidate) ? "--help" : "--version");
    try {
      if (run_program(arguments, time_limit).exit_code == 0) return candidate;
    } catch (const ConfigurationError&) {
      // there is no such program; perhaps the next
    }
  }
  return std::nullopt;
}

AlembicSql read_alembic_sql(const AlembicProject& project, const std::vector<std::string>& command,
                            const std::vector<ImportedRevision>& revisions, const DialectNamed& dialect_named,
                            const std::function<void(const std::string&)>& told) {
  OfflineMode upwards(project, command, "upgrade", dialect_named, told);
  OfflineMode downwards(project, command, "downgrade", dialect_named, told);
  ask_upwards(upwards, revisions);
  ask_downwards(downwards, revisions);
  AlembicSql out{.upgrade = std::move(upwards.sections),
                 .downgrade = std::move(downwards.sections),
                 .problems = std::move(upwards.problems),
                 .version_table = upwards.version_table,
                 .dialect = upwards.dialect};
  take_back_doubled_percent(dialect_named(out.dialect), out);
  return out;
}

void fill_in(std::vector<ImportedRevision>& revisions, const AlembicSql& sql) {
  for (auto& [revision, sections, incomplete] : revisions) {
    const auto up = sql.upgrade.find(revision.id), down = sql.downgrade.find(revision.id);
    const auto script = read_file(revision.file);
    bool in_the_open = script.find("autocommit_block") != script.npos;
    if (up == sql.upgrade.end()) {
      const auto problem = sql.problems.find(revision.id);
      incomplete = "Alembic gave no SQL: " + (problem == sql.problems.end() ? "" : problem->second);
    } else {
      sections.upgrade = up->second.sql;
      in_the_open = in_the_open || up->second.in_the_open;
      if (const auto word = what_needs_a_database(script); !word.empty()) {
        incomplete = "its script has " + word + ": what it does to a database may not be all in the SQL";
      }
    }
    if (down != sql.downgrade.end()) {
      sections.downgrade = down->second.sql;
      in_the_open = in_the_open || down->second.in_the_open;
    }
    if (in_the_open) revision.transaction = false;
  }
}

}  // namespace migrate
