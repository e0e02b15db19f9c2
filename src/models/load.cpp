#include "src/models/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <type_traits>

#include "src/base/child_process.hpp"
#include "src/base/files.hpp"
#include "src/base/text.hpp"
#include "src/base/toml.hpp"
#include "src/models/introspected.hpp"
#include "src/schema/read_toml.hpp"

namespace migrate {
namespace {

constexpr auto export_function = "migrate_models_v1";
constexpr std::size_t most_lines_of_talk = 20;

using Warnings = std::vector<std::string>;

/// A failure of the source, with the last lines of what it printed.
[[noreturn]] void fail(const std::string& message, std::string hint, std::string_view talk = {}) {
  ConfigurationError error(message, std::move(hint));
  const auto printed = trim(talk);
  if (!printed.empty()) {
    auto lines = split(printed, '\n');
    if (lines.size() > most_lines_of_talk) {
      lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(most_lines_of_talk));
    }
    error.details.emplace_back("it printed:");
    for (const auto& line : lines) error.details.push_back("  " + line);
  }
  throw error;
}

/// ", did you mean 'libapp_models.so'?" with a file of the same folder.
std::string nearest_file(const std::filesystem::path& missing) {
  std::vector<std::string> names;
  std::error_code ignored;
  const auto folder = missing.has_parent_path() ? missing.parent_path() : std::filesystem::path(".");
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    if (!entry.is_directory(ignored)) names.push_back(entry.path().filename().string());
  }
  return did_you_mean(missing.filename().string(), names);
}

/// The loader's own words are of little help for the most usual mistake.
[[noreturn]] void fail_to_load(const std::string& name, const LibraryCall& call) {
  constexpr std::string_view undefined = "undefined symbol: ";
  const auto at = call.reason.find(undefined);
  if (at == std::string::npos) {
    fail(fmt::format("'{}' cannot be loaded as a shared library: {}", name, call.reason),
         "models.library names what migrate_add_models() builds, a file like libapp_models.so", call.child.talk);
  }
  auto symbol = call.reason.substr(at + undefined.size());
  symbol = symbol.substr(0, symbol.find_first_of(" ,\n"));
  fail(fmt::format("the models library '{}' lacks '{}'", name, demangled(symbol)),
       "add the source file or the library that has it to migrate_add_models()", call.child.talk);
}

/// What the library was doing tells where its fault is.
std::string where_to_look(const std::optional<std::string>& doing) {
  if (!doing) return "what it does when it is loaded runs before its models can be read: look at its global objects";
  if (doing->empty())
    return "it was loaded, and failed while its models were read: look at what their members begin with";
  return "it happened in " + *doing;
}

std::string hint_for(const ChildResult& child, const std::optional<std::string>& doing) {
  if (child.talk.find("Sanitizer") != child.talk.npos || child.talk.find("ASan runtime") != child.talk.npos) {
    return "it was built with a sanitizer (-fsanitize=…), whose runtime must be the program's own: build the models "
           "library without it";
  }
  if (child.too_much) return "a document of models is never that large: look at what it puts into it";
  if (child.timed_out) return where_to_look(doing) + "; models.time_limit gives it more time";
  return where_to_look(doing);
}

std::string document_of(const ModelsLibrary& library, std::chrono::milliseconds limit, Warnings& /*warnings*/) {
  const auto name = library.path.string();
  require_file(library.path, "the models library", "build it, or correct models.library in migrate.toml");
  auto call = call_library(library.path, export_function, limit);
  switch (call.end) {
    case LibraryCall::End::returned: return std::move(call.child.output);
    case LibraryCall::End::not_loaded: fail_to_load(name, call);
    case LibraryCall::End::no_function:
      fail(fmt::format("the library '{}' exports no models", name),
           "put MIGRATE_EXPORT_MODELS(…) with all models into one of its source files");
    case LibraryCall::End::returned_null:
      fail(fmt::format("{}() of the library '{}' returned nothing", export_function, name), {}, call.child.talk);
    case LibraryCall::End::exception:
      fail(fmt::format("the models library '{}' threw an exception: {}", name, call.reason), {}, call.child.talk);
    case LibraryCall::End::died: break;
  }
  fail(fmt::format("the models library '{}' {}", name, ending(call.child, limit)), hint_for(call.child, call.doing),
       call.child.talk);
}

std::string command_text(const ModelsCommand& command) { return join(command.arguments, " "); }

/// As a word of a shell's command.
std::string shell_word(const std::string& text) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+./:,@%=";
  if (!text.empty() && text.find_first_not_of(plain) == text.npos) return text;
  return "'" + replace_all(text, "'", "'\\''") + "'";
}

/// All that a person has to type to run the command as it was run here.
std::string typed(const ModelsCommand& command) {
  std::vector<std::string> words;
  for (const auto& [name, value] : command.variables) words.push_back(name + "=" + shell_word(value));
  for (const auto& argument : command.arguments) words.push_back(shell_word(argument));
  const auto line = join(words, " ");
  return command.folder.empty() ? line : "(cd " + shell_word(command.folder.string()) + " && " + line + ")";
}

std::string document_of(const ModelsCommand& command, std::chrono::milliseconds limit, Warnings& warnings) {
  const auto name = command_text(command);
  if (command.arguments.empty()) fail("models.command is empty", "its first element is the program");
  auto child = run_program(command.arguments, limit, command.variables, command.folder);
  if (child.exit_code != 0) {
    const auto hint = child.timed_out ? std::string("models.time_limit gives it more time")
                      : child.too_much
                          ? "it prints a document of the models, and nothing else"
                          : "run it by itself, it must print the document and end with exit code 0: " + typed(command);
    fail(fmt::format("the models command '{}' {}", name, ending(child, limit)), hint, child.talk);
  }
  if (trim(child.output).empty()) {
    fail(fmt::format("the models command '{}' printed nothing", name), "it prints a document: format = 1, [[table]] …",
         child.talk);
  }
  constexpr std::string_view sign = "warning: ";
  for (const auto& line : split(child.talk, '\n')) {
    if (line.starts_with(sign)) warnings.push_back(line.substr(sign.size()));
  }
  return std::move(child.output);
}

/// A build that fails, or does not end, must not leave the models of before in its place.
void run_build(const ModelsCommand& build) {
  constexpr std::chrono::minutes limit{10};
  if (build.arguments.empty()) return;
  const auto child = run_program(build.arguments, limit, build.variables, build.folder);
  if (child.exit_code == 0) return;
  auto talk = child.output.size() > 4000 ? child.output.substr(child.output.size() - 4000) : child.output;
  fail(fmt::format("the build of the models, '{}', {}", command_text(build), ending(child, limit)),
       "run it by itself, and mend what it says: " + typed(build), talk + child.talk);
}

std::string document_of(const ModelsFile& file, std::chrono::milliseconds /*limit*/, Warnings& /*warnings*/) {
  require_file(file.path, "the models file", "correct models.file in migrate.toml");
  return read_file(file.path);
}

std::string name_of(const ModelsLibrary& library) { return library.path.string(); }
std::string name_of(const ModelsCommand& command) { return "output of " + command_text(command); }
std::string name_of(const ModelsFile& file) { return file.path.string(); }
std::string name_of(const ModelsDatabase& database) { return display(database.url); }
std::string name_of(const ModelsScript& script) {
  std::vector<std::string> names;
  for (const auto& file : script.files) names.push_back(file.string());
  return join(names, ", ");
}

[[noreturn]] void fail_with_problems(const std::string& name, std::vector<std::string> lines) {
  if (lines.size() == 1) throw ConfigurationError(lines.front(), "the models are those of '" + name + "'");
  ConfigurationError error(fmt::format("the models of '{}' have {}", name, count_of(lines.size(), "problem")));
  error.details = std::move(lines);
  throw error;
}

/// The library's own complaint, if its document is one.
void throw_complaint(const std::string& document, const std::string& name) {
  if (document.find("\nerror = ") == std::string::npos) return;
  const auto parsed = parse_toml(document, name);
  const auto* table = std::get_if<TomlValue::Table>(&parsed.data);
  for (const auto& [key, value] : *table) {
    const auto* text = key == "error" ? std::get_if<std::string>(&value.data) : nullptr;
    if (text) fail_with_problems(name, split(*text, '\n'));
  }
}

/// What a database has is not impossible: takes what is wrong with foreign keys alone out of `found`.
std::vector<std::string> take_tolerable(const Schema& schema, std::vector<std::string>& found) {
  std::vector<std::string> tolerable;
  if (found.empty()) return tolerable;
  auto impossible = problems(schema, Strictness::unchecked_foreign_keys);
  std::ranges::copy_if(found, std::back_inserter(tolerable),
                       [&](const auto& line) { return std::ranges::find(impossible, line) == impossible.end(); });
  found = std::move(impossible);
  return tolerable;
}

/// Another database has no document.
template <class Source>
constexpr bool is_introspected = std::is_same_v<Source, ModelsDatabase> || std::is_same_v<Source, ModelsScript>;

Strictness strictness_of(const ModelsSource& source) {
  return std::visit(
      []<class Source>(const Source&) {
        if constexpr (is_introspected<Source>) return Strictness::part_of_catalog;
        return std::is_same_v<Source, ModelsLibrary> ? Strictness::models : Strictness::catalog;
      },
      source.from);
}

Schema read_source(const ModelsSource& source, LoadedModels& loaded) {
  return std::visit(
      [&](const auto& from) {
        if constexpr (std::is_same_v<std::decay_t<decltype(from)>, ModelsDatabase>) {
          loaded.unchecked_foreign_keys = true;
          return schema_of(from, loaded.left_out);
        } else if constexpr (is_introspected<std::decay_t<decltype(from)>>) {
          loaded.unchecked_foreign_keys = true;
          return schema_of(from);
        } else {
          const auto document = document_of(from, source.time_limit, loaded.warnings);
          throw_complaint(document, loaded.name);
          if (source.on_document) source.on_document();
          auto read = read_document(document, loaded.name);
          loaded.unchecked_foreign_keys = read.unchecked_foreign_keys;
          return std::move(read.schema);
        }
      },
      source.from);
}

}  // namespace

void require_file(const std::filesystem::path& path, std::string_view what, std::string hint) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) fail(fmt::format("{} '{}' is a folder", what, path.string()), hint);
  if (std::filesystem::exists(path, ignored)) return;
  const auto folder = path.parent_path();
  if (!folder.empty() && !std::filesystem::exists(folder, ignored)) {
    fail(fmt::format("{} '{}' is not there: the folder '{}' does not exist", what, path.string(), folder.string()),
         std::move(hint));
  }
  fail(fmt::format("{} '{}' is not there{}", what, path.string(), nearest_file(path)), std::move(hint));
}

LoadedModels load_models(const ModelsSource& source) {
  LoadedModels loaded;
  loaded.name = std::visit([](const auto& from) { return name_of(from); }, source.from);
  run_build(source.build);
  loaded.schema = read_source(source, loaded);
  auto found = problems(loaded.schema, strictness_of(source));
  if (loaded.unchecked_foreign_keys) {
    for (auto& line : take_tolerable(loaded.schema, found)) loaded.warnings.push_back(std::move(line));
  }
  if (!found.empty()) fail_with_problems(loaded.name, std::move(found));
  for (auto& warning : warnings(loaded.schema, source.primary_keys)) loaded.warnings.push_back(std::move(warning));
  return loaded;
}

}  // namespace migrate
