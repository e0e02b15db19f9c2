#include "src/config/config.hpp"

#include "src/config/duration.hpp"
#include "src/config/substitute.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace migrate;
using std::chrono_literals::operator""ms;

namespace {

Environment variables(std::map<std::string, std::string> values = {}) {
  return with_fallback([](const std::string&) { return std::nullopt; }, std::move(values));
}

Config parse(std::string_view text, std::map<std::string, std::string> values = {}, std::string env = {}) {
  return parse_config(text, "migrate.toml", {"", std::move(env), "", variables(std::move(values))});
}

constexpr std::string_view full = R"(
[database]
url = "${DATABASE_URL:-sqlite:///app.db}"
version_table = "alembic_version"
version_table_schema = "meta"
[models]
command = ["python3", "export.py"]
[revisions]
directory = ["migrations", "more/revisions"]
file_template = "{slug}"
truncate_slug_length = 20
[autogenerate]
exclude_tables = ["spatial_*"]
include_tables = ["app_*", "hero"]
exclude_columns = "hero.legacy"
exclude_checks = "*"
naming = { uq = "unique_{table}_{columns}" }
[apply]
transaction = "all"
lock_timeout = "500ms"
sqlite_edit_in_place = false
[env.production]
database.url = "${PROD_URL}"
apply.lock_timeout = "2m"
models.file = "schema.toml"
)";

}  // namespace

TEST_CASE("every key of the configuration arrives") {
  const auto config = parse(full);
  CHECK(config.database.url->get() == "sqlite:///app.db");
  CHECK(config.database.version_table == "alembic_version");
  CHECK(config.database.version_table_schema == "meta");
  REQUIRE(config.models);
  CHECK(config.models->kind == ModelsSetting::Kind::command);
  CHECK(config.models->texts.at(1).get() == "export.py");
  CHECK(config.revisions.directories == std::vector<std::filesystem::path>{"migrations", "more/revisions"});
  CHECK(config.revisions.file_template == "{slug}");
  CHECK(config.revisions.truncate_slug_length == 20);
  CHECK(config.autogenerate.exclude_tables == std::vector<std::string>{"spatial_*"});
  CHECK(config.autogenerate.filter.include_tables == std::vector<std::string>{"app_*", "hero"});
  CHECK(config.autogenerate.filter.exclude_columns == std::vector<std::string>{"hero.legacy"});
  CHECK(config.autogenerate.filter.exclude_checks == std::vector<std::string>{"*"});
  CHECK(config.autogenerate.naming.uq == "unique_{table}_{columns}");
  CHECK(config.autogenerate.naming.pk == "pk_{table}");
  CHECK(config.apply.transaction == TransactionMode::all);
  CHECK(config.apply.lock_timeout == 500ms);
  CHECK_FALSE(config.apply.sqlite_edit_in_place);
}

TEST_CASE("an empty configuration has the defaults") {
  const auto config = parse("");
  CHECK(config.revisions.directories == std::vector<std::filesystem::path>{"migrations"});
  CHECK(config.database.version_table == "migrate_version");
  CHECK_FALSE(config.models);
  CHECK_FALSE(config.database.url);
  CHECK_THROWS_AS(database_url(config), ConfigurationError);
  CHECK_THROWS_AS(models_setting(config), ConfigurationError);
}

TEST_CASE("a chosen environment overrides what it names and nothing else") {
  const auto config = parse(full, {{"PROD_URL", "sqlite:////data/app.db"}}, "production");
  CHECK(config.environment == "production");
  CHECK(config.database.url->get() == "sqlite:////data/app.db");
  CHECK(config.database.version_table == "alembic_version");
  CHECK(config.apply.lock_timeout == 120'000ms);
  CHECK(config.models->kind == ModelsSetting::Kind::file);
}

TEST_CASE("MIGRATE_ENV chooses the environment where no option does") {
  CHECK(parse(full, {{"MIGRATE_ENV", "production"}}).environment == "production");
}

TEST_CASE("a variable that is not set hurts only who asks for the text") {
  const auto config = parse(full, {}, "production");
  try {
    database_url(config);
    FAIL("no error");
  } catch (const ConfigurationError& error) {
    CHECK(std::string(error.what()) == "the variable PROD_URL is not set");
    CHECK(error.where == Where{"migrate.toml", 23, 16});
  }
}

TEST_CASE("models may come from a database or from scripts") {
  const auto database = parse("[models]\ndatabase = 'sqlite:///${WHICH:-reference}.db'\ntime_limit = '2m'\n");
  CHECK(database.models->kind == ModelsSetting::Kind::database);
  CHECK(models_url(database, database.models->texts.at(0)).database == "reference.db");
  CHECK(database.models_time_limit == 120'000ms);
  const auto scripts = parse("models.sql = ['a.sql', 'b.sql']\n");
  CHECK(scripts.models->kind == ModelsSetting::Kind::sql);
  CHECK(scripts.models->texts.size() == 2);
  CHECK(parse("models.sql = 'a.sql'\n").models->texts.size() == 1);
}

TEST_CASE("data steps are in their own library, or in that of the models") {
  CHECK(steps_library(parse("models.library = 'a.so'\n")) == "a.so");
  CHECK(steps_library(parse("models.library = 'a.so'\nsteps.library = 'b.so'\n")) == "b.so");
  CHECK(steps_library(parse("models.file = 'a.toml'\nsteps.library = 'b.so'\n")) == "b.so");
  CHECK_THROWS_AS(steps_library(parse("models.file = 'a.toml'\n")), ConfigurationError);
  CHECK_THROWS_AS(steps_library(parse("")), ConfigurationError);
}

TEST_CASE("relative paths count from the folder of the configuration") {
  const auto config =
      parse_config("[database]\nurl = 'sqlite:///app.db'\n", "sub/migrate.toml", {"", "", "", variables()});
  CHECK(config.revisions.directories == std::vector<std::filesystem::path>{"sub/migrations"});
  CHECK(resolve(config, "schema.toml") == "sub/schema.toml");
  CHECK(resolve(config, "/abs/schema.toml") == "/abs/schema.toml");
}

TEST_CASE("a .env file beside the configuration gives variables, and the process's own go before it") {
  const TemporaryFolder folder;
  folder.write(".env", "A=file\nB=file\n");
  const auto file = folder.write("migrate.toml", "[database]\nurl = 'sqlite:///${A}-${B}'\n");
  const auto config = load_config({file.string(), "", "", variables({{"A", "process"}})});
  CHECK(config.database.url->get() == "sqlite:///process-file");
}

TEST_CASE("the option --url goes before the file, and DATABASE_URL comes after it") {
  const TemporaryFolder folder;
  const auto with_url = folder.write("a/migrate.toml", "[database]\nurl = 'sqlite:///file.db'\n");
  const auto without = folder.write("b/migrate.toml", "");
  const auto environment = variables({{"DATABASE_URL", "sqlite:///variable.db"}});
  CHECK(load_config({with_url.string(), "", "sqlite:///option.db", environment}).database.url->get() ==
        "sqlite:///option.db");
  CHECK(load_config({with_url.string(), "", "", environment}).database.url->get() == "sqlite:///file.db");
  CHECK(load_config({without.string(), "", "", environment}).database.url->get() == "sqlite:///variable.db");
}

TEST_CASE("a configuration that is missing is named with what names it") {
  const TemporaryFolder folder;
  try {
    load_config({(folder.path / "none.toml").string(), "", "", variables()});
    FAIL("no error");
  } catch (const ConfigurationError& error) {
    CHECK(std::string(error.what()).find((folder.path / "none.toml").string()) != std::string::npos);
    CHECK(error.hint.find("--config") != std::string::npos);
  }
}

TEST_CASE("mistakes in the configuration are told with their place") {
  struct Case {
    std::string text;
    std::size_t line, column;
    std::string message;
  };
  const auto mistake = GENERATE(values<Case>({
      {"[database]\nulr = 'x'\n", 2, 7, "[database] has no key 'ulr', did you mean 'url'?"},
      {"[databse]\nurl = 'x'\n", 1, 1, "migrate.toml has no key 'databse', did you mean 'database'?"},
      {"[database]\nurl = 5\n", 2, 7, "'url' of [database] must be a string, not an integer"},
      {"database = 5\n", 1, 12, "[database] must be a table, not an integer"},
      {"[models]\nfile = 'a'\nlibrary = 'b'\n", 2, 8, "[models] has both 'library' and 'file'"},
      {"[models]\nsql = 'a'\ndatabase = 'b'\n", 2, 7, "[models] has both 'database' and 'sql'"},
      {"[models]\ntime_limit = 'soon'\n", 2, 14, "'soon' is no duration"},
      {"[steps]\nlibary = 'a'\n", 2, 10, "[steps] has no key 'libary', did you mean 'library'?"},
      {"[models]\ncommand = []\n", 2, 11, "'command' of [models] is empty"},
      {"[revisions]\ndirectory = ['a', 7]\n", 2, 19,
       "'directory' of [revisions] must be an array of strings, not an integer"},
      {"[revisions]\ntruncate_slug_length = 0\n", 2, 24, "'truncate_slug_length' must be from 1 to 200"},
      {"[apply]\ntransaction = 'per_revision'\n", 2, 15,
       "there is no transaction policy 'per_revision', did you mean 'per-revision'?"},
      {"[apply]\nlock_timeout = '10 seconds'\n", 2, 16, "'10 seconds' is no duration"},
      {"[autogenerate]\nnaming = { fk = 'fk_{table}_{colums}' }\n", 2, 17,
       "a name of kind 'fk' knows no {colums}, did you mean 'columns'?"},
      {"[autogenerate]\nnaming = { uk = 'x' }\n", 2, 17, "naming has no key 'uk', did you mean 'pk'?"},
      {"[revisions]\ndirectory = '${NOT_SET}/x'\n", 2, 13, "the variable NOT_SET is not set"},
      {"[env.ci]\ndatabase.ulr = 'x'\n", 2, 16, "[env.ci.database] has no key 'ulr', did you mean 'url'?"},
      {"[env.ci]\nurl = 'x'\n", 2, 7, "[env.ci] has no key 'url'"},
  }));
  INFO(mistake.text);
  try {
    parse(mistake.text);
    FAIL("no error");
  } catch (const ConfigurationError& error) {
    CHECK(std::string(error.what()) == mistake.message);
    CHECK(error.where == Where{"migrate.toml", mistake.line, mistake.column});
  }
}

TEST_CASE("an environment that does not exist is told with the nearest one") {
  try {
    parse(full, {}, "prodution");
    FAIL("no error");
  } catch (const ConfigurationError& error) {
    CHECK(std::string(error.what()) == "there is no environment 'prodution', did you mean 'production'?");
  }
}

TEST_CASE("variables in a text are replaced, with defaults, and a doubled dollar keeps them as they are") {
  const auto env = variables({{"A", "1"}, {"EMPTY", ""}});
  CHECK(substitute("x${A}y${A}", env, {}) == "x1y1");
  CHECK(substitute("${B:-two}${EMPTY:-three}", env, {}) == "twothree");
  CHECK(substitute("[${EMPTY}]", env, {}) == "[]");
  CHECK(substitute("$A $${A} $", env, {}) == "$A ${A} $");
  CHECK(substitute("${B:-}", env, {}).empty());
  CHECK_THROWS_AS(substitute("${A", env, {}), ConfigurationError);
}

TEST_CASE("a duration is a whole number with a unit") {
  CHECK(parse_duration("500ms") == 500ms);
  CHECK(parse_duration("10s") == 10'000ms);
  CHECK(parse_duration("2m") == 120'000ms);
  CHECK(parse_duration("1h") == 3'600'000ms);
  CHECK_FALSE(parse_duration("10"));
  CHECK_FALSE(parse_duration("-1s"));
  CHECK_FALSE(parse_duration("1.5s"));
  CHECK_FALSE(parse_duration("999999999999h"));
  CHECK_FALSE(parse_duration("10 s"));
}

TEST_CASE("a database file counts from the folder of the configuration, one of --url from the working directory") {
  const auto url = [](std::string_view text) {
    return database_url(parse_config(text, "sub/migrate.toml", {"", "", "", variables()})).database;
  };
  CHECK(url("database.url = 'sqlite:///app.db'") == "sub/app.db");
  CHECK(url("database.url = 'sqlite:////data/app.db'") == "/data/app.db");
  CHECK(url("database.url = 'sqlite://'").empty());
  const TemporaryFolder folder;
  const auto file = folder.write("migrate.toml", "");
  CHECK(database_url(load_config({file.string(), "", "sqlite:///app.db", variables()})).database == "app.db");
}

TEST_CASE("a URL that cannot be read is told with its place in the configuration") {
  try {
    database_url(parse("[database]\nurl = 'sqllite:///x'\n"));
    FAIL("no error");
  } catch (const ConfigurationError& error) {
    CHECK(error.where == Where{"migrate.toml", 2, 7});
  }
}
