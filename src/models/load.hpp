// Where the wanted schema comes from: a shared library that exports models, a program that prints them, a file, which
// all three give the same TOML document; another database, or a script of SQL, which are introspected. A library runs
// in a child process, so that whatever it does there (crash, print, call exit, run for ever) becomes a message here.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "dialects/dialect.hpp"
#include "dialects/findings.hpp"
#include "migrate/schema.hpp"
#include "src/models/check.hpp"

namespace migrate {

struct ModelsLibrary {
  std::filesystem::path path;
};
/// A program and its arguments; no shell is involved. Its standard output is the document. A line of its standard error
/// that begins with "warning: " is a warning of the models; the rest is shown where it fails.
struct ModelsCommand {
  std::vector<std::string> arguments;
  std::map<std::string, std::string> variables{};  ///< of its environment: see exporter.hpp
  std::filesystem::path folder{};                  ///< where it runs; empty: where this process is
};
struct ModelsFile {
  std::filesystem::path path;
};

/// Another database, which is only read: the same schemas of it as of the one that it is compared with, found by the
/// same search_path. Its tables of revisions, `own_tables`, are no models.
struct ModelsDatabase {
  const Dialect* dialect = nullptr;
  Url url;
  std::vector<std::string> own_tables;
  std::vector<std::string> schemas{};  ///< none: the default one
  std::string search_path{};           ///< empty: the account's own
};
/// Files of SQL, run one after the other in an empty private database of the dialect, which `url` has room for. All
/// that they make are models, whatever its schema.
struct ModelsScript {
  const Dialect* dialect = nullptr;
  Url url;
  std::vector<std::filesystem::path> files;
};

/// Paths are already resolved.
struct ModelsSource {
  std::variant<ModelsLibrary, ModelsCommand, ModelsFile, ModelsDatabase, ModelsScript> from;
  std::chrono::milliseconds time_limit = std::chrono::seconds(10);  ///< of a library or a command, not of `build`
  /// Called when the document is at hand and only has to be read: no process is started any more, so that the caller
  /// may let another thread work meanwhile. Not called for a database or a script, which have no document.
  std::function<void()> on_document{};
  PrimaryKeys primary_keys = PrimaryKeys::expected;
  /// Runs before the models are read: makes what they are read from, of its sources. No arguments: nothing runs.
  ModelsCommand build{};
};

struct LoadedModels {
  Schema schema;
  std::string name;                     ///< of the source, for messages: the path, or the command
  std::vector<std::string> warnings;    ///< what is allowed and seldom meant, one line each
  std::vector<ObjectCount> left_out{};  ///< of another database: what it has besides
  bool unchecked_foreign_keys = false;  ///< it is what a database has: a key to nothing is a warning
};

/// Reads the models and checks that they make sense together (check.hpp).
/// Throws ConfigurationError: the source cannot be had, or its document is wrong; `details` holds each problem. Of
/// another database also DatabaseError.
LoadedModels load_models(const ModelsSource& source);

}  // namespace migrate
