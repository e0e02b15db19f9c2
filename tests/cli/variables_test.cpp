// -x key=value: what reaches the SQL of revisions.
#include "tests/cli/small_project.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

SmallProject with_sql(const std::string& statements) {
  SmallProject project;
  project.models("");
  project.write("migrations/aaaa.sql",
                "-- revision: aaaa\n-- migrate: upgrade\n" + statements + "\n-- migrate: downgrade\nDROP TABLE t;\n");
  return project;
}

std::string script(const SmallProject& project, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"upgrade", "--sql"});
  const auto ran = project.run(more);
  INFO(ran.err);
  CHECK(ran.code == 0);
  return ran.out;
}

}  // namespace

TEST_CASE("a variable reaches upgrade, its script, its dry run, and the revision counts as unedited") {
  const auto project = with_sql("CREATE TABLE t (name text);\nINSERT INTO t VALUES ('${x.name}');");
  CHECK(contains(script(project, {"-x", "name=O'Hara"}), "VALUES ('O''Hara')"));
  CHECK(contains(project.run({"-x", "name=Anna", "upgrade", "--dry-run"}).out, "VALUES ('${x.name}')"));
  CHECK(project.run({"upgrade", "-x", "name=Ann"}).code == 0);
  CHECK_FALSE(contains(project.run({"status"}).out, "edited"));
  CHECK(project.run({"downgrade", "base"}).code == 0);
}

TEST_CASE("a variable without a value is told with its place, and nothing is run") {
  const auto project = with_sql("CREATE TABLE t (name text);\nINSERT INTO t VALUES ('${x.name}');");
  const auto ran = project.run({"upgrade", "-x", "nam=Ann"});
  CHECK(ran.code == 2);
  CHECK(contains(ran.err, "migrations/aaaa.sql:4:24: error: the variable x.name has no value, did you mean 'nam'?"));
  CHECK(contains(ran.err, "-x name=VALUE"));
  CHECK_FALSE(contains(project.run({"current"}).out, "aaaa"));
}

TEST_CASE("values go in letter by letter, defaults serve, and other dollars are left alone") {
  const auto project = with_sql(
      "CREATE TABLE ${x.table:-t} (a text, b text, \"a\"\"b\" text);\n"
      "INSERT INTO t (a, b) VALUES ('${HOME} $1 $${x.a}', ${x.value});\n"
      "INSERT INTO t (\"${x.column:-a}\") VALUES (' ${x.number} ');");
  const auto out = script(project, {"-x", "value='it''s'", "-x", "column=a\"b", "-x", "number=7"});
  CHECK(contains(out, "CREATE TABLE t (a text"));
  CHECK(contains(out, "('${HOME} $1 ${x.a}', 'it''s')"));
  CHECK(contains(out, "(\"a\"\"b\") VALUES (' 7 ')"));
}

TEST_CASE("values are shown in no message, no statement and no JSON, but stand in a script") {
  const std::string secret = "Zw3hundert'x";
  for (const std::string statement :
       {"INSERT INTO nosuch VALUES ('${x.key}')", "INSERT INTO num VALUES ('${x.key}')", "SELEC '${x.key}'",
        "INSERT INTO num VALUES (${x.key})", "INSERT INTO nosuch VALUES (\"${x.key}\")"}) {
    const auto project = with_sql("CREATE TABLE num (i integer CHECK (i < 1000));\n" + statement + ";");
    for (const std::vector<std::string>& options : {std::vector<std::string>{"upgrade"},
                                                    {"-v", "upgrade"},
                                                    {"--format", "json", "upgrade"},
                                                    {"upgrade", "--dry-run"}}) {
      auto arguments = options;
      arguments.insert(arguments.end(), {"-x", "key=" + secret});
      const auto ran = project.run(arguments);
      INFO(statement << "\n" << ran.out << ran.err);
      CHECK(ran.code != 0);
      CHECK_FALSE(contains(ran.out + ran.err, "Zw3hundert"));
      const bool reaches_database = !contains(statement, "(${");  // with its quote it makes no statement
      CHECK(contains(ran.out + ran.err, "${x.key}") == reaches_database);
    }
  }
  const auto project = with_sql("CREATE TABLE t (s text);\nINSERT INTO t VALUES ('${x.key}');");
  CHECK(contains(script(project, {"-x", "key=" + secret}), "VALUES ('Zw3hundert''x')"));
  const auto ran = project.run({"-v", "upgrade", "-x", "key=" + secret});
  CHECK(ran.code == 0);
  CHECK_FALSE(contains(ran.out + ran.err, "Zw3hundert"));
}

TEST_CASE("a key alone takes the value of the environment") {
  auto project = with_sql("CREATE TABLE t (s text);\nINSERT INTO t VALUES ('${x.key}');");
  project.program.environment["key"] = "of the environment";
  CHECK(contains(script(project, {"-x", "key"}), "VALUES ('of the environment')"));
  const auto ran = project.run({"-x", "no_such_variable_here", "upgrade"});
  CHECK(ran.code != 0);
  CHECK(contains(ran.err, "no_such_variable_here"));
}

TEST_CASE("a dollar in a revision without variables is nothing special") {
  const auto project = with_sql("CREATE TABLE t (a text DEFAULT '${y} ${x} $${');");
  CHECK(contains(script(project), "DEFAULT '${y} ${x} $${'"));
}

TEST_CASE("execute in a TOML revision has them too, and of several databases' texts only the one that runs") {
  const SmallProject project;
  project.revision(
      "aaaa", "",
      "[[upgrade]]\nop = \"execute\"\nsql = { sqlite = \"SELECT ${x.n}\", default = \"SELECT ${x.other}\" }\n");
  CHECK(contains(script(project, {"-x", "n=42"}), "SELECT 42"));
}

TEST_CASE("what is no variable is refused") {
  const auto project = with_sql("SELECT 1;");
  CHECK(contains(project.run({"upgrade", "-x", "name"}).err, "write -x name=VALUE"));
  for (const auto* wrong : {"=x", "a b=x"}) {
    const auto ran = project.run({"upgrade", "-x", wrong});
    CHECK(ran.code == 2);
    CHECK(contains(ran.err, "write -x KEY=VALUE"));
  }
  const auto unclosed = with_sql("SELECT '${x.name';");
  CHECK(contains(unclosed.run({"upgrade"}).err, "'${x.' has no closing '}'"));
}
