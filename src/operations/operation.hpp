// Operations: one schema change each, as a value. A revision holds two lists of them, up and down.
//
// An operation carries what it takes to undo it: a drop may hold the whole thing that is dropped, and a change both
// ends. Written by hand, the short forms do (a name instead of the thing); the optional members are then empty.
// The passes over them stand in a file each: read and write, describe, invert, apply.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "migrate/schema.hpp"
#include "src/base/error.hpp"

namespace migrate {

struct TableName {
  std::string name{};
  std::string schema{};

  bool operator==(const TableName&) const = default;
};

struct CreateTable {
  Table table{};
  bool operator==(const CreateTable&) const = default;
};
struct DropTable {
  TableName table{};
  std::optional<Table> definition{};
  bool operator==(const DropTable&) const = default;
};
struct RenameTable {
  TableName table{};
  std::string to{};
  bool operator==(const RenameTable&) const = default;
};
struct SetTableOptions {
  TableName table{};
  Options from{}, to{};
  bool operator==(const SetTableOptions&) const = default;
};
struct SetTableComment {
  TableName table{};
  std::string from{}, to{};
  bool operator==(const SetTableComment&) const = default;
};

struct AddColumn {
  TableName table{};
  Column column{};
  std::string backfill{};       ///< SQL expression for the rows that exist; empty: the default{}, or NULL
  std::string insert_before{};  ///< the column that it comes to stand before; empty, as the next one: the last place
  std::string insert_after{};
  bool operator==(const AddColumn&) const = default;
};
struct DropColumn {
  TableName table{};
  std::string column{};
  std::optional<Column> definition{};
  std::string backfill{};  ///< what the way back fills the column with{}, where it cannot be NULL
  bool operator==(const DropColumn&) const = default;
};
/// What the short form `set = {…}` of alter_column changes. An empty text removes what it names.
struct ColumnChange {
  std::string name{};
  std::optional<Type> type{};
  std::optional<bool> nullable{};
  std::optional<std::string> default_sql{};
  std::optional<std::string> collation{};
  std::optional<std::string> comment{};
  bool operator==(const ColumnChange&) const = default;
};
struct AlterColumn {
  TableName table{};
  std::string column{};  ///< its name before the change
  std::optional<Column> from{}, to{};
  ColumnChange set{};              ///< the short form{}, where from and to are absent
  std::string using_expression{};  ///< how existing values are converted
  std::string backfill{};          ///< what takes the place of NULL where the column no longer allows it
  bool operator==(const AlterColumn&) const = default;
};

struct CreatePrimaryKey {
  TableName table{};
  PrimaryKey primary_key{};
  bool operator==(const CreatePrimaryKey&) const = default;
};
struct CreateUnique {
  TableName table{};
  Unique unique{};
  bool operator==(const CreateUnique&) const = default;
};
struct CreateCheck {
  TableName table{};
  Check check{};
  bool operator==(const CreateCheck&) const = default;
};
struct CreateForeignKey {
  TableName table{};
  ForeignKey foreign_key{};
  bool operator==(const CreateForeignKey&) const = default;
};
struct CreateExclude {
  TableName table{};
  Exclusion exclude{};
  bool operator==(const CreateExclude&) const = default;
};
using Constraint = std::variant<PrimaryKey, Unique, Check, ForeignKey, Exclusion>;
/// Names the constraint, or holds it (which also finds one that has no name), or both.
struct DropConstraint {
  TableName table{};
  std::string name{};
  std::optional<Constraint> constraint{};
  bool operator==(const DropConstraint&) const = default;
};
struct RenameConstraint {
  TableName table{};
  std::string from{}, to{};
  bool operator==(const RenameConstraint&) const = default;
};

struct CreateIndex {
  TableName table{};
  Index index{};
  bool operator==(const CreateIndex&) const = default;
};
struct DropIndex {
  TableName table{};
  std::string name{};
  std::optional<Index> index{};
  bool operator==(const DropIndex&) const = default;
};
struct RenameIndex {
  TableName table{};
  std::string from{}, to{};
  bool operator==(const RenameIndex&) const = default;
};

struct CreateSchema {
  std::string name{};
  bool operator==(const CreateSchema&) const = default;
};
struct DropSchema {
  std::string name{};
  bool operator==(const DropSchema&) const = default;
};
struct CreateEnum {
  Enum type{};
  bool operator==(const CreateEnum&) const = default;
};
struct AlterEnum {
  Enum from{}, to{};
  std::map<std::string, std::string> renamed{};  ///< values: old → new
  bool operator==(const AlterEnum&) const = default;
};
struct DropEnum {
  std::string name{};
  std::optional<Enum> type{};
  bool operator==(const DropEnum&) const = default;
};
struct CreateSequence {
  Sequence sequence{};
  bool operator==(const CreateSequence&) const = default;
};
struct AlterSequence {
  Sequence from{}, to{};
  bool operator==(const AlterSequence&) const = default;
};
struct DropSequence {
  std::string name{};
  std::optional<Sequence> sequence{};
  bool operator==(const DropSequence&) const = default;
};

/// SQL text by dialect; the key "default" serves all that have none of their own.
struct Execute {
  std::map<std::string, std::string> sql{};
  std::map<std::string, Where> where{};  ///< where each text stands{}, for messages; not part of the meaning
  bool operator==(const Execute& other) const { return sql == other.sql; }
};
struct NullCell {
  bool operator==(const NullCell&) const = default;
};
/// An SQL expression that the database computes.
struct SqlCell {
  std::string sql{};
  bool operator==(const SqlCell&) const = default;
};
struct BytesCell {
  std::string bytes{};
  bool operator==(const BytesCell&) const = default;
};
using Cell = std::variant<bool, std::int64_t, double, std::string, NullCell, SqlCell, BytesCell>;
struct BulkInsert {
  TableName table{};
  std::vector<std::map<std::string, Cell>> rows{};  ///< a column that a row leaves out gets its default
  std::vector<std::size_t> lines{};                 ///< where each row stands{}, for messages; not part of the meaning
  bool operator==(const BulkInsert& other) const { return table == other.table && rows == other.rows; }
};
/// A data step of the models library.
struct Call {
  std::string step{};
  bool operator==(const Call&) const = default;
};

enum class Recreate { automatic, always, never };
struct Operation;
/// Several changes of one table in one pass, with a say on how SQLite does it.
struct Batch {
  TableName table{};
  Recreate recreate = Recreate::automatic;
  std::vector<Operation> operations;
  friend bool operator==(const Batch&, const Batch&);
};

using OperationVariant = std::variant<CreateTable, DropTable, RenameTable, SetTableOptions, SetTableComment, AddColumn,
                                      DropColumn, AlterColumn, CreatePrimaryKey, CreateUnique, CreateCheck,
                                      CreateForeignKey, CreateExclude, DropConstraint, RenameConstraint, CreateIndex,
                                      DropIndex, RenameIndex, CreateSchema, DropSchema, CreateEnum, AlterEnum, DropEnum,
                                      CreateSequence, AlterSequence, DropSequence, Execute, BulkInsert, Call, Batch>;

/// A std::variant whose copying, moving and comparing are compiled once: they are all of the vocabulary's, and every
/// file that holds an operation would have them anew.
struct AnyOperation : OperationVariant {
  using OperationVariant::OperationVariant;
  AnyOperation();
  AnyOperation(const AnyOperation& other);
  AnyOperation(AnyOperation&& other) noexcept;
  AnyOperation& operator=(const AnyOperation& other);
  AnyOperation& operator=(AnyOperation&& other) noexcept;
  ~AnyOperation();

  friend bool operator==(const AnyOperation& a, const AnyOperation& b);
};

/// One operation and where its revision file says it. Equality ignores the place.
struct Operation {
  AnyOperation value;
  Where where{};

  friend bool operator==(const Operation& a, const Operation& b) { return a.value == b.value; }
};

inline bool operator==(const Batch& a, const Batch& b) {
  return a.table == b.table && a.recreate == b.recreate && a.operations == b.operations;
}

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;  // clang before 17 does not deduce aggregates

/// The table an operation works on, under its name before the operation; none for enums, sequences, schemas, execute,
/// call.
std::optional<TableName> table_of(const Operation& operation);
/// The table that the foreign key refers to.
inline TableName parent_of(const ForeignKey& key) { return {key.references, key.references_schema}; }

}  // namespace migrate
