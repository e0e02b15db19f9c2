#include "src/base/json.hpp"

#include "tests/support/catch.hpp"

using namespace migrate;

TEST_CASE("a document is written with two spaces a level and in the order of its members") {
  const auto value = Json::object()
                         .set("zeta", 1)
                         .set("alpha", Json::array().add("x").add(true).add(Json()))
                         .set("empty", Json::array())
                         .set("none", Json::object());
  CHECK(value.text() == R"({
  "zeta": 1,
  "alpha": [
    "x",
    true,
    null
  ],
  "empty": [],
  "none": {}
}
)");
}

TEST_CASE("quotes, backslashes and control characters are escaped in JSON") {
  CHECK(Json("a\"b\\c\nd\te\x01").text() == "\"a\\\"b\\\\c\\nd\\te\\u0001\"\n");
}

TEST_CASE("UTF-8 stands in JSON as it is, and other bytes become the replacement character") {
  CHECK(Json("h\xc3\xa9ros \xf0\x9f\xa6\xb8").text() == "\"h\xc3\xa9ros \xf0\x9f\xa6\xb8\"\n");
  CHECK(Json("a\xff"
             "b")
            .text() == "\"a\\ufffdb\"\n");
  CHECK(Json("\xc3").text() == "\"\\ufffd\"\n");
  CHECK(Json("\xc0\xaf").text() == "\"\\ufffd\\ufffd\"\n");
  CHECK(Json("\xed\xa0\x80").text() == "\"\\ufffd\\ufffd\\ufffd\"\n");
}

TEST_CASE("an absent value is null and a number that JSON lacks is null") {
  CHECK(Json(std::optional<std::string>()).text() == "null\n");
  CHECK(Json(std::optional<int>(7)).text() == "7\n");
  CHECK(Json(1.0 / 0.0).text() == "null\n");
  CHECK(Json(0.5).text() == "0.5\n");
}
