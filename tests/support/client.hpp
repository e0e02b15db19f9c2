// The databases' own command-line clients, to which scripts of offline mode are fed. A dialect is a row of the table
// below: where an empty database is had, and how its client is started.
#pragma once

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "dialects/registry/registry.hpp"
#include "src/base/child_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/test_server.hpp"

namespace migrate::test {

struct Client {
  std::string dialect;
  /// The URL of a new, empty database of that name; the folder is the test's own.
  std::function<std::string(const std::filesystem::path& folder, const std::string& name)> make_database;
  /// The client with its arguments, to run a script in that database.
  std::function<std::vector<std::string>(const Url& url, const std::filesystem::path& script)> command;
  /// A query for what of the catalog an introspection does not tell.
  std::string catalog;
};

/// A new database of the tests' PostgreSQL server, which goes when that does.
inline std::string make_postgresql_database(const std::filesystem::path& folder, const std::string& name) {
  const auto socket = TestServer::of("postgresql").folder().string();
  const auto server = "postgresql://postgres@/";
  const auto query = "?host=" + socket;
  const auto database = "client_" + std::to_string(std::hash<std::string>{}((folder / name).string()));
  const auto url = parse_url(server + ("postgres" + query));
  const auto connection = find_dialect(url.dialect).connect(url, {});
  connection->execute("DROP DATABASE IF EXISTS " + database);
  connection->execute("CREATE DATABASE " + database + " TEMPLATE template0");
  return server + database + query;
}

/// A new database of the tests' MariaDB server, which goes when that does.
inline std::string make_mariadb_database(const std::filesystem::path& folder, const std::string& name) {
  const auto query = "?unix_socket=" + (TestServer::of("mariadb").folder() / "socket").string();
  const std::string server = "mariadb://root@localhost/";
  const auto database = "client_" + std::to_string(std::hash<std::string>{}((folder / name).string()));
  const auto url = parse_url(server + query);
  const auto connection = find_dialect(url.dialect).connect(url, {});
  connection->execute("DROP DATABASE IF EXISTS " + database);
  connection->execute("CREATE DATABASE " + database + " CHARACTER SET utf8mb4");
  return server + database + query;
}

inline std::vector<Client> all_clients() {
  return {
      {.dialect = "sqlite",
       .make_database = [](const auto& folder, const auto& name) { return "sqlite:///" + (folder / name).string(); },
       .command =
           [](const auto& url, const auto& script) {
             return std::vector<std::string>{"sqlite3", url.database, ".read " + script.string()};
           },
       // an edit in place keeps the old text's quotes, where a rebuild's RENAME puts its own
       .catalog =
           "SELECT type, name, tbl_name, replace(replace(replace(sql, '\"', ''), ' IF NOT EXISTS', ''), char(10), "
           "' ') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"},
      {.dialect = "postgresql",
       .make_database = make_postgresql_database,
       .command =
           [](const auto& url, const auto& script) {
             return std::vector<std::string>{"psql",
                                             "-X",
                                             "-q",
                                             "-o",
                                             "/dev/null",
                                             "-f",
                                             script.string(),
                                             "postgresql://postgres@/" + url.database + "?host=" +
                                                 url.query.at("host") + "&options=-c%20client_min_messages%3Dwarning"};
           },
       .catalog =
           "SELECT 'index', indexname::text, indexdef FROM pg_indexes WHERE schemaname NOT IN ('pg_catalog', "
           "'information_schema') UNION ALL SELECT 'constraint', conname::text, pg_get_constraintdef(oid) FROM "
           "pg_constraint WHERE connamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) "
           "ORDER BY 1, 2, 3"},
      {.dialect = "mysql",
       .make_database = make_mariadb_database,
       .command =
           [](const auto& url, const auto& script) {
             // `source` of the client would go on after an error
             const auto run = "exec mariadb --no-defaults -u root -S \"$0\" \"$1\" <\"$2\"";
             return std::vector<std::string>{"sh",         "-c",           run, url.query.at("unix_socket"),
                                             url.database, script.string()};
           },
       .catalog =
           "SELECT table_name, column_name, ordinal_position, column_type, is_nullable, column_default, extra, "
           "collation_name, column_comment FROM information_schema.columns WHERE table_schema = DATABASE() UNION ALL "
           "SELECT table_name, index_name, seq_in_index, column_name, non_unique, sub_part, index_type, index_comment, "
           "collation FROM information_schema.statistics WHERE table_schema = DATABASE() UNION ALL SELECT table_name, "
           "constraint_name, 0, constraint_type, '', '', '', '', '' FROM information_schema.table_constraints WHERE "
           "table_schema = DATABASE() UNION ALL SELECT table_name, engine, 0, row_format, table_collation, '', "
           "create_options, table_comment, '' FROM information_schema.tables WHERE table_schema = DATABASE() "
           "ORDER BY 1, 2, 3, 4, 5"},
  };
}

/// Those of the dialects that are built in.
inline const std::vector<Client>& clients() {
  static const auto built_in = [] {
    auto out = all_clients();
    const auto names = dialect_names();
    std::erase_if(out, [&](const Client& client) { return std::ranges::find(names, client.dialect) == names.end(); });
    return out;
  }();
  return built_in;
}

/// A project with two databases: in one the program runs, the other only ever sees scripts that the program wrote.
class OnlineAndOffline {
 public:
  explicit OnlineAndOffline(const Client& client)
      : client_(client),
        online_(client.make_database(run.folder.path, "online.db")),
        offline_(client.make_database(run.folder.path, "offline.db")) {
    run.folder.write("migrations/.gitkeep", "");
    models("file = \"models.toml\"");
  }

  /// `setting` is a line of [models].
  void models(const std::string& setting) const {
    run.folder.write("migrate.toml", "[database]\nurl = \"" + online_ + "\"\n[models]\n" + setting + "\n");
  }

  /// Runs the program and requires that it succeeds.
  std::string ok(const std::vector<std::string>& arguments) const {
    const auto ran = run(arguments);
    INFO("migrate " << arguments.front() << ": " << ran.out << ran.err);
    REQUIRE(ran.code == 0);
    return ran.out;
  }

  /// Moves both databases: one by a run, one by the script of the same move from where it is.
  void move(const std::string& direction, const std::string& from, const std::string& to) const {
    INFO(direction << " " << from << ":" << to);
    const auto script = ok({direction, from + ":" + to, "--sql"});
    ok({direction, to});
    INFO(script);
    const auto said = feed(script);
    INFO(said);
    REQUIRE(said.empty());
    must_be_the_same();
  }

  /// Gives what the client says on its error stream, which is something exactly where it fails.
  std::string feed(const std::string& script) const {
    const auto file = run.folder.write("script.sql", script);
    const auto ran = run_program(client_.command(parse_url(offline_), file), std::chrono::minutes(1));
    CHECK((ran.exit_code == 0) == ran.talk.empty());
    return ran.talk;
  }

  /// Catalog, rows, version table and journal.
  void must_be_the_same() const {
    const auto online = content(online_), offline = content(offline_);
    CHECK(online == offline);
  }

  /// Runs a query in the database that only sees scripts.
  SqlRows offline(const std::string& query) const {
    const auto url = parse_url(offline_);
    return find_dialect(url.dialect).connect(url, {})->query(query);
  }

  Program run{MIGRATE_PROGRAM};

 private:
  SqlRows content(const std::string& address) const {
    const auto url = parse_url(address);
    const auto& dialect = find_dialect(url.dialect);
    const auto connection = dialect.connect(url, {});
    auto out = connection->query(client_.catalog);
    for (const auto& table : dialect.introspect(*connection).tables) {
      const bool journal = table.name == "migrate_journal";
      auto rows = connection->query(journal ? "SELECT revision, direction, checksum, operation FROM migrate_journal"
                                            : "SELECT * FROM " + dialect.quote_table({table.name, table.schema}));
      std::ranges::sort(rows);
      out.push_back({table.name});
      out.insert(out.end(), rows.begin(), rows.end());
    }
    return out;
  }

  const Client& client_;
  std::string online_, offline_;
};

}  // namespace migrate::test
