// Names, table arguments, foreign keys, mixins, relationships, structs that cannot be touched.
#include "migrate/models.hpp"
#include "tests/models/from_structs.hpp"
#include "tests/support/catch.hpp"

using migrate::column;
using migrate::expression;
using migrate::Field;
using migrate::option;
using migrate::test::complaint;

namespace {

template <class Model, class... Others>
migrate::Table table_for() {
  return migrate::metadata<Model, Others...>().tables.front();
}

struct HTTPServerLog {
  std::int64_t id = Field{.primary_key = true};
};
struct Named {
  static constexpr auto tablename = "people";
  static constexpr auto schema = "staff";
  static constexpr auto comment = "who works here";
  static constexpr auto renamed_from = "persons";
  std::int64_t id = Field{.primary_key = true};
};
// Members that are called like the words above are columns.
struct Confusing {
  std::int64_t id = Field{.primary_key = true};
  std::string tablename;
  std::string schema;
  std::string comment;
  std::string renamed_from;

  static auto table_args() { return migrate::table_args(migrate::comment("still commented")); }
};
template <class T>
struct PageOf {
  std::int64_t id = Field{.primary_key = true};
};

}  // namespace

TEST_CASE("a table is called like its struct, in snake case") {
  CHECK(table_for<HTTPServerLog>().name == "http_server_log");
  CHECK(migrate::detail::snake_case("HeroTeamLink") == "hero_team_link");
  CHECK(migrate::detail::snake_case("Hero2Team") == "hero2_team");
  CHECK(migrate::detail::snake_case("already_snake") == "already_snake");
}

TEST_CASE("a table's name, schema, comment and former name can be said") {
  const auto table = table_for<Named>();
  CHECK(table.name == "people");
  CHECK(table.schema == "staff");
  CHECK(table.comment == "who works here");
  CHECK(table.renamed_from == "persons");
}

TEST_CASE("members that are called like a table's words are columns") {
  const auto table = table_for<Confusing>();
  CHECK(table.name == "confusing");
  CHECK(table.columns.size() == 5);
  CHECK(table.comment == "still commented");
}

TEST_CASE("a template needs a name for its table") {
  CHECK(complaint<PageOf<int>>().find("add `static constexpr auto tablename`") != std::string::npos);
}

namespace {

struct Stamps {
  migrate::timestamp created_at = Field{.server_default = migrate::sql("CURRENT_TIMESTAMP"), .name = "made_at"};
  std::optional<migrate::timestamp> updated_at;
};
struct Audit {
  Stamps stamps = {};
  std::string by_whom = Field{.index = true};
};
struct Order {
  std::int64_t number = Field{.primary_key = true, .name = "no"};
  std::string part = Field{.primary_key = true};
};
struct Line {
  std::int64_t id;
  std::int64_t order_number;
  std::string part;
  int amount;
  Audit audit = {};

  static auto table_args() {
    return migrate::table_args(
        migrate::primary_key("pk_line", &Line::id),
        migrate::foreign_key("fk_line_order", {&Line::order_number, &Line::part}, {&Order::number, &Order::part})
            .ondelete("cascade")
            .onupdate("SET DEFAULT")
            .initially_deferred(),
        migrate::unique("uq_line", &Line::part, &Stamps::created_at).nulls_not_distinct(),
        migrate::index(&Line::part, column(&Line::amount).desc().nulls_last()).where("amount > 0").include({"id"}),
        migrate::index("ix_lower", expression("lower(part)"), column("made_at").collation("NOCASE")).unique(),
        migrate::check("amount > 0"), migrate::check("few", "amount < 100").not_valid(), option("sqlite.strict", true),
        option("mysql.engine", "InnoDB"));
  }
};

}  // namespace

TEST_CASE("table arguments become keys, indexes and checks") {
  CHECK(migrate::detail::toml_section("table", table_for<Line, Order>()) == R"toml([[table]]
name = "line"
columns = [
  { name = "id", type = "bigint", nullable = false, identity = true },
  { name = "order_number", type = "bigint", nullable = false },
  { name = "part", type = "varchar", nullable = false },
  { name = "amount", type = "integer", nullable = false },
  { name = "made_at", type = "timestamp", nullable = false, default = "CURRENT_TIMESTAMP" },
  { name = "updated_at", type = "timestamp" },
  { name = "by_whom", type = "varchar", nullable = false },
]
primary_key = { name = "pk_line", columns = ["id"] }
uniques = [
  { name = "uq_line", columns = ["part", "made_at"], nulls_not_distinct = true },
]
indexes = [
  { columns = ["by_whom"] },
  { columns = ["part", { column = "amount", order = "desc", nulls = "last" }], where = "amount > 0", include = ["id"] },
  { name = "ix_lower", columns = [{ expression = "lower(part)" }, { column = "made_at", collation = "NOCASE" }], unique = true },
]
foreign_keys = [
  { name = "fk_line_order", columns = ["order_number", "part"], references = "order", target = ["no", "part"], on_delete = "cascade", on_update = "set default", deferrable = true, initially = "deferred" },
]
checks = [
  { expression = "amount > 0" },
  { name = "few", expression = "amount < 100", not_valid = true },
]
options = { mysql.engine = "InnoDB", sqlite.strict = true }
)toml");
}

namespace {
struct Stranger {
  std::int64_t id = Field{.primary_key = true};
};
struct Lost {
  std::int64_t id = Field{.primary_key = true};
  static auto table_args() {
    return migrate::table_args(migrate::unique(&Stranger::id),
                               migrate::foreign_key({&Lost::id}, {&Stranger::id}).ondelete("CASCADED"));
  }
};
struct ThrowingArgs {
  std::int64_t id = Field{.primary_key = true};
  static migrate::TableArgs table_args() { throw std::runtime_error("not now"); }
};
}  // namespace

TEST_CASE("mistakes in table arguments name their table") {
  const auto lines = complaint<Lost>();  // in the order in which the compiler evaluates arguments
  CHECK(lines.find("lost: its table_args name a member of Stranger that is not a column of this table") != lines.npos);
  CHECK(lines.find("lost: the foreign key refers to Stranger, which is not among the exported models: add it to "
                   "MIGRATE_EXPORT_MODELS") != lines.npos);
  CHECK(lines.find("lost: ondelete cannot be 'CASCADED', did you mean 'CASCADE'?") != lines.npos);
  CHECK(complaint<ThrowingArgs>() == "throwing_args: its table_args() threw an exception: not now");
}

namespace {
struct Employee;
struct Department {
  static constexpr auto schema = "staff";
  std::int64_t id = Field{.primary_key = true};
  std::optional<std::int64_t> head_id = Field{.foreign_key = "staff.employee.id", .deferrable = true};
  migrate::Relationship<std::vector<Employee>> employees = {};
};
struct Employee {
  static constexpr auto schema = "staff";
  std::int64_t id = Field{.primary_key = true};
  std::int64_t department_id = Field{.foreign_key = &Department::id, .onupdate = "CASCADE"};
  std::optional<std::int64_t> boss_id = Field{.foreign_key = &Employee::id, .initially = "deferred"};
  migrate::Relationship<Department> department = migrate::via(&Employee::department_id);
  migrate::Relationship<Employee> boss = migrate::via(&Employee::boss_id);
  migrate::Transient<std::vector<std::string>> cache;
  migrate::Transient<Department> loaded;
  std::string name = Field{.index = true};
};
}  // namespace

TEST_CASE("a foreign key goes by member or, for cycles, by name") {
  const auto schema = migrate::metadata<Department, Employee>();
  const auto& by_name = schema.tables[0].foreign_keys.front();
  CHECK(by_name.references_schema == "staff");
  CHECK(by_name.references == "employee");
  CHECK(by_name.target == std::vector<std::string>{"id"});
  CHECK(by_name.deferrable);
  const auto& by_member = schema.tables[1].foreign_keys.front();
  CHECK(by_member.references_schema == "staff");
  CHECK(by_member.references == "department");
  CHECK(by_member.on_update == migrate::Action::cascade);
  const auto& to_itself = schema.tables[1].foreign_keys.back();
  CHECK(to_itself.references == "employee");
  CHECK(to_itself.initially == migrate::Initially::deferred);
  CHECK(to_itself.deferrable);
}

TEST_CASE("relationships and transient members make no columns") {
  const auto schema = migrate::metadata<Department, Employee>();
  CHECK(schema.tables[1].columns.size() == 4);
  CHECK(schema.tables[1].indexes.size() == 1);
  CHECK(schema.tables[0].relationships ==
        std::vector<migrate::TableRelationship>{{.name = "employees", .references = "employee", .many = true}});
  CHECK(schema.tables[1].relationships ==
        std::vector<migrate::TableRelationship>{
            {.name = "department", .references = "department", .columns = {"department_id"}},
            {.name = "boss", .references = "employee", .columns = {"boss_id"}}});
}

TEST_CASE("a transient member holds its value") {
  Employee employee{};
  employee.cache->push_back("x");
  CHECK((*employee.cache).size() == 1);
}

// Structs that belong to somebody else: one is no aggregate, one has a member that is no column.
class Legacy {
 public:
  Legacy(int) {}
  std::int64_t id = 0;
  std::string title;
  void* handle = nullptr;
};
struct Foreign {
  int key;
  int other;
};
template <>
struct migrate::table_of<Legacy> {
  static constexpr auto tablename = "old_things";
  static constexpr auto comment = "from before";
  static auto columns() {
    return migrate::columns(migrate::column<&Legacy::id>(Field{.primary_key = true}),
                            migrate::column<&Legacy::title>(Field{.max_length = 50, .name = "name"}));
  }
  static auto table_args() { return migrate::table_args(migrate::unique(&Legacy::title)); }
};
template <>
struct migrate::table_of<Foreign> {
  static constexpr auto tablename = "abroad";
};
namespace {
struct Newer {
  std::int64_t id = Field{.primary_key = true, .foreign_key = &Legacy::id};
};
}  // namespace

TEST_CASE("a struct that cannot be touched is described beside it") {
  const auto schema = migrate::metadata<Legacy, Newer, Foreign>();
  CHECK(migrate::detail::toml_section("table", schema.tables[0]) == R"toml([[table]]
name = "old_things"
comment = "from before"
columns = [
  { name = "id", type = "bigint", nullable = false, identity = true },
  { name = "name", type = "varchar(50)", nullable = false },
]
primary_key = { columns = ["id"] }
uniques = [
  { columns = ["name"] },
]
)toml");
  CHECK(schema.tables[1].foreign_keys.front().references == "old_things");
  CHECK(schema.tables[2].name == "abroad");
  CHECK(schema.tables[2].columns.size() == 2);
}

namespace {
int three_at_least(int number) { return number < 3 ? 3 : number; }
struct Stray {
  std::int64_t id = Field{.primary_key = true};
  int age = three_at_least(Field{.index = true});  // this Field makes a number, and no column of it
};
struct Throws {
  std::string name = std::string().substr(0, 0) + std::to_string(std::stoi("x"));
};
}  // namespace

TEST_CASE("a model that cannot be built says so by its name") {
  CHECK(complaint<Throws>() == "Throws: building it threw an exception: stoi");
  CHECK(complaint<Stray>() ==
        "Stray: its annotations do not match its members: a Field stands behind a member, `name = Field{...}`, and "
        "nowhere else");
}

TEST_CASE("an exported document holds the schema or what is wrong with it") {
  CHECK(migrate::detail::exported_document<Named>().starts_with("format = 1\n\n[[table]]\nname = \"people\""));
  CHECK(migrate::detail::exported_document<ThrowingArgs>() ==
        "format = 1\nerror = \"throwing_args: its table_args() threw an exception: not now\"\n");
}
