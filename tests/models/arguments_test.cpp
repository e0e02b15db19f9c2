// Exclusions, sequences, names in lower case, columns of mixins, bases and private members: from the struct through
// the document into the schema.
#include "migrate/models.hpp"
#include "src/schema/read_toml.hpp"
#include "tests/models/from_structs.hpp"
#include "tests/support/catch.hpp"

using migrate::column;
using migrate::expression;
using migrate::Field;
using migrate::test::complaint;
using migrate::test::through_document;

namespace {

struct Stay {
  std::int64_t id = Field{.primary_key = true};
  int room;
  std::string during = Field{.type = {"varchar(40)", "postgresql:tsrange"}};
  bool cancelled;
  std::string number = Field{.server_default = migrate::sql("nextval('stay_number')")};

  static auto table_args() {
    return migrate::table_args(
        migrate::exclude("no_overlap", column(&Stay::room).with("="), column(&Stay::during).with("&&"))
            .where("not cancelled")
            .initially_deferred(),
        migrate::exclude(expression("lower(number)").opclass("text_ops").with("=")).using_method("hash"),
        migrate::index(&Stay::room).include({&Stay::during, "cancelled"}).with("fillfactor", "70"),
        migrate::unique(&Stay::number).include({&Stay::room}),
        migrate::sequence("stay_number").start(1000).increment(5).min(1).max(99999).cache(10).cycle().type("integer"),
        migrate::sequence("other").schema("elsewhere").owned_by("stay.number"));
  }
};

}  // namespace

TEST_CASE("exclusion constraints and sequences stand among the table's arguments") {
  const auto schema = through_document<Stay>();
  const auto& stay = schema.tables.front();
  CHECK(migrate::detail::toml_section("table", stay).find(R"toml(exclusions = [
  { name = "no_overlap", using = "gist", elements = [{ column = "room", operator = "=" }, { column = "during", operator = "&&" }], where = "not cancelled", deferrable = true, initially = "deferred" },
  { using = "hash", elements = [{ expression = "lower(number)", opclass = "text_ops", operator = "=" }] },
])toml") != std::string::npos);
  CHECK(stay.indexes.front().include == std::vector<std::string>{"during", "cancelled"});
  CHECK(stay.indexes.front().with == std::map<std::string, std::string>{{"fillfactor", "70"}});
  CHECK(stay.uniques.front().include == std::vector<std::string>{"room"});
  REQUIRE(schema.sequences.size() == 2);
  CHECK(migrate::detail::toml_section("sequence", schema.sequences[0]) == R"toml([[sequence]]
name = "stay_number"
type = "integer"
start = 1000
increment = 5
min = 1
max = 99999
cache = 10
cycle = true
)toml");
  CHECK(schema.sequences[1] == migrate::Sequence{.name = "other", .schema = "elsewhere", .owned_by = "stay.number"});
}

namespace {
struct InSchema {
  static constexpr auto schema = "staff";
  std::int64_t id = Field{.primary_key = true};
  static auto table_args() { return migrate::table_args(migrate::sequence("numbers")); }
};
struct AlsoInSchema {
  static constexpr auto schema = "staff";
  std::int64_t id = Field{.primary_key = true};
  static auto table_args() { return migrate::table_args(migrate::sequence("numbers")); }
};
struct Contradicting {
  static constexpr auto schema = "staff";
  std::int64_t id = Field{.primary_key = true};
  static auto table_args() { return migrate::table_args(migrate::sequence("numbers").start(7).type("bigit")); }
};
}  // namespace

TEST_CASE("a sequence that two models name is one, in the schema of its table, and must be said alike") {
  const auto schema = through_document<InSchema, AlsoInSchema>();
  REQUIRE(schema.sequences.size() == 1);
  CHECK(schema.sequences.front().schema == "staff");
  CHECK(complaint<InSchema, Contradicting>() ==
        "contradicting: there is no type 'bigit', did you mean 'bigint'?\n"
        "contradicting: there are two sequences 'numbers'");
}

namespace {
enum class TaskStatus { open, done };
struct HeroTeamLink {
  std::int64_t id = Field{.primary_key = true};
  TaskStatus status;
};
struct Called {
  static constexpr auto tablename = "CalledSo";
  std::int64_t link_id = Field{.primary_key = true, .foreign_key = &HeroTeamLink::id};
  migrate::Relationship<HeroTeamLink> link = {};
};
}  // namespace

TEST_CASE("LowerCaseNames calls tables and enums as SQLModel and SQLAlchemy do, wherever it stands") {
  const auto schema = through_document<migrate::LowerCaseNames, HeroTeamLink, Called>();
  REQUIRE(schema.tables.size() == 2);
  CHECK(schema.tables[0].name == "heroteamlink");
  CHECK(schema.tables[0].columns[1].type.name == "taskstatus");
  CHECK(schema.enums.front().name == "taskstatus");
  CHECK(schema.tables[1].name == "CalledSo");
  CHECK(schema.tables[1].foreign_keys.front().references == "heroteamlink");
  CHECK(schema.tables[1].relationships.front().references == "heroteamlink");
  CHECK(through_document<HeroTeamLink, Called, migrate::LowerCaseNames>() == schema);
}

namespace {
struct Tree {
  std::int64_t id = Field{.primary_key = true};
  std::optional<std::int64_t> parent_id = Field{.foreign_key = &Tree::id};
};
struct Category {
  Tree tree = {};
  std::string name;
};
struct Folder {
  Tree tree = {};
};
struct File {
  std::int64_t id = Field{.primary_key = true};
  std::int64_t folder_id = Field{.foreign_key = &Tree::id};
};
}  // namespace

TEST_CASE("a key inside a mixin means its own table; from outside, a mixin's column must be one table's") {
  const auto schema = through_document<Category, Folder>();
  CHECK(schema.tables[0].foreign_keys.front().references == "category");
  CHECK(schema.tables[1].foreign_keys.front().references == "folder");
  CHECK(through_document<Folder, File>().tables[1].foreign_keys.front().references == "folder");
  CHECK(complaint<Folder, File, Category>() ==
        "file.folder_id: the foreign key refers to a member of Tree, which several tables have (folder, category): "
        "write it as text, \"folder.id\"");
  CHECK(complaint<File>() ==
        "file.folder_id: the foreign key refers to Tree, which is not among the exported models: "
        "add it to MIGRATE_EXPORT_MODELS");
}

// A class with a base, a constructor and private members.
namespace {
struct Entity {
  std::int64_t id = 0;
};
class Account : public Entity {
 public:
  explicit Account(std::string owner) : owner_(std::move(owner)) {}
  const std::string& owner() const { return owner_; }
  std::optional<int> limit;

 private:
  std::string owner_;
};
struct Booking {
  std::int64_t id = Field{.primary_key = true};
  std::int64_t account_id = Field{.foreign_key = &Account::id};
  std::string owner = Field{.foreign_key = "account.owner"};
};
}  // namespace
template <>
struct migrate::table_of<Account> {
  static auto columns() {
    return migrate::columns(migrate::column<&Account::id>(Field{.primary_key = true}),
                            migrate::column<&Account::limit>(),
                            migrate::column<std::string>("owner", Field{.unique = true, .max_length = 80}));
  }
  static auto table_args() { return migrate::table_args(migrate::index(&Account::limit, migrate::column("owner"))); }
};

TEST_CASE("a class with a base, a constructor and private members is described beside it") {
  const auto schema = through_document<Booking, Account>();
  CHECK(migrate::detail::toml_section("table", schema.tables[1]) == R"toml([[table]]
name = "account"
columns = [
  { name = "id", type = "bigint", nullable = false, identity = true },
  { name = "limit", type = "integer" },
  { name = "owner", type = "varchar(80)", nullable = false },
]
primary_key = { columns = ["id"] }
uniques = [
  { columns = ["owner"] },
]
indexes = [
  { columns = ["limit", "owner"] },
]
)toml");
  CHECK(schema.tables[0].foreign_keys.front().references == "account");
  CHECK(schema.tables[0].foreign_keys.front().target == std::vector<std::string>{"id"});
}
