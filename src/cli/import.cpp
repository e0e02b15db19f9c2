#include <algorithm>
#include <regex>

#include "dialects/registry/registry.hpp"
#include "src/base/files.hpp"
#include "src/base/text.hpp"
#include "src/cli/command.hpp"
#include "src/cli/new_revision.hpp"
#include "src/engine/version_table.hpp"
#include "src/import/adopt.hpp"
#include "src/import/alembic_sql.hpp"
#include "src/import/fit.hpp"
#include "src/import/write.hpp"
#include "src/schema/expression.hpp"

namespace migrate {
namespace {

struct ImportArguments {
  std::string kind;
  std::string folder;
  std::string from;
  std::string into;
  bool graph_only = false;
  std::string alembic;
  std::string ini;
};

/// What is told and written about an import when it is done.
struct Report {
  std::string from;  ///< "alembic", "dbmate", …
  std::vector<std::string> notes;
  std::optional<std::string> stamp;  ///< the target to stamp the database with
  std::vector<std::string> next;     ///< what a person does now, a line each
};

WrittenImport write(Session& session, const ImportArguments& arguments, std::vector<ImportedRevision> revisions) {
  return write_import(std::move(revisions), session.graph(),
                      [&](const Revision& revision) { return file_of(session, revision, arguments.into, ".sql"); });
}

/// The name of a table without its schema and quotes.
std::string bare_name(const std::string& table) {
  auto name = table.substr(table.rfind('.') == table.npos ? 0 : table.rfind('.') + 1);
  std::erase_if(name, [](char c) { return c == '"' || c == '`' || c == '[' || c == ']'; });
  return name;
}

void refuse_options(const ImportArguments& arguments) {
  const bool alembic = arguments.kind == "alembic";
  const auto refuse = [&](bool given, const std::string& option) {
    if (given) {
      throw UsageError(option + " does not go with `import " + arguments.kind + "`",
                       "it belongs to `import " + std::string(alembic ? "sql" : "alembic") + "`");
    }
  };
  refuse(alembic && !arguments.from.empty(), "--from");
  refuse(!alembic && arguments.graph_only, "--graph-only");
  refuse(!alembic && !arguments.alembic.empty(), "--alembic");
  refuse(!alembic && !arguments.ini.empty(), "--ini");
}

/// The dialect of that name, as URLs have it ("mariadb" too), or of the project's database; null where it was not built
/// in, or none is configured.
const Dialect* dialect_of(Session& session, const std::string& name = "") {
  try {
    if (name.empty()) return &session.dialect();
    const auto& names = dialect_names();
    const bool known = std::ranges::find(names, name) != names.end();
    return known ? &find_dialect(name) : &find_dialect(parse_url(name + "://localhost/any"));
  } catch (const Error&) {
    return nullptr;
  }
}

void fit_all(const Dialect* dialect, std::vector<ImportedRevision>& revisions) {
  if (!dialect) return;
  for (auto& one : revisions) fit_to(*dialect, one);
}

// — Alembic —

std::vector<std::string> command_for(const ImportArguments& arguments, const AlembicProject& project) {
  if (project.ini.empty()) {
    throw ConfigurationError(
        "there is no alembic.ini for " + arguments.folder + ", and Alembic writes no SQL without one",
        "--ini says where it is; --graph-only imports the graph without SQL");
  }
  if (auto command = alembic_command(project, arguments.alembic)) return std::move(*command);
  std::vector<std::string> tried;
  for (const auto& command : alembic_commands(project, arguments.alembic)) {
    tried.push_back("`" + join(command, " ") + (is_flask_command(command) ? " --help`" : " --version`"));
  }
  throw ConfigurationError(
      "Alembic cannot be run: " + join(tried, " and ") + (tried.size() > 1 ? " fail" : " fails"),
      std::string(project.is_flask ? "--alembic \".venv/bin/flask db\" with FLASK_APP, or the like, says how"
                                   : "--alembic .venv/bin/alembic, or the like, says how") +
          "; --graph-only imports the graph without SQL");
}

void say_how_to_go_on(Session& session, const std::string& their_table, Report& report) {
  const auto table = their_table.empty() ? "alembic_version" : bare_name(their_table);
  const auto& config = session.config().database;
  if (config.version_table != table) {
    report.next.push_back("set version_table = \"" + table + "\" in [database] of " + session.config().file.string() +
                          ", so that databases go on where Alembic stopped");
  }
  report.next.push_back("`migrate current`, then `migrate upgrade heads`");
}

Report read_alembic(Session& session, const ImportArguments& arguments, std::vector<ImportedRevision>& revisions) {
  const auto project = find_alembic(arguments.folder, arguments.ini);
  auto read = read_alembic_graph(project);
  revisions = std::move(read.revisions);
  Report report{.from = "alembic", .notes = std::move(read.notes), .stamp = {}, .next = {}};
  AlembicSql sql;
  if (arguments.graph_only) {
    for (auto& one : revisions) one.incomplete = "it was imported without SQL (--graph-only)";
  } else if (!revisions.empty()) {
    const auto command = command_for(arguments, project);
    const auto named = [&](const std::string& name) { return dialect_of(session, name); };
    sql = read_alembic_sql(project, command, revisions, named,
                           [&](const std::string& asked) { session.out().detail(join(command, " ") + " " + asked); });
    fill_in(revisions, sql);
    fit_all(named(sql.dialect), revisions);
    std::vector<std::string> one_way;
    for (const auto& one : revisions) {
      if (!one.sections.downgrade) one_way.push_back(one.revision.id);
    }
    if (!one_way.empty()) report.notes.push_back("Alembic gave no way back for " + join(one_way, ", "));
  }
  const auto& url = session.config().database.url;
  const auto* theirs = sql.dialect.empty() ? nullptr : dialect_of(session, sql.dialect);
  const auto their_name = theirs ? std::string(theirs->name()) : sql.dialect;
  if (!their_name.empty() && url && !url->problem && session.dialect().name() != their_name) {
    report.notes.push_back("the SQL is that of " + sql.dialect + ", as sqlalchemy.url of " + project.ini.string() +
                           " says; the database of migrate.toml is " + std::string(session.dialect().name()));
  }
  say_how_to_go_on(session, sql.version_table, report);
  return report;
}

// — directories of SQL —

/// Looks where the other tool left the configured database, if it is there and can be read.
void look_at_database(Session& session, SqlTool tool, const std::vector<ImportedRevision>& chain, Report& report) {
  std::optional<Adoption> found;
  try {
    if (!session.database_is_absent()) {
      found = read_adoption(tool, session.dialect(), session.connection(Absent::error), chain);
    }
  } catch (const Error& error) {
    report.notes.push_back("the database was not looked at: " + std::string(error.what()));
  }
  if (!found) {
    report.next.push_back("a database that " + to_string(tool) +
                          " managed is adopted by `migrate stamp VERSION`, the version it is at; an empty one by "
                          "`migrate upgrade head`");
    return;
  }
  const auto whose = found->table + " of " + session.database_name();
  if (!found->problem.empty()) {
    report.notes.push_back(whose + " gives no single revision: " + found->problem);
    report.next.push_back("put that in order with " + to_string(tool) +
                          ", then import again or `migrate stamp VERSION`");
  } else if (!found->stamp.empty()) {
    report.stamp = found->stamp;
    report.next.push_back(whose + " is at " + found->stamp + ": `migrate stamp " + found->stamp +
                          "`, then `migrate upgrade head`");
  } else {
    report.next.push_back(whose +
                          (found->baseline.empty() ? " says that nothing was applied"
                                                   : " is at its baseline of " + found->baseline +
                                                         ", and nothing behind that was applied") +
                          ": `migrate upgrade head`");
  }
  report.next.push_back("exclude_tables = [\"" + found->table +
                        "\"] in [autogenerate] keeps that table out of comparisons");
}

SqlTool tool_of(const ImportArguments& arguments) {
  if (arguments.from.empty()) return find_sql_tool(arguments.folder);
  std::size_t at = 0;
  while (sql_tool_names()[at] != arguments.from) ++at;
  return static_cast<SqlTool>(at);
}

Report read_sql(Session& session, const ImportArguments& arguments, std::vector<ImportedRevision>& revisions) {
  const auto tool = tool_of(arguments);
  auto read = read_sql_migrations(tool, arguments.folder);
  revisions = std::move(read.revisions);
  fit_all(dialect_of(session), revisions);
  Report report{.from = to_string(tool), .notes = std::move(read.notes), .stamp = {}, .next = {}};
  look_at_database(session, tool, revisions, report);
  return report;
}

// — the version table —

/// Whether the SQL speaks of a table by its name.
bool names_table(const std::vector<ImportedRevision>& revisions, const std::string& table) {
  const auto names = [&](const std::string& sql) {
    const auto words = identifiers(sql);
    return std::ranges::any_of(words, [&](const auto& word) { return equal_ignoring_case(word, table); });
  };
  return std::ranges::any_of(revisions, [&](const ImportedRevision& one) {
    return names(one.sections.upgrade) || (one.sections.downgrade && names(*one.sections.downgrade));
  });
}

/// Whether the database has a table of that name that is another tool's. One that cannot be reached has none.
bool has_foreign_version_table(Session& session) {
  try {
    if (session.database_is_absent()) return false;
    const auto table = session.engine_options().version_table;
    (void)VersionTable(session.dialect(), session.connection(Absent::error), table).exists();
  } catch (const ConfigurationError&) {
    return true;
  } catch (const Error&) {
  }
  return false;
}

/// The configuration with another name for the version table, where [database] has a line of its own and no name yet.
std::optional<std::string> with_version_table(const std::string& config, const std::string& name) {
  static const std::regex header("(^|\n)[ \t]*\\[[ \t]*database[ \t]*\\][^\n]*"),
      key("(^|\n)[ \t]*version_table[ \t]*=");
  std::smatch found;
  if (!std::regex_search(config, found, header) || std::regex_search(config, key)) return std::nullopt;
  const auto end = static_cast<std::size_t>(found.position() + found.length());
  return config.substr(0, end) + "\nversion_table = \"" + name + "\"" + config.substr(end);
}

/// What the history does to a table of the name of ours (sqlalchemy-migrate's is called so, too), it must not do to
/// ours.
void keep_version_table_apart(Session& session, const std::vector<ImportedRevision>& revisions, Report& report) {
  const auto& table = session.config().database.version_table;
  if (!names_table(revisions, table) && !has_foreign_version_table(session)) return;
  const std::string name = table == "migrate_revision" ? "migrate_revisions" : "migrate_revision";
  const auto& file = session.config().file;
  const auto text = file.empty() ? std::nullopt : read_file_if_exists(file);
  const auto changed = text ? with_version_table(*text, name) : std::nullopt;
  if (!changed) {
    report.next.insert(report.next.begin(), "set version_table = \"" + name +
                                                "\" in [database] of migrate.toml: the table " + table +
                                                " is another tool's");
    return;
  }
  replace_file(file, *changed);
  report.notes.push_back(file.string() + " now has version_table = \"" + name + "\", since the table " + table +
                         " is another tool's");
}

// — what is told —

Json import_json(const Report& report, const WrittenImport& done) {
  auto revisions = Json::array();
  for (const auto& one : done.written) {
    auto entry = Json::object().set("revision", one.revision.id).set("down_revisions", one.revision.down_revisions);
    entry.set("file", one.revision.file.string());
    entry.set("incomplete", one.incomplete.empty() ? Json() : Json(one.incomplete));
    revisions.add(std::move(entry));
  }
  auto out = Json::object().set("from", report.from).set("revisions", std::move(revisions));
  out.set("left_alone", done.left_alone).set("notes", report.notes);
  return out.set("stamp", report.stamp ? Json(*report.stamp) : Json());
}

void tell_import(Session& session, const Report& report, const WrittenImport& done) {
  auto& out = session.out();
  if (session.json()) {
    session.data(import_json(report, done));
  } else {
    for (const auto& one : done.written) out.data(one.revision.file.string() + "\n");
  }
  std::size_t incomplete = 0;
  for (const auto& one : done.written) {
    if (one.incomplete.empty()) continue;
    ++incomplete;
    out.warning(one.revision.id + " is not complete, and will not be run: " + one.incomplete);
  }
  for (const auto& note : report.notes) out.warning(note);
  out.info("imported " + count_of(done.written.size(), "revision") + " from " + report.from +
           (incomplete == 0 ? "" : ", " + std::to_string(incomplete) + " of them not complete") +
           (done.left_alone.empty() ? "" : "; " + std::to_string(done.left_alone.size()) + " were there already"));
  for (const auto& next : report.next) out.info("next: " + next);
}

ExitCode run_import(Session& session, const ImportArguments& arguments) {
  refuse_options(arguments);
  (void)folder_for_new_revisions(session.config(), arguments.into);  // before anything is asked of anybody
  std::vector<ImportedRevision> revisions;
  auto report = arguments.kind == "alembic" ? read_alembic(session, arguments, revisions)
                                            : read_sql(session, arguments, revisions);
  const auto imported = revisions;
  const auto written = write(session, arguments, std::move(revisions));
  if (arguments.kind == "sql") keep_version_table_apart(session, imported, report);
  tell_import(session, report, written);
  return ExitCode::done;
}

/// Tools by name, where the kind of files was asked for.
std::map<std::string, std::string> kinds_of_other_tools() {
  std::map<std::string, std::string> out;
  for (const auto& tool : sql_tool_names()) out[tool] = "`migrate import sql DIR --from " + tool + "`";
  for (const auto* name : {"migrate", "golang", "go-migrate", "sql-migrate", "sqlfile", "SQL"}) {
    out[name] = "`migrate import sql DIR` finds out whose files they are";
  }
  for (const auto* name : {"flask", "flask-migrate", "sqlalchemy", "sqlmodel", "Alembic"}) {
    out[name] = "`migrate import alembic DIR`";
  }
  for (const auto* name :
       {"liquibase", "django", "rails", "activerecord", "prisma", "typeorm", "sequelize", "knex", "laravel", "diesel",
        "sqlx", "atlas", "drizzle", "doctrine", "phinx", "ef", "efcore", "sqitch", "refinery"}) {
    out[name] =
        "its migrations cannot be read: let it bring a database up to date, describe that with `migrate inspect`, "
        "and go on from there with `migrate revision --autogenerate`; files of SQL alone can be taken with "
        "`migrate import sql DIR`, named as one of the tools does that it knows";
  }
  return out;
}

std::vector<Parameter> import_parameters() {
  auto kind = argument("KIND", Presence::required, &ImportArguments::kind,
                       "alembic, or sql: a folder of another tool's SQL files");
  kind.choices = {"alembic", "sql"};
  kind.instead = kinds_of_other_tools();
  auto from = choice("from", "TOOL", sql_tool_names(), &ImportArguments::from,
                     "Whose SQL files they are; found out unless said");
  from.instead = {{"alembic", "`migrate import alembic DIR`"}};
  return {
      std::move(kind),
      completing(Completes::folder,
                 argument("DIR", Presence::required, &ImportArguments::folder,
                          "Where they are; of Alembic the folder of alembic.ini, or of the scripts")),
      std::move(from),
      completing(Completes::folder, option("revisions-dir", 0, "DIR", &ImportArguments::into,
                                           "Into this folder of [revisions] directory; the first one unless said")),
      flag("graph-only", 0, &ImportArguments::graph_only, "Of Alembic the graph, without SQL: nothing of it is run"),
      option("alembic", 0, "COMMAND", &ImportArguments::alembic,
             "How Alembic is run: alembic, or python3 -m alembic, unless said; of Flask-Migrate flask db"),
      completing(Completes::file,
                 option("ini", 0, "FILE", &ImportArguments::ini, "Alembic's configuration, where it is elsewhere")),
  };
}

}  // namespace

Command import_command() {
  return make_command<ImportArguments>(
      {
          .name = "import",
          .summary = "Take over the migrations of Alembic, dbmate, golang-migrate, goose or Flyway",
          .details =
              "Each becomes a SQL revision of the same id (of Alembic) or with its version as id (of the others).\n"
              "Nothing is overwritten; what was imported before is left alone.\n\n"
              "Alembic's scripts are not run to learn their graph; for their SQL Alembic itself is run, in its\n"
              "offline mode, which needs no database. What it cannot give there, and what is no SQL, becomes a\n"
              "revision that is marked as incomplete: a database that has it already can be stamped and goes on,\n"
              "and upgrade refuses to run it before it is written.\n\n"
              "Bodies of triggers and routines of MySQL get a DELIMITER.\n"
              "A file that does not fit is named and left out.\n\n"
              "A database that Alembic managed goes on where it stopped with version_table = \"alembic_version\".\n"
              "One of another tool's is stamped; the command for it is told.",
          .parameters = import_parameters(),
          .examples = {{"migrate import alembic .", "The project whose alembic.ini is here"},
                       {"migrate import alembic alembic --alembic .venv/bin/alembic", "With the project's own Alembic"},
                       {"migrate import sql db/migrations", "A folder of dbmate, golang-migrate, goose or Flyway"}},
          .with_all = WithAll::never,
      },
      run_import);
}

}  // namespace migrate
