#include "src/schema/read_toml.hpp"

#include "migrate/detail/write_toml.hpp"
#include "src/schema/type_text.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

/// The document of formats.md's hero table and one that uses every key there is.
const std::string everything = R"toml(format = 1

[[enum]]
name = "role"
schema = "s"
values = ["leader", "member's"]
comment = "who"

[[sequence]]
name = "seq"
schema = "s"
type = "bigint"
start = 1
increment = 2
min = -5
max = 100
cache = 3
cycle = true
owned_by = "t.id"

[[table]]
name = "he\"ro"
schema = "s"
comment = """
two
lines \\ and "quotes\""""
columns = [
  { name = "id", type = "bigint", nullable = false, identity = true },
  { name = "n", type = { default = "json", postgresql = "postgresql:jsonb" }, default = "'{}'", collation = "NOCASE", comment = "c", initial = "0", renamed_from = "m", mysql.invisible = true, sqlite.autoincrement = true },
  { name = "g", type = "numeric(12,2)", generated = { expression = "id * 2", stored = true } },
  { name = "i", type = "enum(role)", identity = { always = true, start = 5, increment = 1, min = 1, max = 9, cache = 2, cycle = true } },
  { name = "x", type = "sqlite:" },
]
primary_key = { name = "pk", columns = ["id", { column = "n", order = "desc" }], deferrable = true, initially = "deferred", include = ["g"], sqlite.on_conflict = "replace" }
uniques = [
  { columns = ["n"], nulls_not_distinct = true },
]
indexes = [
  { name = "ix", columns = ["n", { expression = "lower(n)", order = "desc", nulls = "last", collation = "C", opclass = "text_ops", length = 5 }], unique = true, where = "id > 0", using = "gin", include = ["g"], with = { fillfactor = "70" }, concurrently = true },
]
foreign_keys = [
  { name = "fk", columns = ["i"], references_schema = "s", references = "t", target = ["id"], on_delete = "set null", on_update = "cascade", match = "full", deferrable = true, initially = "immediate", not_valid = true },
]
checks = [
  { name = "ck", expression = "id > 0", not_valid = true, no_inherit = true },
]
exclusions = [
  { name = "ex", using = "gist", elements = [{ column = "n", operator = "&&" }], where = "id > 1" },
]
relationships = [
  { name = "r", references = "t", columns = ["i"], many = true },
]
renamed_from = "heroes"
options = { mysql.engine = "InnoDB", sqlite.strict = true }
)toml";

std::string message_of(std::string_view text) {
  try {
    read_schema(text, "models.toml");
  } catch (const ConfigurationError& error) {
    return to_string(error.where) + ": " + error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("a document that uses every key is written as it was read") {
  CHECK(write_schema(read_schema(everything, "x")) == everything);
}

TEST_CASE("a text of any bytes that TOML can hold survives writing and reading") {
  for (const std::string text : {"", "\"", "a\n\"\"\"b\"\n\"", "\\n\t\r\x01\x7f", "\n", "tab\there\nand \\", "ü\r\n"}) {
    const auto document = parse_toml("a = " + detail::toml_string(text), "x");
    CHECK(std::get<std::string>(std::get<TomlValue::Table>(document.data)[0].value.data) == text);
  }
}

TEST_CASE("a type's text form survives reading and printing") {
  for (const auto* text : {"boolean", "bigint", "numeric", "numeric(12,2)", "varchar", "varchar(50)", "char(3)",
                           "enum(role)", "postgresql:character varying(5)[]", "sqlite:", "double"}) {
    CHECK(type_text(parse_type(text)) == text);
  }
}

TEST_CASE("what is initially deferred is deferrable, as in SQL, and cannot say that it is not") {
  const std::string head = "format = 1\n[[table]]\nname = 't'\ncolumns = []\n";
  const auto key = "columns = ['a'], references = 'b', initially = 'deferred'";
  const auto schema = read_schema(head +
                                      "primary_key = { columns = ['a'], initially = 'deferred' }\nuniques = [{ columns "
                                      "= ['a'], initially = 'deferred' }]\nforeign_keys = [{ " +
                                      key +
                                      " }]\nexclusions = [{ elements = [{ column = 'a', operator = '=' }], "
                                      "initially = 'deferred' }]\n",
                                  "models.toml");
  const auto& table = schema.tables.front();
  CHECK(table.primary_key->deferrable);
  CHECK(table.uniques.front().deferrable);
  CHECK(table.foreign_keys.front().deferrable);
  CHECK(table.exclusions.front().deferrable);
  CHECK(message_of(head + "foreign_keys = [{ " + key + ", deferrable = false }]") ==
        "models.toml:5:91: what is initially deferred cannot be deferrable = false");
  const auto later = read_schema(head + "uniques = [{ columns = ['a'], initially = 'immediate' }]", "x");
  CHECK(!later.tables.front().uniques.front().deferrable);
}

TEST_CASE("what is wrong in a document is said with its place and the nearest right name") {
  const std::string head = "format = 1\n[[table]]\nname = 't'\n";
  CHECK(message_of("[[table]]\n") == "models.toml:1:1: the document has no 'format'");
  CHECK(message_of("format = 2\n") == "models.toml:1:10: the document has format 2, and this migrate reads format 1");
  CHECK(message_of("format = 1\n[[tabel]]\n") ==
        "models.toml:2:1: the document has no key 'tabel', did you mean 'table'?");
  CHECK(message_of(head + "columns = [{ name = 'a', type = 'varchr(5)' }]") ==
        "models.toml:4:33: there is no type 'varchr(5)', did you mean 'varchar'?");
  CHECK(message_of(head + "columns = [{ name = 'a', type = 'text', nulable = false }]") ==
        "models.toml:4:51: column has no key 'nulable', did you mean 'nullable'?");
  CHECK(message_of(head + "columns = [{ nam = 'a', type = 'text' }]") ==
        "models.toml:4:12: column has no 'name'; it has 'nam'");
  CHECK(message_of(head +
                   "columns = []\nforeign_keys = [{ columns = ['a'], references = 'b', on_delete = 'set nul' }]") ==
        "models.toml:5:66: 'on_delete' cannot be 'set nul', did you mean 'set null'?");
  CHECK(message_of(head + "columns = []\nindexes = [{ columns = [{ order = 'desc' }] }]") ==
        "models.toml:5:25: an element of 'columns' names a column or an expression, one of them");
  CHECK(message_of("format = 1\nerror = 'hero.team_id: no such table'") == "models.toml: hero.team_id: no such table");
}
