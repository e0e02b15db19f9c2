#include "src/import/alembic_sql.hpp"

#include <algorithm>
#include <set>

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

class OfflineMode {
 public:
  OfflineMode(const AlembicProject& project, std::vector<std::string> command, AlembicSql& sql)
      : command_(std::move(command)), folder_(project.ini.parent_path()), sql_(sql) {
    command_.insert(command_.end(), {"-c", project.ini.filename().string()});
  }

  /// Takes what a run writes that is not known yet. Gives why it failed; empty where it did not.
  std::string run(const std::string& direction, const std::string& range) {
    auto arguments = command_;
    arguments.insert(arguments.end(), {direction, range, "--sql"});
    const auto ran = run_program(arguments, time_limit, {{"PYTHONDONTWRITEBYTECODE", "1"}}, folder_);
    auto script = cut_alembic_script(ran.output, direction);
    const bool failed = ran.exit_code != 0;
    if (failed) script.sections.erase(script.last);  // it may be half of it
    if (!script.version_table.empty()) sql_.version_table = script.version_table;
    auto& known = direction == "upgrade" ? sql_.upgrade : sql_.downgrade;
    known.merge(script.sections);
    learn_dialect(ran.talk);
    return failed ? reason_of(ran) : "";
  }

 private:
  /// "INFO  [alembic.runtime.migration] Context impl PostgresqlImpl."
  void learn_dialect(std::string_view talk) {
    constexpr std::string_view begin = "Context impl ";
    const auto at = talk.find(begin);
    if (at == talk.npos) return;
    const auto name = talk.substr(at + begin.size());
    sql_.dialect = lower(name.substr(0, name.find("Impl")));
  }

  std::vector<std::string> command_;
  std::filesystem::path folder_;
  AlembicSql& sql_;
};

/// Nothing above them: where a downgrade of everything begins.
std::vector<std::string> tips(const std::vector<ImportedRevision>& revisions) {
  std::set<std::string> needed;
  for (const auto& [revision, sections, incomplete] : revisions) {
    needed.insert(revision.down_revisions.begin(), revision.down_revisions.end());
  }
  std::vector<std::string> out;
  for (const auto& one : revisions) {
    if (!needed.contains(one.revision.id)) out.push_back(one.revision.id);
  }
  return out;
}

std::string parent_of(const Revision& revision) {
  return revision.down_revisions.empty() ? "base" : revision.down_revisions.front();
}

/// Words in a script that ask a database, or that leave something out where there is none.
std::string what_needs_a_database(const std::string& script) {
  for (const std::string word : {"get_bind", "is_offline_mode", ".as_sql"}) {
    if (script.find(word) != std::string::npos) return word;
  }
  return {};
}

}  // namespace

std::optional<std::vector<std::string>> alembic_command(const std::string& wanted) {
  std::vector<std::vector<std::string>> candidates{{"alembic"}, {"python3", "-m", "alembic"}};
  if (!wanted.empty()) {
    candidates = {split(wanted, ' ')};
    auto& program = candidates.front().front();
    // it will be run in the folder of alembic.ini
    if (program.find('/') != program.npos) program = std::filesystem::absolute(program).string();
  }
  for (const auto& candidate : candidates) {
    auto arguments = candidate;
    arguments.emplace_back("--version");
    try {
      if (run_program(arguments, time_limit).exit_code == 0) return candidate;
    } catch (const ConfigurationError&) {
      // there is no such program; perhaps the next
    }
  }
  return std::nullopt;
}

AlembicSql read_alembic_sql(const AlembicProject& project, const std::vector<std::string>& command,
                            const std::vector<ImportedRevision>& revisions,
                            const std::function<void(const std::string&)>& told) {
  AlembicSql out;
  OfflineMode offline(project, command, out);
  told("upgrade base:heads --sql");
  offline.run("upgrade", "base:heads");
  for (const auto& [revision, sections, incomplete] : revisions) {
    if (out.upgrade.contains(revision.id)) continue;
    const auto range = parent_of(revision) + ":" + revision.id;
    told("upgrade " + range + " --sql");
    auto reason = offline.run("upgrade", range);
    if (out.upgrade.contains(revision.id)) continue;
    out.problems[revision.id] = reason.empty() ? "Alembic wrote nothing for it" : std::move(reason);
  }
  for (const auto& tip : tips(revisions)) {
    told("downgrade " + tip + ":base --sql");
    offline.run("downgrade", tip + ":base");
  }
  for (const auto& [revision, sections, incomplete] : revisions) {
    if (out.downgrade.contains(revision.id)) continue;
    const auto range = revision.id + ":" + parent_of(revision);
    told("downgrade " + range + " --sql");
    offline.run("downgrade", range);
  }
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
