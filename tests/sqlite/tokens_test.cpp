#include "dialects/sqlite/tokens.hpp"

#include <sqlite3.h>

#include "tests/support/catch.hpp"

using namespace migrate::sqlite;

namespace {

std::vector<std::string> texts(std::string_view sql) {
  std::vector<std::string> out;
  for (const auto& token : tokenize(sql)) {
    if (token.kind != TokenKind::end) out.emplace_back(token.text);
  }
  return out;
}

TokenKind only_kind(std::string_view sql) {
  const auto tokens = tokenize(sql);
  REQUIRE(tokens.size() == 2);
  CHECK(tokens[0].text == sql);
  return tokens[0].kind;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("white space, comments and a byte order mark separate tokens and are none") {
  CHECK(texts("\xEF\xBB\xBF"
              "a -- b\n/* c */d/**/e") == Texts{"a", "d", "e"});
  CHECK(texts("a /* never closed") == Texts{"a"});
  CHECK(texts("a -- never ended") == Texts{"a"});
  CHECK(texts("") == Texts{});
  CHECK(texts("a/*") == Texts{"a", "/", "*"});
}

TEST_CASE("names and strings keep their quotes, and doubled quotes do not end them") {
  CHECK(only_kind("\"a \"\"b\"\" -- c\"") == TokenKind::quoted_name);
  CHECK(only_kind("`a``b`") == TokenKind::quoted_name);
  CHECK(only_kind("[a \" b]") == TokenKind::quoted_name);
  CHECK(only_kind("'it''s /* here */'") == TokenKind::string);
  CHECK(only_kind("größe$1") == TokenKind::word);
}

TEST_CASE("numbers are read in all their forms") {
  for (const auto* number : {"0", "12", "1.5", ".5", "1.", "1e3", "1.5E-10", "0xFF", "1_000", "0xdead_beef"}) {
    INFO(number);
    CHECK(only_kind(number) == TokenKind::number);
  }
  CHECK(only_kind("12ab") == TokenKind::illegal);
  CHECK(only_kind("0x") == TokenKind::illegal);
  CHECK(texts("1e+") == Texts{"1e", "+"});
}

TEST_CASE("blobs and variables are tokens of their own") {
  CHECK(only_kind("x'00ff'") == TokenKind::blob);
  CHECK(only_kind("X''") == TokenKind::blob);
  CHECK(only_kind("x'0'") == TokenKind::illegal);
  CHECK(only_kind("x'zz'") == TokenKind::illegal);
  for (const auto* variable : {"?", "?12", ":name", "@name", "$name", "#name", "$a::b"}) {
    INFO(variable);
    CHECK(only_kind(variable) == TokenKind::variable);
  }
}

TEST_CASE("operators are read as long as possible") {
  CHECK(texts("a->>b->c||d<=e<>f<<g>=h>>i==j!=k") ==
        Texts{"a",  "->>", "b",  "->", "c",  "||", "d",  "<=", "e",  "<>", "f",
              "<<", "g",   ">=", "h",  ">>", "i",  "==", "j",  "!=", "k"});
  CHECK(texts("(a.b)+-*/%=<>|,&~;") ==
        Texts{"(", "a", ".", "b", ")", "+", "-", "*", "/", "%", "=", "<>", "|", ",", "&", "~", ";"});
}

TEST_CASE("what SQL does not know is one illegal token") {
  CHECK(only_kind("'abc") == TokenKind::illegal);
  CHECK(only_kind("\"abc") == TokenKind::illegal);
  CHECK(only_kind("[abc") == TokenKind::illegal);
  CHECK(only_kind("!") == TokenKind::illegal);
  CHECK(only_kind("$") == TokenKind::illegal);
}

TEST_CASE("a token knows where it stands") {
  const auto tokens = tokenize("a  'b' /* c */ d");
  REQUIRE(tokens.size() == 4);
  CHECK(tokens[1].offset == 3);
  CHECK(tokens[1].end() == 6);
  CHECK(tokens[2].offset == 15);
  CHECK(tokens[3].offset == 16);
  CHECK(next_token("a  'b'", 1).text == "'b'");
}

TEST_CASE("a name loses its quotes and gets them only where it needs them") {
  CHECK(unquote_name("\"a\"\"b\"") == "a\"b");
  CHECK(unquote_name("`a``b`") == "a`b");
  CHECK(unquote_name("[a b]") == "a b");
  CHECK(unquote_name("'it''s'") == "it's");
  CHECK(unquote_name("plain") == "plain");
  CHECK(quote_name("hero") == "hero");
  CHECK(quote_name("HeroTeam_2") == "HeroTeam_2");
  CHECK(quote_name("order") == "\"order\"");
  CHECK(quote_name("Key") == "\"Key\"");
  CHECK(quote_name("two words") == "\"two words\"");
  CHECK(quote_name("2nd") == "\"2nd\"");
  CHECK(quote_name("größe") == "\"größe\"");
  CHECK(quote_name("a\"b") == "\"a\"\"b\"");
  CHECK(quote_name("") == "\"\"");
  CHECK(quote_text("it's") == "'it''s'");
}

TEST_CASE("the library's own list of keywords is known") {
  for (int i = 0; i < sqlite3_keyword_count(); ++i) {
    const char* name = nullptr;
    int size = 0;
    REQUIRE(sqlite3_keyword_name(i, &name, &size) == SQLITE_OK);
    const std::string word(name, static_cast<std::size_t>(size));
    INFO(word);
    CHECK(is_keyword(word));
  }
  CHECK(is_keyword("select"));
  CHECK_FALSE(is_keyword("hero"));
}

TEST_CASE("a keyword is one in any case, but not in quotes") {
  CHECK(tokenize("Primary")[0].is_keyword("PRIMARY"));
  CHECK_FALSE(tokenize("\"primary\"")[0].is_keyword("PRIMARY"));
  CHECK_FALSE(tokenize("primary_")[0].is_keyword("PRIMARY"));
}
