#include "dialects/url.hpp"

#include "src/base/error.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

/// Of the refusal of a URL, whose message holds no secret.
std::string hint_without_secret(const std::string& text) {
  INFO(text);
  try {
    parse_url(text);
  } catch (const ConfigurationError& error) {
    CHECK(std::string(error.what()).find("secret") == std::string::npos);
    return error.hint;
  }
  FAIL("no error");
  return {};
}

}  // namespace

TEST_CASE("SQLite URLs have three slashes for a relative file, four for an absolute one, two for memory") {
  CHECK(parse_url("sqlite:///app.db").database == "app.db");
  CHECK(parse_url("sqlite:////data/app.db").database == "/data/app.db");
  CHECK(parse_url("sqlite://").database.empty());
  CHECK(parse_url("sqlite+aiosqlite:///a%20b@c.db").database == "a b@c.db");
  CHECK(parse_url("sqlite:///app.db").dialect == "sqlite");
  CHECK_THROWS_AS(parse_url("sqlite://app.db"), ConfigurationError);
}

TEST_CASE("a server's URL has all its parts, with escapes decoded") {
  const auto url = parse_url("postgresql+asyncpg://ann:p%40ss%2F@db.example:6432/app?sslmode=require&x=1");
  CHECK(url.dialect == "postgresql");
  CHECK(url.scheme == "postgresql");
  CHECK(url.user == "ann");
  CHECK(url.password == "p@ss/");
  CHECK(url.host == "db.example");
  CHECK(url.port == 6432);
  CHECK(url.database == "app");
  CHECK(url.query == std::map<std::string, std::string>{{"sslmode", "require"}, {"x", "1"}});
}

TEST_CASE("other names of a database lead to its dialect") {
  CHECK(parse_url("postgres://h/d").dialect == "postgresql");
  CHECK(parse_url("mariadb://h/d").dialect == "mysql");
  CHECK(parse_url("mariadb://h/d").scheme == "mariadb");
  CHECK(parse_url("mysql+aiomysql://h/d").dialect == "mysql");
}

TEST_CASE("an IPv6 host stands in brackets") {
  const auto url = parse_url("mysql://u@[::1]:3307/d");
  CHECK(url.host == "::1");
  CHECK(url.port == 3307);
  CHECK(display(url) == "mysql://u@[::1]:3307/d");
}

TEST_CASE("several hosts each have their port, or none") {
  const auto url = parse_url("postgresql://ann@db1:5432,db2,[::1]:5433/app");
  CHECK(url.host == "db1,db2,::1");
  CHECK(url.ports == "5432,,5433");
  CHECK(url.port == 0);
  CHECK(display(url) == "postgresql://ann@db1:5432,db2,[::1]:5433/app");
  CHECK(parse_url("postgresql://db1,db2/app").ports.empty());
  CHECK(parse_url("postgresql:///app?host=db1:5432&host=db2").query.at("host") == "db1:5432,db2");
  CHECK_THROWS_AS(parse_url("postgresql://db1:5432,db2:x/app"), ConfigurationError);
}

TEST_CASE("a host may be the folder of a socket") {
  const auto url = parse_url("postgresql://ann@%2Fvar%2Frun%2Fpostgresql/app");
  CHECK(url.host == "/var/run/postgresql");
  CHECK(display(url) == "postgresql://ann@%2Fvar%2Frun%2Fpostgresql/app");
}

TEST_CASE("a URL that is shown has no password in it") {
  CHECK(display(parse_url("postgresql://ann:secret@h/d?password=secret")) == "postgresql://ann:***@h/d?password=***");
  CHECK(display(parse_url("postgresql://h/d?oauth_client_secret=x&scram_client_key=y")) ==
        "postgresql://h/d?oauth_client_secret=***&scram_client_key=***");
  CHECK(display(parse_url("sqlite:////data/app.db")) == "sqlite:////data/app.db");
}

TEST_CASE("a URL that cannot be read is refused without showing its password") {
  for (const auto* text : {"", "app.db", "postgresql://ann:secret@h:port/d", "postgresql://ann:se%zzcret@h/d",
                           "oracle://ann:secret@h/d"}) {
    CHECK_FALSE(hint_without_secret(text).empty());
  }
}

TEST_CASE("a password with a question mark that nobody escaped is not taken for a query") {
  for (const auto* text : {"postgresql://joe:12?secret@127.0.0.1:1/x", "mysql://joe:12?sslmode=secret@h/x",
                           "postgresql+psycopg2://joe:12?secret=a@h", "mariadb://joe?secret@h/x"}) {
    CHECK(hint_without_secret(text).find("%3F") != std::string::npos);
  }
  CHECK(parse_url("postgresql://joe:12%3Fsecret@h/x").password == "12?secret");
  CHECK(parse_url("postgresql:///x?user=joe@corp").query.at("user") == "joe@corp");
  CHECK(parse_url("sqlite:///a.db?vfs=a@b").query.at("vfs") == "a@b");
}

TEST_CASE("a misspelt kind of database gets the nearest one") {
  try {
    parse_url("postgresq://h/d");
    FAIL("no error");
  } catch (const ConfigurationError& error) {
    CHECK(std::string(error.what()) == "there is no database of the kind 'postgresq', did you mean 'postgresql'?");
  }
}

TEST_CASE("a SQLite URL with too few slashes is refused with the right spelling") {
  const std::vector<std::pair<std::string, std::string>> spellings = {
      {"sqlite:relative.db", "write sqlite:///relative.db"},
      {"SQLite:/data/app.db", "write sqlite:////data/app.db"},
      {"data/app.db", "write sqlite:///data/app.db"},
      {"sqlite://app.db", "a relative file has three slashes (sqlite:///app.db), an absolute one four"}};
  for (const auto& [wrong, right] : spellings) {
    INFO(wrong);
    try {
      parse_url(wrong);
      FAIL("no error");
    } catch (const ConfigurationError& error) {
      CHECK(error.hint == right);
    }
  }
}

TEST_CASE("a URL without slashes never shows its password") {
  for (const auto* text : {"postgresql:ann:secret@h/d", "ann:secret@h/app.db", "postgresql//ann:secret@h/d"}) {
    INFO(text);
    try {
      parse_url(text);
      FAIL("no error");
    } catch (const ConfigurationError& error) {
      CHECK((error.what() + error.hint).find("secret") == std::string::npos);
    }
  }
}

TEST_CASE("a Windows path and an escape at the very end are read") {
  CHECK(parse_url("sqlite:///C:/data/app.db").database == "C:/data/app.db");
  CHECK(parse_url("sqlite:///a%20").database == "a ");
  CHECK_THROWS_AS(parse_url("sqlite:///a%2"), ConfigurationError);
  CHECK_THROWS_AS(parse_url("mysql://h:0/d"), ConfigurationError);
}
