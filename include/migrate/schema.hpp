// The schema vocabulary: plain values that say what a database has, or what it ought to have.
//
// The same structs are the metadata that models export, the catalog that a dialect introspects, and the objects
// inside the operations of a revision file. They hold no behaviour; src/schema has the algebra over them.
// An empty string means "not said". This header includes nothing but the standard library.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace migrate {

/// A setting that one dialect alone has. Keys carry the dialect in front: `sqlite.strict`, `mysql.engine`.
using OptionValue = std::variant<bool, std::int64_t, std::string>;
using Options = std::map<std::string, OptionValue>;

/// The neutral types; each dialect says what it makes of them. `native` is a dialect's own type, kept as text.
enum class TypeKind {
  boolean,
  smallint,
  integer,
  bigint,
  real,
  double_precision,
  numeric,
  varchar,
  character,
  text,
  binary,
  varbinary,
  blob,
  date,
  time,
  timestamp,
  timestamptz,
  interval,
  uuid,
  json,
  enumeration,
  native,
};

/// A column type. Its text form is `varchar(50)`, `numeric(12,2)`, `enum(role)`, or `sqlite:MEDIUMINT`.
struct Type {
  TypeKind kind = TypeKind::text;
  std::optional<int> length{};  ///< of varchar, char, binary, varbinary: characters or bytes; of numeric: digits
  std::optional<int> scale{};   ///< of numeric: digits after the point
  std::string name{};           ///< of enumeration: the enum's name, or schema.name; of native: the type's text
  std::string dialect{};        ///< of native: whose type it is

  bool operator==(const Type&) const = default;
};

/// A column that numbers its rows: AUTO_INCREMENT, GENERATED … AS IDENTITY, SQLite's rowid.
struct Identity {
  bool always = false;
  std::optional<std::int64_t> start{}, increment{}, min{}, max{}, cache{};
  bool cycle = false;

  bool operator==(const Identity&) const = default;
};

struct Generated {
  std::string expression{};
  bool stored = false;

  bool operator==(const Generated&) const = default;
};

struct Column {
  std::string name{};
  Type type{};
  std::map<std::string, Type> type_by_dialect{};  ///< where it is another one than `type`
  bool nullable = true;
  std::optional<std::string> default_sql{};  ///< SQL text: `0`, `'draft'`, `CURRENT_TIMESTAMP`
  std::optional<Identity> identity{};
  std::optional<Generated> generated{};
  std::string collation{};
  std::string comment{};
  std::string initial{};  ///< metadata only: the client's default as SQL text; fills existing rows of a new column
  std::string renamed_from{};
  Options options{};

  bool operator==(const Column&) const = default;
};

enum class Order { asc, desc };
enum class Nulls { unset, first, last };

/// An element of a key or an index: a column or an expression.
struct IndexColumn {
  std::string column{};      ///< empty for an expression
  std::string expression{};  ///< SQL text
  Order order = Order::asc;
  Nulls nulls = Nulls::unset;
  std::string collation{};
  std::string opclass{};
  std::optional<int> length{};  ///< MySQL: an index over the first characters only

  bool operator==(const IndexColumn&) const = default;
};

/// When a constraint is checked; `unset` is the database's own default (immediate).
enum class Initially { unset, immediate, deferred };

struct PrimaryKey {
  std::string name{};
  std::vector<IndexColumn> columns{};
  bool deferrable = false;
  Initially initially = Initially::unset;
  std::vector<std::string> include{};
  Options options{};  ///< `sqlite.on_conflict`

  bool operator==(const PrimaryKey&) const = default;
};

struct Unique {
  std::string name{};
  std::vector<IndexColumn> columns{};
  bool deferrable = false;
  Initially initially = Initially::unset;
  bool nulls_not_distinct = false;
  std::vector<std::string> include{};
  Options options{};

  bool operator==(const Unique&) const = default;
};

struct Index {
  std::string name{};
  std::vector<IndexColumn> columns{};
  bool unique = false;
  std::string where{};
  std::string using_method{};
  std::vector<std::string> include{};
  std::map<std::string, std::string> with{};
  bool nulls_not_distinct = false;
  bool concurrently = false;  ///< how it is built, not what it is: never a difference
  std::string comment{};
  Options options{};

  bool operator==(const Index&) const = default;
};

enum class Action { no_action, restrict, cascade, set_null, set_default };
enum class Match { simple, full, partial };

struct ForeignKey {
  std::string name{};
  std::vector<std::string> columns{};
  std::string references_schema{};
  std::string references{};           ///< the parent table
  std::vector<std::string> target{};  ///< its columns; empty: its primary key
  Action on_delete = Action::no_action;
  Action on_update = Action::no_action;
  Match match = Match::simple;
  bool deferrable = false;
  Initially initially = Initially::unset;
  bool not_valid = false;
  Options options{};

  bool operator==(const ForeignKey&) const = default;
};

struct Check {
  std::string name{};
  std::string expression{};
  bool not_valid = false;
  bool no_inherit = false;
  Options options{};

  bool operator==(const Check&) const = default;
};

struct ExclusionElement {
  IndexColumn element{};
  std::string op{};

  bool operator==(const ExclusionElement&) const = default;
};

struct Exclusion {
  std::string name{};
  std::string using_method{};
  std::vector<ExclusionElement> elements{};
  std::string where{};
  bool deferrable = false;
  Initially initially = Initially::unset;

  bool operator==(const Exclusion&) const = default;
};

/// A `Relationship<T>` member of a model: no column; checked against the foreign keys, kept for diagrams.
struct TableRelationship {
  std::string name{};
  std::string references{};
  std::vector<std::string> columns{};  ///< the foreign key's, where the model says which
  bool many = false;

  bool operator==(const TableRelationship&) const = default;
};

struct Table {
  std::string name{};
  std::string schema{};
  std::string comment{};
  std::vector<Column> columns{};
  std::optional<PrimaryKey> primary_key{};
  std::vector<Unique> uniques{};
  std::vector<Index> indexes{};
  std::vector<ForeignKey> foreign_keys{};
  std::vector<Check> checks{};
  std::vector<Exclusion> exclusions{};
  std::vector<TableRelationship> relationships{};
  std::string renamed_from{};
  Options options{};

  bool operator==(const Table&) const = default;
};

struct Enum {
  std::string name{};
  std::string schema{};
  std::vector<std::string> values{};
  std::string comment{};

  bool operator==(const Enum&) const = default;
};

struct Sequence {
  std::string name{};
  std::string schema{};
  std::optional<Type> type{};
  std::optional<std::int64_t> start{}, increment{}, min{}, max{}, cache{};
  bool cycle = false;
  std::string owned_by{};

  bool operator==(const Sequence&) const = default;
};

/// A whole schema: the metadata of a model set, or the catalog of a database.
struct Schema {
  std::vector<Table> tables{};
  std::vector<Enum> enums{};
  std::vector<Sequence> sequences{};
  /// Catalog only: the named schemas that exist, also the empty ones. What has no schema is in the default one, which
  /// is not among them.
  std::vector<std::string> schemas{};

  bool operator==(const Schema&) const = default;
};

}  // namespace migrate
