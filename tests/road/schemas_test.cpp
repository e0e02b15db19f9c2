// Several schemas of a PostgreSQL database: the models and the database are looked at in the same ones, whatever the
// models are.
#include "tests/support/client.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

constexpr auto before =
    "CREATE SCHEMA sales;\nCREATE TABLE sales.orders (id int PRIMARY KEY);\nCREATE TABLE client (id int PRIMARY "
    "KEY);\n";
constexpr auto wanted = "CREATE TABLE sales.line (id int PRIMARY KEY, order_id int REFERENCES sales.orders);\n";

/// A project on a database of its own, which has what `before` makes and a row.
class SchemasProject {
 public:
  explicit SchemasProject(const Client& client) : client_(client), url_(make("app", before)) {
    run.folder.write("migrations/.gitkeep", "");
    execute(url_, "INSERT INTO sales.orders VALUES (1);");
  }

  /// A new database of that name that a script has made.
  std::string make(const std::string& name, const std::string& script) const {
    auto url = client_.make_database(run.folder.path, name);
    execute(url, script);
    return url;
  }
  void configure(const std::string& models, const std::string& more = "schemas = [\"public\", \"sales\"]",
                 const std::string& database = "") const {
    run.folder.write("migrate.toml", "[database]\nurl = \"" + url_ + "\"\n" + database + "\n[models]\n" + models +
                                         "\n[autogenerate]\n" + more + "\n");
  }
  std::string value(const std::string& sql) const {
    const auto url = parse_url(url_);
    return find_dialect(url.dialect).connect(url, {})->query(sql).at(0).at(0).value_or("NULL");
  }
  Ran autogenerate() const { return run({"revision", "--autogenerate", "-m", "change"}); }

  Program run{MIGRATE_PROGRAM};

 private:
  static void execute(const std::string& text, const std::string& script) {
    const auto url = parse_url(text);
    const auto& dialect = find_dialect(url.dialect);
    const auto connection = dialect.connect(url, {});
    for (const auto& statement : dialect.split(script)) connection->execute(statement.sql);
  }

  const Client& client_;
  std::string url_;
};

const Client* postgresql() {
  const auto found = std::ranges::find(clients(), "postgresql", &Client::dialect);
  return found == clients().end() ? nullptr : &*found;
}

void says(const Ran& ran, const std::string& text) {
  INFO(ran.out << ran.err);
  CHECK(ran.code == 2);
  CHECK(ran.err.find(text) != ran.err.npos);
}

/// The table that is missing is made, and nothing else is touched.
void goes_the_whole_road(const SchemasProject& project) {
  const auto written = project.autogenerate();
  INFO(written.out << written.err);
  REQUIRE(written.code == 0);
  CHECK(written.err.find("found 1 change:") != written.err.npos);
  REQUIRE(project.run({"upgrade"}).code == 0);
  CHECK(project.run({"check"}).code == 0);
  CHECK(project.value("SELECT to_regclass('sales.line')") == "sales.line");
  CHECK(project.value("SELECT count(*) FROM sales.orders") == "1");
  REQUIRE(project.run({"downgrade", "base"}).code == 0);
  CHECK(project.value("SELECT to_regclass('sales.line')") == "NULL");
  REQUIRE(project.run({"upgrade"}).code == 0);
  CHECK(project.run({"check"}).code == 0);
}

}  // namespace

TEST_CASE("a script and another database are looked at in the schemas that are managed") {
  if (!postgresql()) return;
  for (const bool script : {true, false}) {
    INFO((script ? "models.sql" : "models.database"));
    const SchemasProject project(*postgresql());
    project.run.folder.write("schema.sql", std::string(before) + wanted);
    project.configure(script ? "sql = \"schema.sql\""
                             : "database = \"" + project.make("other", std::string(before) + wanted) + "\"");
    CHECK(project.run({"models"}).out.find("\"line\"") != std::string::npos);
    goes_the_whole_road(project);
  }
}

TEST_CASE("another database may have schemas that nobody manages, and refer to them; a script that makes one is told") {
  if (!postgresql()) return;
  const SchemasProject project(*postgresql());
  const auto text =
      std::string(before) + wanted +
      "CREATE SCHEMA audit; CREATE TABLE audit.log (id int PRIMARY KEY); ALTER TABLE sales.line ADD log_id "
      "int REFERENCES audit.log;";
  project.configure("database = \"" + project.make("other", text) + "\"");
  const auto compared = project.run({"diff"});
  INFO(compared.out << compared.err);
  CHECK(compared.code == 0);
  CHECK(compared.err.find("1 change;") != compared.err.npos);
  project.run.folder.write("schema.sql", text);
  project.configure("sql = \"schema.sql\"");
  says(project.run({"check"}), "the models put the table log into the schema audit, which is not looked into");
  says(project.autogenerate(), "exclude_tables = [\"audit.*\"]");
  project.configure("sql = \"schema.sql\"", "schemas = [\"public\", \"sales\"]\nexclude_tables = [\"audit.*\"]");
  CHECK(project.run({"check"}).code == 3);
}

TEST_CASE("models of a schema that the database side does not look at are refused, also of the default one") {
  if (!postgresql()) return;
  const SchemasProject project(*postgresql());
  project.run.folder.write("schema.sql", std::string(before) + wanted);
  project.configure("sql = \"schema.sql\"", "");
  says(project.run({"check"}), "into the schema sales, which is not looked into");
  project.configure("sql = \"schema.sql\"", "schemas = [\"sales\"]");
  says(project.run({"check"}), "the models put the table client into the default schema, which is not looked into");
  project.run.folder.write(
      "models.toml", "format = 1\n[[table]]\nname = \"client\"\ncolumns = [{ name = \"id\", type = \"integer\" }]\n");
  project.configure("file = \"models.toml\"", "schemas = [\"sales\"]");
  says(project.autogenerate(), "into the default schema, which is not looked into");
}

TEST_CASE("the search_path of the database is that of the models' database") {
  if (!postgresql()) return;
  const SchemasProject project(*postgresql());
  const auto other = project.make("other", "CREATE SCHEMA sales; CREATE TABLE sales.orders (id int PRIMARY KEY);");
  project.configure("database = \"" + other + "\"", "", "search_path = \"sales\"");
  const auto checked = project.run({"check"});
  INFO(checked.out << checked.err);
  CHECK(checked.code == 0);
}

TEST_CASE("models with nothing in any of the schemas do not take everything away") {
  if (!postgresql()) return;
  const SchemasProject project(*postgresql());
  project.run.folder.write("schema.sql", "SELECT 1;\n");
  project.configure("sql = \"schema.sql\"");
  says(project.autogenerate(), "there is nothing in the models, and the database has 2 tables");
  project.configure("database = \"" + project.make("other", "") + "\"");
  says(project.run({"check"}), "table sales.orders");
}

TEST_CASE("what only tables have that are left out is left out with them") {
  if (!postgresql()) return;
  const SchemasProject project(*postgresql());
  project.run.folder.write("schema.sql", "CREATE TABLE client (id int PRIMARY KEY);");
  project.configure("sql = \"schema.sql\"", "include_tables = [\"client\"]");
  project.run.folder.write("migrations/aaaa.sql",
                           "-- revision: aaaa\n-- migrate: upgrade\nCREATE TYPE mood AS ENUM ('a'); CREATE TABLE pet "
                           "(m mood, l mood[]); CREATE SEQUENCE s OWNED BY pet.m;\n");
  REQUIRE(project.run({"upgrade"}).code == 0);
  const auto checked = project.run({"check"});
  INFO(checked.out << checked.err);
  CHECK(checked.code == 0);
}
