// Loading models: what works, and what each way of going wrong says. The libraries are those of tests/models/libraries.
#include "src/models/load.hpp"

#include <signal.h>

#include <fstream>
#include <thread>

#include "src/base/error.hpp"
#include "src/base/files.hpp"
#include "src/base/text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace migrate;

namespace {

const std::filesystem::path libraries = MIGRATE_BINARY_DIR "/models";

ModelsSource library(const std::string& name, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
  return {ModelsLibrary{libraries / ("lib" + name + ".so")}, limit};
}
ModelsSource command(std::vector<std::string> arguments, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
  return {ModelsCommand{std::move(arguments)}, limit};
}

struct Failure {
  std::string message, hint, details;
  Where where{};
};

/// What load_models complains about; the path of the libraries is left out of it.
Failure failure_of(const ModelsSource& source) {
  const auto shortened = [](std::string text) { return replace_all(std::move(text), libraries.string() + "/", ""); };
  try {
    load_models(source);
  } catch (const ConfigurationError& error) {
    return {shortened(error.what()), shortened(error.hint), join(error.details, "\n"), error.where};
  }
  FAIL("the models were loaded");
  return {};
}

}  // namespace

TEST_CASE("a models library gives its tables") {
  const auto loaded = load_models(library("heroes_3"));
  REQUIRE(loaded.schema.tables.size() == 4);
  CHECK(loaded.schema.tables[3].name == "hero_mission");
  CHECK(loaded.schema.enums.front().values == std::vector<std::string>{"leader", "member", "reserve"});
  CHECK(loaded.warnings.empty());
}

TEST_CASE("all examples can be loaded") {
  for (const auto* name : {"heroes_1", "heroes_2", "heroes_3", "sqlmodel_heroes", "sqlmodel_conversations",
                           "sqlmodel_projects", "sqlmodel_todos"}) {
    INFO(name);
    CHECK_FALSE(load_models(library(name)).schema.tables.empty());
  }
}

TEST_CASE("a missing library is named, with the nearest one") {
  const auto failure = failure_of(library("heros_1"));
  CHECK(failure.message == "the models library 'libheros_1.so' is not there, did you mean 'libheroes_1.so'?");
  CHECK(failure.hint == "build it, or correct models.library in migrate.toml");
}

TEST_CASE("a missing folder is named") {
  const auto failure = failure_of({ModelsLibrary{"/nowhere/libapp.so"}});
  CHECK(failure.message ==
        "the models library '/nowhere/libapp.so' is not there: the folder '/nowhere' does not exist");
}

TEST_CASE("a folder is no library") {
  CHECK(failure_of({ModelsLibrary{libraries}}).message.find("is a folder") != std::string::npos);
}

TEST_CASE("a file that is not a library says so") {
  const TemporaryFolder folder;
  const auto file =
      folder.write("libapp.so", "this is text, and quite a lot of it, so that it has the length of a header");
  const auto failure = failure_of({ModelsLibrary{file}});
  CHECK(failure.message.find("libapp.so' cannot be loaded as a shared library") != std::string::npos);
  CHECK(failure.message.find("invalid ELF header") != std::string::npos);
}

TEST_CASE("a library that lacks a function names it as it stands in the source") {
  const auto failure = failure_of(library("broken_undefined_symbol"));
  CHECK(failure.message == "the models library 'libbroken_undefined_symbol.so' lacks 'app::forgotten(int)'");
  CHECK(failure.hint == "add the source file or the library that has it to migrate_add_models()");
}

TEST_CASE("a library without models says which macro it needs") {
  const auto failure = failure_of(library("broken_no_models"));
  CHECK(failure.message == "the library 'libbroken_no_models.so' exports no models");
  CHECK(failure.hint == "put MIGRATE_EXPORT_MODELS(…) with all models into one of its source files");
}

TEST_CASE("a crash is named with what was printed before it") {
  const auto failure = failure_of(library("broken_crash"));
  CHECK(failure.message == "the models library 'libbroken_crash.so' crashed: SIGSEGV (Segmentation fault)");
  CHECK(failure.details == "it printed:\n  about to crash");
}

TEST_CASE("a library that calls exit does not end the tool") {
  CHECK(failure_of(library("broken_exits")).message ==
        "the models library 'libbroken_exits.so' ended its process with exit code 3");
}

TEST_CASE("an exception that nobody catches is told with its text") {
  CHECK(failure_of(library("broken_throws")).message ==
        "the models library 'libbroken_throws.so' threw an exception: no configuration file");
  CHECK(failure_of(library("broken_throws_later")).message ==
        "the models library 'libbroken_throws_later.so' threw an exception: models are not ready");
}

TEST_CASE("an endless loop is stopped after the time limit") {
  CHECK(failure_of(library("broken_loops", std::chrono::milliseconds(300))).message ==
        "the models library 'libbroken_loops.so' had not finished after 0.3 s and was stopped");
}

TEST_CASE("a function that returns nothing is refused") {
  CHECK(failure_of(library("broken_returns_null")).message ==
        "migrate_models_v1() of the library 'libbroken_returns_null.so' returned nothing");
}

TEST_CASE("a document that ends in the middle is an error with its place") {
  const auto failure = failure_of(library("broken_half_document"));
  CHECK(failure.where.line == 4);
}

TEST_CASE("a format of the future asks for a newer migrate") {
  const auto failure = failure_of(library("broken_newer_format"));
  CHECK(failure.hint == "it was made by a newer migrate: use that one");
  CHECK(failure.where.line == 1);
}

TEST_CASE("a key that the format does not have is named with the nearest one") {
  const auto failure = failure_of(library("broken_unknown_key"));
  CHECK(failure.message.find("type") != std::string::npos);
  CHECK(failure.where.line == 6);
}

TEST_CASE("what a library prints does not reach the document") {
  CHECK(load_models(library("broken_prints")).schema.tables.front().name == "hero");
}

TEST_CASE("a table without a primary key is a warning") {
  CHECK(load_models(library("broken_prints")).warnings == std::vector<std::string>{"hero: it has no primary key"});
}

TEST_CASE("all mistakes of the models are told at once") {
  const auto failure = failure_of(library("broken_contradictory"));
  CHECK(failure.message == "the models of 'libbroken_contradictory.so' have 6 problems");
  CHECK(failure.details ==
        "hero.name: there is no type 'varchr(20)', did you mean 'varchar'?\n"
        "hero.team_id: the foreign key 'team' is not of the form 'table.column'\n"
        "hero.friend_id: ondelete cannot be 'SETNULL', did you mean 'SET NULL'?\n"
        "hero.stranger_id: the foreign key refers to Stranger, which is not among the exported models: add it to "
        "MIGRATE_EXPORT_MODELS\n"
        "hero.age: max_length is for text and bytes, and its type is integer\n"
        "hero.age: its `initial` is not a value of the member's C++ type");
}

TEST_CASE("models that do not fit together are told column by column") {
  const auto failure = failure_of(library("broken_astray"));
  CHECK(failure.details ==
        "hero.team_id: the foreign key refers to the table 'teams', which is not among the models, did you mean "
        "'team'?\n"
        "hero.team_name: its type is varchar, but the foreign key's target team.id is bigint\n"
        "hero.short_id: its type is integer, but the foreign key's target team.id is bigint\n"
        "hero.boss_id: ondelete is SET NULL, but the column cannot be null");
}

TEST_CASE("a model that cannot be made names itself and what was thrown") {
  const auto failure = failure_of(library("broken_model_throws"));
  CHECK(failure.message == "Hero: building it threw an exception: no name today");
}

TEST_CASE("a program's output is a source of models") {
  const auto loaded = load_models(
      command({"printf", "format = 1\n[[table]]\nname = 'hero'\ncolumns = [{ name = 'id', type = 'bigint' }]\n"}));
  CHECK(loaded.schema.tables.front().name == "hero");
}

TEST_CASE("a program gets its arguments as they are, without a shell") {
  const auto loaded = load_models(command(
      {"printf", "format = 1\n[[table]]\nname = '%s'\ncolumns = [{ name = 'id', type = 'bigint' }]\n", "$HOME; ls *"}));
  CHECK(loaded.schema.tables.front().name == "$HOME; ls *");
}

TEST_CASE("a program's warnings are those of its models, and the rest of its talk is not") {
  const auto loaded = load_models(command(
      {"sh", "-c", "echo hello >&2; echo 'warning: hero.age: it has a default of its own' >&2; echo 'format = 1'"}));
  CHECK(loaded.warnings == std::vector<std::string>{"hero.age: it has a default of its own"});
}

TEST_CASE("a program sees the variables that are given to it") {
  const ModelsCommand print{
      .arguments = {"sh", "-c",
                    "printf \"format = 1\n[[table]]\nname = '$SAID'\ncolumns = [{ name = 'id', type = "
                    "'bigint' }]\n\""},
      .variables = {{"SAID", "a word"}}};
  CHECK(load_models({print}).schema.tables.front().name == "a word");
}

TEST_CASE("a program that fails shows its exit code and what it said") {
  const auto failure = failure_of(command({"sh", "-c", "echo No module named sqlmodel >&2; exit 4"}));
  CHECK(failure.message.find("ended its process with exit code 4") != std::string::npos);
  CHECK(failure.details == "it printed:\n  No module named sqlmodel");
}

TEST_CASE("a program that does not exist is named") {
  CHECK(failure_of(command({"no-such-program-here"})).message ==
        "cannot run 'no-such-program-here': No such file or directory");
}

TEST_CASE("a program that prints nothing is refused") {
  CHECK(failure_of(command({"true"})).message == "the models command 'true' printed nothing");
}

TEST_CASE("a program that does not end is stopped after the time limit") {
  CHECK(failure_of(command({"sleep", "60"}, std::chrono::milliseconds(200))).message ==
        "the models command 'sleep 60' had not finished after 0.2 s and was stopped");
}

TEST_CASE("what a program has started ends with it after the time limit") {
  const TemporaryFolder folder;
  const auto note = folder.path / "pid";
  failure_of(
      command({"sh", "-c", "sleep 60 & echo $! > '" + note.string() + "'; wait"}, std::chrono::milliseconds(500)));
  const auto child = std::stoi(read_file(note));
  CHECK(child > 1);
  const auto is_gone = [&] { return ::kill(child, 0) != 0; };
  for (int i = 0; i < 100 && !is_gone(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(is_gone());
}

TEST_CASE("the models are built before they are read, and not read where that fails") {
  const TemporaryFolder folder;
  auto source = command({"cat", "models.toml"});
  std::get<ModelsCommand>(source.from).folder = folder.path;
  source.build = {.arguments = {"sh", "-c", "echo 'format = 1' > models.toml"}, .folder = folder.path};
  CHECK(load_models(source).schema.tables.empty());
  source.build.arguments = {"sh", "-c", "echo no compiler here; exit 3"};
  const auto failure = failure_of(source);
  CHECK(failure.message.find("the build of the models") != std::string::npos);
  CHECK(failure.message.find("exit code 3") != std::string::npos);
}

TEST_CASE("a program that leaves a child behind is not waited for") {
  const auto started = std::chrono::steady_clock::now();
  load_models(command({"sh", "-c", "sleep 30 & echo 'format = 1'"}));
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(15));
}

TEST_CASE("a large document comes whole through the pipe") {
  const auto loaded =
      load_models(command({"sh", "-c",
                           "echo 'format = 1'; for i in $(seq 3000); do echo \"[[table]]\nname = 'table_$i'\ncolumns = "
                           "[{ name = 'a_long_name_of_a_column', type = 'varchar(200)' }]\"; done"}));
  CHECK(loaded.schema.tables.size() == 3000);
}

TEST_CASE("a file is a source of models, in which an integer may refer to a bigint") {
  const TemporaryFolder folder;
  const auto file = folder.write("schema.toml", R"(format = 1
[[table]]
name = "team"
columns = [{ name = "id", type = "bigint", nullable = false }]
primary_key = { columns = ["id"] }
[[table]]
name = "hero"
columns = [{ name = "team_id", type = "integer" }]
foreign_keys = [{ columns = ["team_id"], references = "team", target = ["id"] }]
)");
  CHECK(load_models({ModelsFile{file}}).schema.tables.size() == 2);
}

TEST_CASE("a missing models file is named, with the nearest one") {
  const TemporaryFolder folder;
  folder.write("schema.toml", "format = 1\n");
  CHECK(failure_of({ModelsFile{folder.path / "shema.toml"}}).message.find("did you mean 'schema.toml'?") !=
        std::string::npos);
}

TEST_CASE("models built with a debug standard library can be loaded") {
  CHECK(load_models(library("models_debug")).schema == load_models(library("heroes_3")).schema);
}

#ifdef MIGRATE_OTHER_COMPILER
TEST_CASE("models built by another compiler can be loaded") {
  CHECK(load_models(library("models_other_compiler")).schema == load_models(library("heroes_3")).schema);
}
#endif

TEST_CASE("a crash of a global object is named with what to look at") {
  const auto failure = failure_of(library("broken_crashes_at_load"));
  CHECK(failure.message == "the models library 'libbroken_crashes_at_load.so' crashed: SIGSEGV (Segmentation fault)");
  CHECK(failure.hint.find("look at its global objects") != std::string::npos);
}

TEST_CASE("a library that does not come back says what it was doing") {
  CHECK(failure_of(library("broken_aborts_in_table_args")).hint == "it happened in table_args() of Hero");
  const auto failure = failure_of(library("broken_loops_in_member", std::chrono::milliseconds(500)));
  CHECK(failure.hint == "it happened in the initialisers of the members of Hero; models.time_limit gives it more time");
  CHECK(failure_of(library("broken_aborts")).hint.find("global objects") == std::string::npos);
}

TEST_CASE("what was printed before an abort is told") {
  const auto failure = failure_of(library("broken_aborts"));
  CHECK(failure.message == "the models library 'libbroken_aborts.so' crashed: SIGABRT (Aborted)");
  CHECK(failure.details == "it printed:\n  the last words");
}

TEST_CASE("a thread that never ends is nobody's concern") {
  CHECK(load_models(library("broken_leaves_a_thread")).schema.tables.front().name == "hero");
}

TEST_CASE("a document of a hundred megabytes is refused before it is all there") {
  const auto failure = failure_of(library("broken_large"));
  CHECK(failure.message == "the models library 'libbroken_large.so' wrote more than 64 MB and was stopped");
}

TEST_CASE("a program that prints for ever is stopped") {
  CHECK(failure_of(command({"yes"})).message == "the models command 'yes' wrote more than 64 MB and was stopped");
}

TEST_CASE("a library for another architecture is told by the loader's words") {
  auto bytes = read_file(libraries / "libheroes_1.so");
  bytes[18] =
      static_cast<char>(bytes[18] == 0x3E ? 0xB7 : 0x3E);  // e_machine: AArch64 instead of x86-64, or the reverse
  bytes[19] = 0;
  const TemporaryFolder folder;
  const auto failure = failure_of({ModelsLibrary{folder.write("libapp.so", bytes)}});
  CHECK(failure.message.find("libapp.so' cannot be loaded as a shared library") != std::string::npos);
  CHECK(failure.hint.find("migrate_add_models()") != std::string::npos);
}

TEST_CASE("a library that was cut off is no library") {
  const TemporaryFolder folder;
  const auto bytes = read_file(libraries / "libheroes_1.so").substr(0, 5000);
  // the loader says so, or is killed by the missing part
  CHECK(failure_of({ModelsLibrary{folder.write("libapp.so", bytes)}}).message.find("libapp.so' c") !=
        std::string::npos);
}

#ifndef __SANITIZE_ADDRESS__
TEST_CASE("a library built with a sanitizer is told to do without") {
  const auto failure = failure_of(library("broken_sanitized"));
  CHECK(failure.message.find("libbroken_sanitized.so' ") != std::string::npos);
  CHECK(failure.hint.find("-fsanitize") != std::string::npos);
}
#endif

TEST_CASE("a program that is killed is told with the signal") {
  CHECK(failure_of(command({"sh", "-c", "kill -9 $$"})).message ==
        "the models command 'sh -c kill -9 $$' crashed: SIGKILL (Killed)");
}

TEST_CASE("a program that prints a page of HTML is told where it stops being a document") {
  const auto failure = failure_of(command({"printf", "<!doctype html>\n<html></html>\n"}));
  CHECK(failure.where.file.find("output of printf") != std::string::npos);
  CHECK(failure.where.line == 1);
}

TEST_CASE("a models file may have a byte order mark and the line ends of another system") {
  const TemporaryFolder folder;
  const auto file = folder.write("schema.toml",
                                 "\xEF\xBB\xBF"
                                 "format = 1\r\n[[table]]\r\nname = 'hero'\r\n"
                                 "columns = [{ name = 'id', type = 'bigint' }]\r\n");
  CHECK(load_models({ModelsFile{file}}).schema.tables.front().name == "hero");
}

TEST_CASE("a models file that is a folder, or not UTF-8, is refused by name") {
  const TemporaryFolder folder;
  CHECK(failure_of({ModelsFile{folder.path}}).message.find("is a folder") != std::string::npos);
  const auto failure = failure_of({ModelsFile{folder.write("schema.toml", "format = 1\nname = 'h\xE9ro'\n")}});
  CHECK(failure.where.line == 2);
  CHECK(failure.where.file.ends_with("schema.toml"));
}
