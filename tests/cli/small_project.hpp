// A project for the tests of commands: a configuration on a SQLite file, a models file, a folder of revisions.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "dialects/registry/registry.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/program.hpp"

namespace migrate {

/// The models: a table hero with id and name.
inline std::string hero_table(const std::string& more_columns = "") {
  return "[[table]]\nname = \"hero\"\ncolumns = [\n"
         "  { name = \"id\", type = \"integer\", nullable = false, identity = true },\n"
         "  { name = \"name\", type = \"varchar(50)\", nullable = false },\n" +
         more_columns + "]\nprimary_key = { columns = [\"id\"] }\n";
}

class SmallProject {
 public:
  SmallProject() {
    write("migrate.toml", "[database]\nurl = \"sqlite:///app.db\"\n[models]\nfile = \"schema.toml\"\n");
    write("migrations/.gitkeep", "");
    models(hero_table());
  }

  Ran run(std::vector<std::string> arguments) const { return program(std::move(arguments)); }
  std::filesystem::path path(const std::string& name) const { return program.folder.path / name; }
  void write(const std::string& name, std::string_view text) const { program.folder.write(name, text); }
  /// Runs statements in the project's database, as another tool would.
  void execute(const std::vector<std::string>& statements) const {
    const auto connection =
        find_dialect("sqlite").connect(parse_url("sqlite:///" + path("app.db").string()), {.may_create = true});
    for (const auto& statement : statements) connection->execute(statement);
  }
  void models(const std::string& tables) const { write("schema.toml", "format = 1\n\n" + tables); }
  void revision(const std::string& id, const std::string& parent, const std::string& operations = "") const {
    write("migrations/" + id + ".toml", "format = 1\nrevision = \"" + id + "\"\n" +
                                            (parent.empty() ? "" : "down_revision = \"" + parent + "\"\n") +
                                            "message = \"step " + id + "\"\n" + operations);
  }
  std::size_t revision_files() const {
    std::size_t count = 0;
    for (const auto& file : std::filesystem::directory_iterator(path("migrations"))) {
      count += file.path().filename() != ".gitkeep" ? 1 : 0;
    }
    return count;
  }

  Program program{MIGRATE_PROGRAM};
};

/// The `[[upgrade]]` that makes a table of one column.
inline std::string creates(const std::string& table) {
  return "[[upgrade]]\nop = \"create_table\"\ntable = \"" + table +
         "\"\ncolumns = [ { name = \"id\", type = \"integer\", nullable = false } ]\n";
}

}  // namespace migrate
