// Types and enums of one's own, from the struct through the document into the schema.
#include "migrate/models.hpp"
#include "src/schema/read_toml.hpp"
#include "tests/models/from_structs.hpp"
#include "tests/support/catch.hpp"

using migrate::Field;
using migrate::test::complaint;
using migrate::test::through_document;

namespace {

/// `name type default initial` of each column of the first table.
std::vector<std::string> columns_with_defaults(const migrate::Schema& schema) {
  std::vector<std::string> out;
  for (const auto& column : schema.tables.front().columns) {
    out.push_back(column.name + " " + migrate::detail::type_text(column.type));
    for (const auto& [dialect, type] : column.type_by_dialect)
      out.back() += " " + dialect + "=" + migrate::detail::type_text(type);
    if (column.nullable) out.back() += " null";
    if (column.default_sql) out.back() += " default " + *column.default_sql;
    if (!column.initial.empty()) out.back() += " initial " + column.initial;
  }
  return out;
}

struct Email {
  std::string address;
};
class Incomparable {
 public:
  Incomparable() = default;
  explicit Incomparable(int) {}
};
struct Cents {
  std::int64_t value = 0;
};
enum class Seniority { junior, senior };
enum class ColourWord : std::uint32_t { red = 1, green = 2 };

}  // namespace

template <>
struct migrate::sql_type<Email> {
  static constexpr auto type = "varchar(254)";
  static std::string sql(const Email& email) { return migrate::sql_quoted(email.address); }
};
template <>
struct migrate::sql_type<Incomparable> {
  static constexpr migrate::FieldType type = {"uuid", "postgresql:uuid", migrate::on("mysql", "char(36)")};
};
template <>
struct migrate::sql_type<Cents> {
  static constexpr auto type = "bigint";
};
template <>
struct migrate::sql_type<Seniority> {
  static constexpr auto type = "smallint";
};
template <>
struct migrate::sql_type<ColourWord> {
  static constexpr auto type = "varchar(10)";
};
template <>
struct migrate::sql_type<std::vector<std::string>> {
  static constexpr migrate::FieldType type = {"json", "postgresql:text[]"};
};

namespace {

struct Owned {
  std::int64_t id = Field{.primary_key = true};
  Email email = Field{.max_length = 100};
  std::optional<Email> other = Field{.initial = "a@b.c"};
  Email reply_to = Email{"it's@b.c"};
  Email empty;
  Incomparable opaque = Field{.comment = "it cannot be compared"};
  std::optional<Incomparable> maybe;
  Cents price = Field{.initial = 500};
  Seniority level = Seniority::senior;
  std::optional<Seniority> next = Field{.server_default = Seniority::senior, .initial = Seniority::junior};
  ColourWord colour = Field{.server_default = ColourWord::green};
  std::vector<std::string> tags;
};

}  // namespace

TEST_CASE("a type of one's own has its SQL type, also per database, and its values become SQL") {
  CHECK(columns_with_defaults(through_document<Owned>()) ==
        std::vector<std::string>{"id bigint", "email varchar(100)", "other varchar(254) null initial 'a@b.c'",
                                 "reply_to varchar(254) initial 'it''s@b.c'", "empty varchar(254)",
                                 "opaque uuid mysql=char(36) postgresql=postgresql:uuid",
                                 "maybe uuid mysql=char(36) postgresql=postgresql:uuid null",
                                 "price bigint initial 500", "level smallint initial 1",
                                 "next smallint null default 1 initial 0", "colour varchar(10) default 'green'",
                                 "tags json postgresql=postgresql:text[]"});
  CHECK(Owned{}.price.value == 500);
  CHECK(Owned{}.other->address == "a@b.c");
  CHECK(migrate::metadata<Owned>().enums.empty());
}

namespace {

enum class HttpStatus { ok = 200, not_found = 404, teapot = 418 };
enum class Mood { happy, on_edge, gone };
enum Old { old_first, old_second };  // without a fixed type, its values cannot be asked for
enum class Renamed { a, b };
enum class Edge { least = -16, most = 255 };

}  // namespace

template <>
struct migrate::enum_values<HttpStatus> {
  static constexpr migrate::EnumValue<HttpStatus> values[] = {HttpStatus::teapot, HttpStatus::ok,
                                                              HttpStatus::not_found};
};
template <>
struct migrate::enum_values<Mood> {
  static constexpr auto name = "state_of_mind";
  static constexpr migrate::EnumValue<Mood> values[] = {Mood::happy, {Mood::on_edge, "on edge"}};
};
template <>
struct migrate::enum_values<Old> {
  static constexpr migrate::EnumValue<Old> values[] = {old_first, old_second};
};
template <>
struct migrate::enum_values<Renamed> {
  static constexpr auto name = "letters";
};

namespace {

struct Page {
  HttpStatus status = Field{.server_default = HttpStatus::not_found, .initial = HttpStatus::ok};
  Mood mood = Mood::on_edge;
  Old old = Field{.server_default = old_second};
  std::optional<Renamed> letter;
  Edge edge = Field{.server_default = Edge::most};
};

}  // namespace

TEST_CASE("enum_values says what cannot be read off an enum: large values, an order, other texts, a name") {
  const auto schema = through_document<Page>();
  REQUIRE(schema.enums.size() == 5);
  CHECK(schema.enums[0] == migrate::Enum{.name = "http_status", .values = {"teapot", "ok", "not_found"}});
  CHECK(schema.enums[1] == migrate::Enum{.name = "state_of_mind", .values = {"happy", "on edge"}});
  CHECK(schema.enums[2] == migrate::Enum{.name = "old", .values = {"old_first", "old_second"}});
  CHECK(schema.enums[3] == migrate::Enum{.name = "letters", .values = {"a", "b"}});
  CHECK(schema.enums[4] == migrate::Enum{.name = "edge", .values = {"least", "most"}});
  CHECK(columns_with_defaults(schema) ==
        std::vector<std::string>{"status enum(http_status) default 'not_found' initial 'ok'",
                                 "mood enum(state_of_mind) initial 'on edge'", "old enum(old) default 'old_second'",
                                 "letter enum(letters) null", "edge enum(edge) default 'most'"});
}

namespace {

enum class Far { away = 1000 };
enum class HalfFar { near = 1, away = 1000 };
struct TooFar {
  Far far;
};
struct FarDefault {
  HalfFar far = Field{.server_default = HalfFar::away};
};
struct FarInitial {
  HalfFar far = HalfFar::away;
};
struct Forgotten {
  Mood mood = Field{.initial = Mood::gone};
};

}  // namespace

TEST_CASE("an enumerator that has no name is a problem with the way out") {
  CHECK(complaint<TooFar>() ==
        "too_far.far: the enum 'far' has no enumerators between -16 and 255: list them in migrate::enum_values");
  const std::string nameless =
      "its default is an enumerator without a name: list the values of its enum in migrate::enum_values";
  CHECK(complaint<FarDefault>() == "far_default.far: " + nameless);
  CHECK(complaint<FarInitial>() == "far_initial.far: " + nameless);
  CHECK(complaint<Forgotten>() == "forgotten.mood: " + nameless);
}
