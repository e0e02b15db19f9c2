#include "src/base/toml.hpp"

#include "tests/support/catch.hpp"

using namespace migrate;

TEST_CASE("a document keeps the order of its keys and knows where they stand") {
  const auto document = parse_toml("zeta = 1\nalpha = 'x'\n[b]\nc.d = true\n", "f.toml");
  const auto& table = std::get<TomlValue::Table>(document.data);
  REQUIRE(table.size() == 3);
  CHECK(table[0].key == "zeta");
  CHECK(table[1].key == "alpha");
  CHECK(table[1].value.line == 2);
  CHECK(table[1].value.column == 9);
}

TEST_CASE("an unknown key is refused with its place and the nearest known one") {
  const auto document = parse_toml("url = 'x'\nulr = 'y'\n", "f.toml");
  TomlTable table(document, "f.toml", "[database]");
  table.string("url");
  try {
    table.finish();
    FAIL("no error");
  } catch (const ConfigurationError& error) {
    CHECK(std::string(error.what()) == "[database] has no key 'ulr', did you mean 'url'?");
    CHECK(error.where == Where{"f.toml", 2, 7});
  }
}

TEST_CASE("a syntax error has its position") {
  try {
    parse_toml("a = 1\nb = = 2\n", "f.toml");
    FAIL("no error");
  } catch (const ConfigurationError& error) {
    CHECK(error.where.line == 2);
  }
}
