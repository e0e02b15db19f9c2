// A user's project in a folder of its own: migrate.toml, a SQLite file, models from an example's library, and the real
// program run in it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "dialects/dialect.hpp"
#include "dialects/registry/registry.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/program.hpp"

namespace migrate {

class Project {
 public:
  explicit Project(const std::string& program) : run(program) { run.folder.write("migrations/.gitkeep", ""); }

  /// Points migrate.toml at one of the libraries in the build's `models` folder: "heroes_1", "sqlmodel_todos".
  void use_models(const std::string& library) const {
    configure("library = \"" MIGRATE_BINARY_DIR "/models/lib" + library + ".so\"");
  }
  /// Points it at a document that `migrate inspect` could have printed.
  void use_document(const std::string& document) const {
    run.folder.write("models.toml", document);
    configure("file = \"models.toml\"");
  }

  /// Runs the program and requires that it succeeds; gives its standard output.
  std::string ok(const std::vector<std::string>& arguments) const {
    const auto ran = run(arguments);
    INFO("migrate " << arguments.front() << ": " << ran.out << ran.err);
    REQUIRE(ran.code == 0);
    return ran.out;
  }
  /// Writes a revision from the models and requires that there was something to write.
  void autogenerate(const std::string& message) const {
    const auto before = revision_files();
    const auto printed = ok({"revision", "--autogenerate", "-m", message});
    INFO(printed);
    REQUIRE(revision_files() == before + 1);
  }
  /// Requires that neither upgrade nor autogenerate nor check find anything to do.
  void nothing_left() const {
    ok({"upgrade", "head"});
    const auto before = revision_files();
    const auto ran = run({"revision", "--autogenerate", "-m", "nothing"});
    INFO(ran.out << ran.err);
    CHECK(ran.code == 0);
    CHECK(revision_files() == before);
    const auto checked = run({"check"});
    INFO(checked.out << checked.err);
    CHECK(checked.code == 0);
  }

  std::filesystem::path database() const { return run.folder.path / "app.db"; }
  std::size_t revision_files() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(run.folder.path / "migrations")) {
      count += entry.path().extension() == ".toml" || entry.path().extension() == ".sql";
    }
    return count;
  }

  /// Runs SQL in the database through a connection of its own.
  SqlRows sql(const std::string& statement) const { return connect()->query(statement); }
  void execute(const std::vector<std::string>& statements) const {
    const auto connection = connect();
    for (const auto& statement : statements) connection->execute(statement);
  }
  /// Every row of every table that is not the tool's own, as text: what must not get lost.
  std::vector<std::string> rows() const {
    std::vector<std::string> out;
    for (const auto& table : sql("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND "
                                 "name NOT LIKE 'migrate_%' ORDER BY name")) {
      for (const auto& row : sql("SELECT * FROM \"" + *table[0] + "\" ORDER BY 1, 2")) {
        out.push_back(*table[0] + ":");
        for (const auto& cell : row) out.back() += " " + cell.value_or("NULL");
      }
    }
    return out;
  }
  /// The names of the user's tables.
  std::vector<std::string> tables() const {
    std::vector<std::string> out;
    for (const auto& row :
         sql("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name "
             "NOT LIKE 'migrate_%' ORDER BY name")) {
      out.push_back(*row[0]);
    }
    return out;
  }

  Program run;

 private:
  void configure(const std::string& models) const {
    run.folder.write("migrate.toml", "[database]\nurl = \"sqlite:///app.db\"\n\n[models]\n" + models +
                                         "\n\n[revisions]\ndirectory = \"migrations\"\n");
  }
  std::unique_ptr<Connection> connect() const {
    return find_dialect("sqlite").connect(parse_url("sqlite:///" + database().string()), {});
  }
};

}  // namespace migrate
