// What a member's C++ type, and what Field says, become in the schema.
#include "migrate/models.hpp"
#include "tests/support/catch.hpp"

using migrate::Field;
using migrate::Schema;

namespace {

const migrate::Column& column_of(const migrate::Table& table, std::string_view name) {
  for (const auto& column : table.columns) {
    if (column.name == name) return column;
  }
  throw std::runtime_error("no column " + std::string(name));
}

/// `name type`, with what is not usual behind it, of each column.
template <class Model>
std::vector<std::string> columns_of() {
  std::vector<std::string> out;
  const auto schema = migrate::metadata<Model>();
  for (const auto& column : schema.tables.front().columns) {
    out.push_back(column.name + " " + migrate::detail::type_text(column.type) + (column.nullable ? " null" : ""));
  }
  return out;
}

template <class Model>
migrate::Table table_of_model() {
  return migrate::metadata<Model>().tables.front();
}

enum class Colour : std::uint8_t { red, green = 7, blue = 200 };

struct EveryType {
  bool flag;
  std::int16_t small_number;
  std::int32_t number;
  std::int64_t large_number;
  long long another_large_number;
  float single_precision;
  double double_precision;
  std::string text;
  std::vector<std::byte> bytes;
  std::chrono::sys_days day;
  std::chrono::year_month_day another_day;
  migrate::timestamp moment;
  std::chrono::sys_seconds second;
  std::chrono::local_seconds local_second;
  migrate::TimeOfDay time_of_day;
  std::chrono::hh_mm_ss<std::chrono::seconds> another_time;
  std::chrono::minutes span;
  migrate::Uuid uuid;
  migrate::Json json;
  Colour colour;
  std::optional<Colour> maybe_colour;
  std::optional<std::string> maybe_text;
};

// The same types, each with a Field, among plain ones: an annotation must find its own member.
struct EveryAnnotatedType {
  int plain_before;
  bool flag = Field{.comment = "1"};
  bool plain_flag;
  std::int16_t small_number = Field{.comment = "2"};
  std::int64_t large_number = Field{.comment = "3"};
  std::int64_t plain_number = 1;
  float single_precision = Field{.comment = "4"};
  double double_precision = Field{.comment = "5"};
  std::string text = Field{.comment = "6"};
  std::string plain_text = " ";
  std::vector<std::byte> bytes = Field{.comment = "7"};
  std::chrono::sys_days day = Field{.comment = "8"};
  std::chrono::year_month_day another_day = Field{.comment = "9"};
  migrate::timestamp moment = Field{.comment = "10"};
  migrate::TimeOfDay time_of_day = Field{.comment = "11"};
  std::chrono::hh_mm_ss<std::chrono::seconds> another_time = Field{.comment = "12"};
  std::chrono::hh_mm_ss<std::chrono::seconds> plain_time;
  std::chrono::minutes span = Field{.comment = "13"};
  migrate::Uuid uuid = Field{.comment = "14"};
  migrate::Json json = Field{.comment = "15"};
  Colour colour = Field{.comment = "16"};
  std::optional<Colour> maybe_colour = Field{.comment = "17"};
  std::optional<int> plain_maybe = 0;
  std::optional<std::string> maybe_text = Field{.comment = "18"};
};

}  // namespace

TEST_CASE("each C++ type has its neutral type") {
  CHECK(columns_of<EveryType>() == std::vector<std::string>{
                                       "flag boolean",
                                       "small_number smallint",
                                       "number integer",
                                       "large_number bigint",
                                       "another_large_number bigint",
                                       "single_precision real",
                                       "double_precision double",
                                       "text varchar",
                                       "bytes blob",
                                       "day date",
                                       "another_day date",
                                       "moment timestamp",
                                       "second timestamp",
                                       "local_second timestamp",
                                       "time_of_day time",
                                       "another_time time",
                                       "span interval",
                                       "uuid uuid",
                                       "json json",
                                       "colour enum(colour)",
                                       "maybe_colour enum(colour) null",
                                       "maybe_text varchar null",
                                   });
}

TEST_CASE("an annotation finds its member among others of the same type") {
  std::string comments;
  const auto table = table_of_model<EveryAnnotatedType>();
  for (const auto& column : table.columns) {
    CHECK(column.comment.empty() == column.name.starts_with("plain"));
    comments += column.comment;
  }
  CHECK(comments == "123456789101112131415161718");
}

TEST_CASE("an enum has its enumerators in the order of their values") {
  const auto schema = migrate::metadata<EveryType>();
  REQUIRE(schema.enums.size() == 1);
  CHECK(schema.enums.front().name == "colour");
  CHECK(schema.enums.front().values == std::vector<std::string>{"red", "green", "blue"});
}

namespace {
enum class Signed : int { below = -5, zero = 0, above = 5 };
struct WithSigned {
  Signed value = Field{.server_default = Signed::below, .initial = Signed::above};
};
}  // namespace

TEST_CASE("an enumerator is a default by its name, also one below zero") {
  const auto schema = migrate::metadata<WithSigned>();
  CHECK(schema.enums.front().values == std::vector<std::string>{"below", "zero", "above"});
  CHECK(schema.tables.front().columns.front().default_sql == "'below'");
  CHECK(schema.tables.front().columns.front().initial == "'above'");
  CHECK(WithSigned{}.value == Signed::above);
}

namespace {
struct Spelt {
  std::string text = Field{.type = "text"};
  std::string short_text = Field{.max_length = 20};
  std::vector<std::byte> short_bytes = Field{.max_length = 16};
  double price = Field{.max_digits = 12, .decimal_places = 2};
  std::string exact = Field{.max_digits = 30};
  std::string code = Field{.type = "char(3)"};
  migrate::timestamp moment = Field{.type = "timestamptz"};
  std::string words = Field{.type = "postgresql:tsvector"};
  migrate::Json document = Field{.type = {"json", "postgresql:jsonb", migrate::on("mysql", "text")}};
  double ratio = Field{.type = "numeric( 5 , 4 )"};
};
}  // namespace

TEST_CASE("a Field can say another type") {
  CHECK(columns_of<Spelt>() ==
        std::vector<std::string>{"text text", "short_text varchar(20)", "short_bytes varbinary(16)",
                                 "price numeric(12,2)", "exact numeric(30)", "code char(3)", "moment timestamptz",
                                 "words postgresql:tsvector", "document json", "ratio numeric(5,4)"});
  const auto table = table_of_model<Spelt>();
  const auto& document = column_of(table, "document").type_by_dialect;
  REQUIRE(document.size() == 2);
  CHECK(migrate::detail::type_text(document.at("postgresql")) == "postgresql:jsonb");
  CHECK(migrate::detail::type_text(document.at("mysql")) == "text");
}

namespace {
struct Defaults {
  int number = Field{.server_default = -3};
  double real = Field{.server_default = 0.1};
  bool yes = Field{.server_default = true};
  std::string text = Field{.server_default = "O'Hara"};
  migrate::timestamp moment = Field{.server_default = migrate::sql("CURRENT_TIMESTAMP")};
  std::int64_t large = Field{.server_default = std::int64_t{1} << 40};
  std::string empty = Field{.server_default = ""};
  int none;
};
}  // namespace

TEST_CASE("server defaults become SQL text") {
  std::vector<std::string> defaults;
  const auto table = table_of_model<Defaults>();
  for (const auto& column : table.columns) defaults.push_back(column.default_sql.value_or("none"));
  CHECK(defaults ==
        std::vector<std::string>{"-3", "0.1", "true", "'O''Hara'", "CURRENT_TIMESTAMP", "1099511627776", "''", "none"});
}

namespace {
struct Initials {
  int number = Field{.initial = 18};
  std::optional<double> real = Field{.initial = 0.5};
  bool yes = Field{.initial = true};
  std::string text = Field{.initial = "new"};
  int plain = 7;
  std::string plain_text = "it's";
  Colour colour = Colour::green;
  migrate::timestamp now = std::chrono::system_clock::now();
  int none;
};
}  // namespace

TEST_CASE("initial values are the members' own and fill existing rows") {
  std::vector<std::string> initials;
  const auto table = table_of_model<Initials>();
  for (const auto& column : table.columns) initials.push_back(column.initial);
  CHECK(initials == std::vector<std::string>{"18", "0.5", "true", "'new'", "7", "'it''s'", "'green'", "", ""});
  const Initials object{};
  CHECK(object.number == 18);
  CHECK(object.real == 0.5);
  CHECK(object.yes);
  CHECK(object.text == "new");
}

namespace {
struct Keys {
  std::optional<std::int64_t> id = Field{.primary_key = true};
  std::string required;
  std::optional<std::string> allowed;
  std::optional<std::string> not_allowed = Field{.nullable = false};
  std::string allowed_too = Field{.nullable = true};
};
struct ComposedKey {
  std::int64_t part_one = Field{.primary_key = true};
  std::int64_t part_two = Field{.primary_key = true};
};
struct TextKey {
  std::string id = Field{.primary_key = true};
};
struct ReferringKey {
  std::int64_t id = Field{.primary_key = true, .foreign_key = &Keys::id};
};
struct NumberedKey {
  std::int64_t id = Field{.primary_key = true, .identity = migrate::Identity{.start = 1000}, .autoincrement = true};
};
struct UnnumberedKey {
  std::int64_t id = Field{.primary_key = true, .identity = false};
};
struct KeyWithDefault {
  std::int64_t id = Field{.primary_key = true, .server_default = 7};
};
}  // namespace

TEST_CASE("a column is nullable if it is optional, no key, and nothing else was said") {
  CHECK(columns_of<Keys>() == std::vector<std::string>{"id bigint", "required varchar", "allowed varchar null",
                                                       "not_allowed varchar", "allowed_too varchar null"});
}

TEST_CASE("only a single integer key that nothing else gives a value numbers its rows") {
  CHECK(table_of_model<Keys>().columns.front().identity == migrate::Identity{});
  CHECK_FALSE(table_of_model<ComposedKey>().columns.front().identity);
  CHECK(table_of_model<ComposedKey>().primary_key->columns.size() == 2);
  CHECK_FALSE(table_of_model<TextKey>().columns.front().identity);
  CHECK_FALSE((migrate::metadata<ReferringKey, Keys>().tables.front().columns.front().identity));
  CHECK_FALSE(table_of_model<UnnumberedKey>().columns.front().identity);
  CHECK_FALSE(table_of_model<KeyWithDefault>().columns.front().identity);
  const auto numbered = table_of_model<NumberedKey>().columns.front();
  CHECK(numbered.identity->start == 1000);
  CHECK(numbered.options.at("sqlite.autoincrement") == migrate::OptionValue(true));
}

namespace {
struct Everything {
  std::int64_t id = Field{.primary_key = true};
  int width;
  int height = Field{.name = "h", .renamed_from = "hight"};
  int area = Field{.generated = "width * h"};
  int volume = Field{.generated = migrate::stored("width * h * 2"), .comment = "twice \"it\""};
  std::string code = Field{.unique = true, .index = true};
  std::string text = Field{.collation = "NOCASE", .options = {migrate::option("mysql.invisible", true)}};
};
}  // namespace

TEST_CASE("a Field's other words reach the column") {
  const auto table = table_of_model<Everything>();
  CHECK(column_of(table, "h").renamed_from == "hight");
  CHECK(column_of(table, "area").generated == migrate::Generated{"width * h", false});
  CHECK(column_of(table, "volume").generated == migrate::Generated{"width * h * 2", true});
  CHECK(column_of(table, "volume").comment == "twice \"it\"");
  CHECK(column_of(table, "text").collation == "NOCASE");
  CHECK(column_of(table, "text").options.at("mysql.invisible") == migrate::OptionValue(true));
}

TEST_CASE("unique together with index is a unique index, as in SQLAlchemy") {
  const auto table = table_of_model<Everything>();
  CHECK(table.uniques.empty());
  REQUIRE(table.indexes.size() == 1);
  CHECK(table.indexes.front().unique);
}

// A type of the user's own, of which nothing is known but its SQL type: it cannot even be compared.
namespace {
struct Money {
  std::int64_t cents = 0;
};
struct Opaque {
  Opaque() = default;
  explicit Opaque(int) {}
  bool operator==(const Opaque&) const = delete;
};
enum class Level { low, high };
}  // namespace
template <>
struct migrate::sql_type<Money> {
  static constexpr auto type = "numeric(12,2)";
};
template <>
struct migrate::sql_type<Opaque> {
  static constexpr auto type = "postgresql:point";
};
template <>
struct migrate::sql_type<Level> {
  static constexpr auto type = "integer";
};
namespace {
struct Prices {
  std::int64_t id = Field{.primary_key = true};
  Money plain;
  Money net = Field{.comment = "net"};
  std::optional<Money> plain_maybe;
  std::optional<Money> gross = Field{.comment = "gross"};
  Opaque place = Field{.comment = "place"};
  Opaque plain_place;
  Level level = Field{.comment = "level"};
};
}  // namespace

TEST_CASE("a type of one's own is a column once sql_type knows it, annotated or not") {
  CHECK(columns_of<Prices>() == std::vector<std::string>{"id bigint", "plain numeric(12,2)", "net numeric(12,2)",
                                                         "plain_maybe numeric(12,2) null", "gross numeric(12,2) null",
                                                         "place postgresql:point", "plain_place postgresql:point",
                                                         "level integer"});
  const auto table = table_of_model<Prices>();
  for (const auto& column : table.columns) {
    CHECK(column.comment == (column.name == "id" || column.name.starts_with("plain") ? "" : column.name));
  }
  CHECK(migrate::metadata<Prices>().enums.empty());
}
