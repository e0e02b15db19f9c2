#include "src/import/alembic.hpp"

#include <algorithm>
#include <cstdlib>

#include "src/base/clock.hpp"
#include "src/base/files.hpp"
#include "src/base/text.hpp"
#include "src/import/ini.hpp"
#include "src/import/python.hpp"
#include "src/revisions/graph_order.hpp"

namespace migrate {
namespace {

namespace fs = std::filesystem;

/// `version_locations` is a list; what its items are divided by is another key, which was renamed in Alembic 1.16.
std::vector<std::string> list_of(std::map<std::string, std::string>& keys, const std::string& key) {
  auto separator = keys["path_separator"].empty() ? keys["version_path_separator"] : keys["path_separator"];
  auto text = keys[key];
  std::string divided_by = separator == "os" ? ":" : separator == "newline" ? "\n" : separator;
  if (separator.empty() || separator == "space") {
    text = replace_all(replace_all(text, ",", " "), "\n", " ");
    divided_by = " ";
  }
  std::vector<std::string> out;
  for (const auto& part : split(text, divided_by[0])) {
    if (const auto item = trim(part); !item.empty()) out.emplace_back(item);
  }
  return out;
}

/// A folder as alembic.ini names it: from its own place, or "package:folder" inside a Python package beside it. To
/// Alembic it is relative to where it is run, which may be here: `in_here` is then set.
fs::path folder_named(const std::string& name, const fs::path& ini, bool& in_here) {
  const auto beside = [&](const std::string& path) { return (ini.parent_path() / path).lexically_normal(); };
  if (!fs::is_directory(beside(name)) && fs::is_directory(name)) {
    in_here = true;
    return fs::path(name).lexically_normal();
  }
  if (const auto colon = name.find(':'); colon != name.npos && !fs::is_directory(beside(name))) {
    const auto in_package = replace_all(name.substr(0, colon), ".", "/") + "/" + name.substr(colon + 1);
    if (fs::is_directory(beside(in_package))) return beside(in_package);
    throw ConfigurationError(
        "the folder '" + name + "' of " + ini.string() + " is in a Python package, and not beside it",
        "name the folder of the revision scripts instead of alembic.ini's");
  }
  return beside(name);
}

/// `flask db init` puts alembic.ini among the folders of the scripts, with env.py.
fs::path beside_ini(const fs::path& ini, const std::string& name) {
  return (ini.parent_path() / name).lexically_normal();
}

AlembicProject project_of_ini(const fs::path& ini) {
  const auto folder = fs::absolute(ini).lexically_normal().parent_path().string();
  auto keys = read_ini_section(read_file(ini), "alembic", {{"here", folder}});
  AlembicProject out;
  out.ini = ini;
  out.recursive = lower(keys["recursive_version_locations"]) == "true";
  bool in_here = false;
  for (const auto& name : list_of(keys, "version_locations")) out.locations.push_back(folder_named(name, ini, in_here));
  if (keys["script_location"].empty()) {
    out.is_flask = fs::exists(beside_ini(ini, "env.py"));
    if (!out.is_flask && out.locations.empty()) {
      throw ConfigurationError(ini.string() + " has no script_location in [alembic]",
                               "name the folder of the revision scripts");
    }
    if (out.locations.empty()) out.locations.push_back(beside_ini(ini, "versions"));
  } else if (out.locations.empty()) {
    out.locations.push_back(folder_named(keys["script_location"], ini, in_here) / "versions");
  }
  out.run_in = in_here || out.is_flask ? fs::path() : ini.parent_path();
  return out;
}

/// Whether the project's scripts are in the folder that was named, or in its `versions`.
bool is_about(const AlembicProject& project, const fs::path& folder) {
  std::error_code ignored;
  return std::ranges::any_of(project.locations, [&](const fs::path& location) {
    return fs::equivalent(location, folder, ignored) || fs::equivalent(location, folder / "versions", ignored) ||
           fs::equivalent(location.parent_path(), folder, ignored);
  });
}

std::optional<AlembicProject> project_above(const fs::path& folder) {
  for (auto above = fs::absolute(folder).lexically_normal(); above != above.parent_path();) {
    above = above.parent_path();
    const auto ini = above / "alembic.ini";
    if (!fs::exists(ini)) continue;
    auto project = project_of_ini(fs::proximate(ini));
    if (is_about(project, folder)) return project;
  }
  return std::nullopt;
}

bool is_script(const fs::path& file) {
  const auto name = file.filename().native();
  return name.ends_with(".py") && !name.starts_with(".#") && !name.starts_with("__init__");
}

bool has_scripts(const fs::path& folder) {
  return std::ranges::any_of(fs::directory_iterator(folder), [](const auto& entry) { return is_script(entry.path()); });
}

template <class Iterator>
void collect_scripts(Iterator entries, std::vector<fs::path>& out) {
  for (const auto& entry : entries) {
    if (is_script(entry.path()) && entry.path().native().find("__pycache__") == std::string::npos) {
      out.push_back(entry.path());
    }
  }
}

std::vector<fs::path> scripts_of(const AlembicProject& project) {
  std::vector<fs::path> out;
  for (const auto& location : project.locations) {
    if (!fs::is_directory(location)) {
      throw ConfigurationError("there is no folder " + location.string() + " for revision scripts",
                               project.ini.empty() ? "name the folder of alembic.ini, or that of the scripts"
                                                   : "version_locations or script_location of " + project.ini.string() +
                                                         " names it; name the folder of the scripts instead");
    }
    if (project.recursive) {
      collect_scripts(fs::recursive_directory_iterator(location), out);
    } else {
      collect_scripts(fs::directory_iterator(location), out);
    }
  }
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// The text up to the first empty line, in one line: Alembic's `doc`.
std::string message_of(std::string_view docstring) {
  const auto first = trim(docstring).substr(0, trim(docstring).find("\n\n"));
  std::vector<std::string> lines;
  for (const auto& line : split(first, '\n')) lines.emplace_back(trim(line));
  return join(lines, " ");
}

std::string created_of(std::string_view docstring) {
  constexpr std::string_view key = "Create Date:";
  for (const auto& line : split(docstring, '\n')) {
    if (trim(line).starts_with(key)) return created_text(trim(trim(line).substr(key.size())));
  }
  return {};
}

/// The labels of a branch are for people: what cannot be told of them holds up nobody.
void note_untold_labels(const PythonValue& labels, std::vector<std::string>& notes) {
  for (const auto& error : labels.untold) {
    notes.push_back(to_string(error.where) + ": a branch label is left out, since " + error.what() +
                    "; write it into the header of the new file, `-- branch_labels: NAME`");
  }
}

Revision read_script(const fs::path& file, std::vector<std::string>& notes) {
  static const PythonNames names{{"revision", "down_revision", "depends_on"}, {"branch_labels"}};
  auto module = read_python_module(read_file(file), file.string(), names);
  const auto id = module.values.find("revision");
  if (id == module.values.end() || id->second.is_sequence || id->second.texts.size() != 1) {
    throw RevisionError(
        "the script does not say its revision",
        "a script that is no revision belongs in another folder; one that is has a line revision = \"…\"",
        id == module.values.end() ? Where{file.string()} : id->second.where);
  }
  Revision out;
  out.id = id->second.texts.front();
  out.down_revisions = module.values["down_revision"].texts;
  out.branch_labels = module.values["branch_labels"].texts;
  note_untold_labels(module.values["branch_labels"], notes);
  out.depends_on = module.values["depends_on"].texts;
  out.message = message_of(module.docstring);
  out.created = created_of(module.docstring);
  out.file = file;
  return out;
}

/// The number that `digits` of the text at `at` are; absent where there is another character.
std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return std::nullopt;
  const auto part = text.substr(at, digits);
  if (part.find_first_not_of("0123456789") != part.npos) return std::nullopt;
  return std::atoi(std::string(part).c_str());
}

}  // namespace

std::string created_text(std::string_view date) {
  namespace chrono = std::chrono;
  const auto year = number_at(date, 0, 4), month = number_at(date, 5, 2), day = number_at(date, 8, 2);
  const auto hour = number_at(date, 11, 2), minute = number_at(date, 14, 2), second = number_at(date, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return {};
  const auto date_of = chrono::year(*year) / *month / *day;
  if (!date_of.ok()) return {};
  auto time = chrono::sys_days(date_of) + chrono::hours(*hour) + chrono::minutes(*minute) + chrono::seconds(*second);
  if (const auto zone = date.find_first_of("+-", 19); zone != date.npos) {
    const auto hours = number_at(date, zone + 1, 2), minutes = number_at(date, zone + 4, 2);
    if (!hours || !minutes) return {};
    const auto offset = chrono::hours(*hours) + chrono::minutes(*minutes);
    time += date[zone] == '+' ? -offset : offset;
  }
  return rfc3339(time);
}

AlembicProject find_alembic(const fs::path& folder, const fs::path& ini) {
  if (!ini.empty()) {
    auto project = project_of_ini(ini);
    if (fs::equivalent(folder, ini.parent_path().empty() ? fs::path(".") : ini.parent_path())) return project;
    if (!is_about(project, folder))
      project.locations = {fs::is_directory(folder / "versions") ? folder / "versions" : folder};
    return project;
  }
  if (fs::exists(folder / "alembic.ini")) return project_of_ini(folder / "alembic.ini");
  if (!fs::is_directory(folder)) {
    throw ConfigurationError("there is no folder " + folder.string(), "name that of alembic.ini or of the scripts");
  }
  if (auto above = project_above(folder)) return std::move(*above);
  if (fs::is_directory(folder / "versions")) return {.ini = {}, .locations = {folder / "versions"}, .run_in = {}};
  if (has_scripts(folder)) return {.ini = {}, .locations = {folder}, .run_in = {}};
  throw ConfigurationError(
      folder.string() + " is no Alembic project: there is neither an alembic.ini nor a script in it",
      "name the folder of alembic.ini, or that of the revision scripts");
}

Import read_alembic_graph(const AlembicProject& project) {
  Import out;
  std::vector<Revision> revisions;
  for (const auto& file : scripts_of(project)) revisions.push_back(read_script(file, out.notes));
  for (auto& revision : in_order(std::move(revisions))) out.revisions.push_back({std::move(revision), {}, {}});
  return out;
}

}  // namespace migrate
