// Several databases in one migrate.toml, and several folders of revisions.
#include <algorithm>

#include "src/base/text.hpp"
#include "src/config/config.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace migrate;
namespace fs = std::filesystem;

namespace {

ConfigRequest request(std::string database = {}, std::string env = {}, std::map<std::string, std::string> values = {}) {
  ConfigRequest out;
  out.env = std::move(env);
  out.environment = with_fallback([](const std::string&) { return std::nullopt; }, std::move(values));
  out.database = std::move(database);
  return out;
}

Config parse_for(std::string_view text, std::string database = {}, std::string env = {}) {
  return parse_config(text, "migrate.toml", request(std::move(database), std::move(env)));
}

std::vector<std::string> names(std::string_view text, const std::string& env = {}) {
  std::vector<std::string> out;
  for (const auto& config : parse_all_databases(text, "migrate.toml", request({}, env))) {
    out.push_back(config.database_name);
  }
  return out;
}

std::string url(const Config& config) { return config.database.url ? config.database.url->get() : "none"; }

/// The message with its hint, behind the place.
std::string refused(std::string_view text, const std::string& database = {}, const std::string& env = {}) {
  try {
    parse_for(text, database, env);
  } catch (const ConfigurationError& error) {
    return to_string(error.where) + ": " + error.what() + " | " + error.hint;
  }
  return "nothing was refused";
}

constexpr std::string_view two = R"(
[database]
version_table = "shared"
[database.main]
url = "sqlite:///main.db"
[database.stats]
url = "${STATS:-sqlite:///stats.db}"
version_table = "stats_version"
models.file = "stats.toml"
revisions.directory = "stats"
autogenerate.exclude_tables = ["raw_*"]
apply.lock_timeout = "2m"
[models]
library = "main.so"
[apply]
lock_timeout = "10s"
[env.production]
apply.lock_timeout = "20s"
models.library = "production.so"
[env.production.database.stats]
url = "sqlite:////data/stats.db"
[env.production.database.main]
url = "sqlite:////data/main.db"
apply.lock_timeout = "30s"
)";

constexpr std::string_view with_plain =
    "database.url = 'sqlite:///app.db'\ndatabase.stats.url = 'sqlite:///stats.db'\n";

}  // namespace

TEST_CASE("a database has what the root says, and over it what its own section says") {
  const auto main = parse_for(two, "main");
  CHECK(main.database_name == "main");
  CHECK(url(main) == "sqlite:///main.db");
  CHECK(main.database.version_table == "shared");
  CHECK(main.models->texts.at(0).get() == "main.so");
  CHECK(main.apply.lock_timeout == std::chrono::seconds(10));
  const auto stats = parse_for(two, "stats");
  CHECK(url(stats) == "sqlite:///stats.db");
  CHECK(stats.database.version_table == "stats_version");
  CHECK(stats.models->kind == ModelsSetting::Kind::file);
  CHECK(stats.revisions.directories == std::vector<fs::path>{"stats"});
  CHECK(stats.autogenerate.exclude_tables == std::vector<std::string>{"raw_*"});
  CHECK(stats.apply.lock_timeout == std::chrono::minutes(2));
  CHECK(stats.version_tables == std::vector<std::string>{"shared", "stats_version"});
}

TEST_CASE("an environment overrides the root, a database's section both, and its section in the environment all") {
  const auto main = parse_for(two, "main", "production");
  CHECK(main.environment == "production");
  CHECK(url(main) == "sqlite:////data/main.db");
  CHECK(main.models->texts.at(0).get() == "production.so");
  CHECK(main.apply.lock_timeout == std::chrono::seconds(30));
  const auto stats = parse_for(two, "stats", "production");
  CHECK(url(stats) == "sqlite:////data/stats.db");
  CHECK(stats.models->texts.at(0).get() == "stats.toml");
  CHECK(stats.apply.lock_timeout == std::chrono::minutes(2));
}

TEST_CASE("the databases are listed where none is chosen, and the nearest is named where it does not exist") {
  CHECK(names(two) == std::vector<std::string>{"main", "stats"});
  CHECK(refused(two) ==
        "migrate.toml: there are several databases: main, stats | say which: --database main, or "
        "--all-databases");
  CHECK(refused(two, "stat") ==
        "migrate.toml: there is no database 'stat', did you mean 'stats'? | there is: main, "
        "stats; a section [database.NAME] makes one");
}

TEST_CASE("the plain [database] is one of them where it has a url, and is called default") {
  CHECK(names(with_plain) == std::vector<std::string>{"default", "stats"});
  CHECK(url(parse_for(with_plain, "default")) == "sqlite:///app.db");
  CHECK(url(parse_for(with_plain, "stats")) == "sqlite:///stats.db");
  CHECK(names("") == std::vector<std::string>{"default"});
  CHECK(url(parse_for("database.url = 'sqlite://'\n", "default")) == "sqlite://");
  CHECK(refused("database.url = 'sqlite://'\ndatabase.default.url = 'sqlite://'\n", "default").find("otherwise") !=
        std::string::npos);
  CHECK(names("database.url = 'sqlite://'\ndatabase.a.url = 'sqlite://'\nenv.x.database.url = 'sqlite:///x'\n", "x") ==
        std::vector<std::string>{"default", "a"});
}

TEST_CASE("one named database needs no choice, and no url is inherited") {
  CHECK(url(parse_for("database.main.url = 'sqlite:///m.db'\n")) == "sqlite:///m.db");
  const auto without = parse_for("database.url = 'sqlite:///app.db'\ndatabase.stats.version_table = 'v'\n", "stats");
  try {
    database_url(without);
    FAIL("no error");
  } catch (const ConfigurationError& error) {
    CHECK(std::string(error.what()) == "the database stats has no url");
    CHECK(error.hint == "set `url` in [database.stats], or give --url");
  }
}

TEST_CASE("mistakes in the sections of databases are told with their place") {
  CHECK(refused("[database.main]\nulr = 'x'\n", "main")
            .starts_with("migrate.toml:2:7: [database.main] has no key 'ulr', did you mean 'url'?"));
  CHECK(refused("[database.main.models]\nfil = 'x'\n", "main")
            .starts_with("migrate.toml:2:7: [database.main.models] has no key 'fil', did you mean 'file'?"));
  CHECK(refused("[database.main.env.x]\n", "main").starts_with("migrate.toml:1:1: [database.main] has no key 'env'"));
  CHECK(refused("[database.main]\nurl = 'x'\n[env.ci.database.mian]\nurl = 'x'\n", "main") ==
        "migrate.toml:3:1: [env.ci.database.mian] overrides a database that does not exist, did you mean 'main'? | "
        "outside of [env] the file needs a section [database.mian]");
  CHECK(refused("[database.main]\nurl = 'x'\n[env.ci.database.main]\nulr = 'x'\n", "main")
            .starts_with("migrate.toml:4:7: [env.ci.database.main] has no key 'ulr'"));
}

TEST_CASE("DATABASE_URL and --url mean one database, and never all of them") {
  const TemporaryFolder folder;
  const std::map<std::string, std::string> variables{{"DATABASE_URL", "sqlite:///variable.db"}};
  auto wanted = request("stats", {}, variables);
  wanted.file = folder.write("migrate.toml", "database.stats.version_table = 'v'\ndatabase.a.url = 'sqlite://'\n");
  CHECK(url(load_config(wanted)) == "none");
  wanted.url = "sqlite:///option.db";
  CHECK(url(load_config(wanted)) == "sqlite:///option.db");
  CHECK(load_config(wanted).database.version_table == "v");
  wanted.database.clear();
  CHECK_THROWS_AS(load_config(wanted), ConfigurationError);
}

TEST_CASE("the .env file serves the sections of databases and of environments") {
  const TemporaryFolder folder;
  folder.write(".env", "export MAIN='sqlite:///of file.db'\nSTATS=\nHOST=file\n");
  auto wanted = request("main", "x", {{"HOST", "process"}});
  wanted.file = folder.write("migrate.toml",
                             "[database]\nmain.url = '${MAIN}'\nstats.url = '${STATS:-sqlite:///default.db}'\n"
                             "[env.x]\ndatabase.stats.version_table = '${HOST}'\n");
  CHECK(url(load_config(wanted)) == "sqlite:///of file.db");
  wanted.database = "stats";
  CHECK(url(load_config(wanted)) == "sqlite:///default.db");
  CHECK(load_config(wanted).database.version_table == "process");
}

TEST_CASE("folders of revisions are each looked into once, with those below them where recursive is set") {
  const TemporaryFolder folder;
  for (const auto* name : {"one/b/deep/x", "one/a/x", "one/.git/x", "two/x"}) folder.write(name, "");
  fs::create_directory_symlink(folder.path / "two", folder.path / "one/link");
  const auto found = [&](const std::string& keys) {
    std::vector<std::string> out;
    const auto config = parse_config("[revisions]\n" + keys, folder.path / "migrate.toml", request());
    for (const auto& path : revision_folders(config)) out.push_back(path.lexically_relative(folder.path).string());
    return out;
  };
  using Names = std::vector<std::string>;
  CHECK(found("directory = ['one', 'two', 'one/../one']\n") == Names{"one", "two"});
  CHECK(found("directory = ['one', 'two', 'one/a']\nrecursive = true\n") ==
        Names{"one", "one/a", "one/b", "one/b/deep", "two"});
  CHECK(found("directory = 'none'\nrecursive = true\n") == Names{"none"});
}

TEST_CASE("new revisions go into the first folder, or into another that revisions are read from") {
  const TemporaryFolder folder;
  for (const auto* name : {"one/a/x", "two/x", "three/x"}) folder.write(name, "");
  const auto config = [&](const std::string& more) {
    return parse_config("[revisions]\ndirectory = ['one', 'two']\n" + more, folder.path / "migrate.toml", request());
  };
  const auto at = [&](const std::string& name) { return (folder.path / name).string(); };
  CHECK(folder_for_new_revisions(config(""), "") == at("one"));
  CHECK(folder_for_new_revisions(config(""), at("one/../two")) == at("two"));
  CHECK_THROWS_AS(folder_for_new_revisions(config(""), at("one/a")), UsageError);
  CHECK(folder_for_new_revisions(config("recursive = true\n"), at("one/a")) == at("one/a"));
  CHECK_THROWS_AS(folder_for_new_revisions(config("recursive = true\n"), at("three")), UsageError);
}
