#include "src/engine/checksum.hpp"

#include "src/operations/write_operations.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

Operation sql(std::string text, Where where = {}) {
  return {Execute{{{"default", std::move(text)}}, {}}, std::move(where)};
}

RevisionBody body(std::string text) { return {{sql(std::move(text))}, std::nullopt}; }

}  // namespace

TEST_CASE("comments and white space leave SQL, and quoted text keeps both") {
  CHECK(without_comments("  SELECT 1 -- one\r\n  , /* two */ 2\n") == "SELECT 1 , 2");
  CHECK(without_comments("SELECT '-- no  comment', \"/* none */\", `a  b`") ==
        "SELECT '-- no  comment', \"/* none */\", `a  b`");
  CHECK(without_comments("SELECT 'it''s  -- fine'") == "SELECT 'it''s  -- fine'");
  CHECK(without_comments("SELECT $$ -- body\n$$, $tag$ /* x */ $tag$") == "SELECT $$ -- body\n$$, $tag$ /* x */ $tag$");
}

TEST_CASE("what one database alone takes for a comment stays") {
  CHECK(without_comments("SELECT 5--3") == "SELECT 5--3");
  CHECK(without_comments("/*! SET x = 1 */") == "/*! SET x = 1 */");
}

TEST_CASE("unfinished quotes and comments end with the text") {
  CHECK(without_comments("SELECT 'abc") == "SELECT 'abc");
  CHECK(without_comments("SELECT 1 /* abc") == "SELECT 1");
  CHECK(without_comments("SELECT $x") == "SELECT $x");
  CHECK(without_comments("--") == "");
}

TEST_CASE("a checksum does not see line endings, comments or places") {
  const auto plain = body("UPDATE hero\nSET age = 18");
  CHECK(checksum(plain) == checksum(body("UPDATE hero\r\nSET age = 18")));
  CHECK(checksum(plain) == checksum(body("UPDATE hero -- all of them\nSET age = 18")));
  CHECK(checksum(plain) ==
        checksum(RevisionBody{{sql("UPDATE hero\nSET age = 18", {"a.sql", 7, 1})}, std::nullopt, {}}));
  CHECK(checksum(plain).size() == 32);
}

TEST_CASE("a checksum sees what is done, in both directions") {
  const auto plain = body("UPDATE hero SET age = 18");
  CHECK(checksum(plain) != checksum(body("UPDATE hero SET age = 19")));
  CHECK(checksum(body("SELECT 'a  b'")) != checksum(body("SELECT 'a b'")));
  auto with_way_back = plain;
  with_way_back.downgrade = {sql("UPDATE hero SET age = NULL")};
  CHECK(checksum(plain) != checksum(with_way_back));
}

TEST_CASE("SQL inside a batch is read without its comments too") {
  const auto batch = [](std::string text) {
    return RevisionBody{{Operation{Batch{{"hero", ""}, Recreate::automatic, {sql(std::move(text))}}, {}}},
                        std::nullopt};
  };
  CHECK(checksum(batch("SELECT 1 -- x")) == checksum(batch("SELECT 1")));
}
