// What a terminal would obey, as text.
#include "src/base/controls.hpp"

#include "tests/support/catch.hpp"

using namespace migrate;

TEST_CASE("control characters are written as what they are") {
  CHECK(escape_controls("a\x1b]0;title\x07 b\tc") == "a\\x1b]0;title\\x07 b\tc");
  CHECK(escape_controls("one\ntwo\r") == "one\\x0atwo\\x0d");
  CHECK(escape_controls("\xc2\x9b"
                        "31m \xc3\xa9 \xc2\xa0") == "\\u009b31m \xc3\xa9 \xc2\xa0");
}

TEST_CASE("a terminal gets lines, and colours where they are ours") {
  CHECK(for_terminal("one\r\ntwo\rthree\n", false) == "one\ntwo\\x0dthree\n");
  CHECK(for_terminal("\x1b[31mred\x1b[0m \x1b[2J", true) == "\x1b[31mred\x1b[0m \\x1b[2J");
  CHECK(for_terminal("\x1b[31mred\x1b[0m", false) == "\\x1b[31mred\\x1b[0m");
}
