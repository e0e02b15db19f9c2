// The keys of operations, said once for the reader and the writer: the counterpart of migrate/detail/fields.hpp.
//
// Beside `required` and `optional` a visitor of operations knows the shapes that schema values lack: a thing or only
// its name (`either`), the keys of a whole table (`body`), one of the constraints, SQL by dialect, rows, a list of
// operations.
#pragma once

#include <array>
#include <string_view>

#include "migrate/detail/fields.hpp"
#include "src/operations/operation.hpp"

namespace migrate {

constexpr auto names(Recreate) { return std::to_array<std::string_view>({"auto", "always", "never"}); }

}  // namespace migrate

namespace migrate::detail {

/// The value of `op`, in the order of AnyOperation.
inline constexpr auto operation_names = std::to_array<std::string_view>({"create_table",
                                                                         "drop_table",
                                                                         "rename_table",
                                                                         "set_table_options",
                                                                         "set_table_comment",
                                                                         "add_column",
                                                                         "drop_column",
                                                                         "alter_column",
                                                                         "create_primary_key",
                                                                         "create_unique",
                                                                         "create_check",
                                                                         "create_foreign_key",
                                                                         "create_exclude",
                                                                         "drop_constraint",
                                                                         "rename_constraint",
                                                                         "create_index",
                                                                         "drop_index",
                                                                         "rename_index",
                                                                         "create_schema",
                                                                         "drop_schema",
                                                                         "create_enum",
                                                                         "alter_enum",
                                                                         "drop_enum",
                                                                         "create_sequence",
                                                                         "alter_sequence",
                                                                         "drop_sequence",
                                                                         "execute",
                                                                         "bulk_insert",
                                                                         "call",
                                                                         "batch"});
static_assert(operation_names.size() == std::variant_size_v<OperationVariant>);

/// `rename_table`, `rename_constraint`, … : what changes from one text or value to another.
template <class C>
concept FromTo = Is<C, RenameConstraint> || Is<C, RenameIndex> || Is<C, SetTableOptions> || Is<C, SetTableComment>;

template <class V>
void table_name(V& v, auto& name) {
  v.required("table", name.name);
  v.optional("schema", name.schema);
}

template <class V, Is<CreateTable> C>
void fields(V& v, C& o) {
  table_name(v, o.table);
  table_body(v, o.table);
}
template <class V, Is<DropTable> C>
void fields(V& v, C& o) {
  table_name(v, o.table);
  v.body(o.table, o.definition);
}
template <class V, Is<RenameTable> C>
void fields(V& v, C& o) {
  table_name(v, o.table);
  v.required("to", o.to);
}
template <class V, FromTo C>
void fields(V& v, C& o) {
  table_name(v, o.table);
  v.optional("from", o.from);
  v.optional("to", o.to);
}
template <class V, Is<AddColumn> C>
void fields(V& v, C& o) {
  table_name(v, o.table);
  v.required("column", o.column);
  v.optional("backfill", o.backfill);
  v.optional("insert_before", o.insert_before);
  v.optional("insert_after", o.insert_after);
}
template <class V, Is<DropColumn> C>
void fields(V& v, C& o) {
  table_name(v, o.table);
  v.either("column", o.column, o.definition);
  v.optional("backfill", o.backfill);
}
template <class V, Is<ColumnChange> C>
void fields(V& v, C& change) {
  v.optional("name", change.name);
  v.optional("type", change.type);
  v.optional("nullable", change.nullable);
  v.optional("default", change.default_sql);
  v.optional("collation", change.collation);
  v.optional("comment", change.comment);
}
template <class V, Is<AlterColumn> C>
void fields(V& v, C& o) {
  table_name(v, o.table);
  v.change(o);
  v.optional("using", o.using_expression);
  v.optional("backfill", o.backfill);
}
template <class V, Is<CreatePrimaryKey> C>
void fields(V& v, C& o) {
  table_name(v, o.table);
  v.required("primary_key", o.primary_key);
}
template <class V, Is<CreateUnique> C>
void fields(V& v, C& o) {
  table_name(v, o.table);
  v.required("unique", o.unique);
}
template <class V, Is<CreateCheck> C>
void fields(V& v, C& o) {
  table_name(v, o.table);
  v.required("check", o.check);
}
template <class V, Is<CreateForeignKey> C>
void fields(V& v, C& o) {
  table_name(v, o.table);
  v.required("foreign_key", o.foreign_key);
}
template <class V, Is<CreateExclude> C>
void fields(V& v, C& o) {
  table_name(v, o.table);
  v.required("exclude", o.exclude);
}
template <class V, Is<DropConstraint> C>
void fields(V& v, C& o) {
  table_name(v, o.table);
  v.constraint(o);
}
template <class V, Is<CreateIndex> C>
void fields(V& v, C& o) {
  table_name(v, o.table);
  v.required("index", o.index);
}
template <class V, Is<DropIndex> C>
void fields(V& v, C& o) {
  table_name(v, o.table);
  v.either("index", o.name, o.index);
}
template <class V, class C>
requires Is<C, CreateSchema> || Is<C, DropSchema>
void fields(V& v, C& o) { v.required("name", o.name); }
template <class V, Is<CreateEnum> C>
void fields(V& v, C& o) {
  v.required("enum", o.type);
}
template <class V, Is<AlterEnum> C>
void fields(V& v, C& o) {
  v.required("from", o.from);
  v.required("to", o.to);
  v.optional("renamed", o.renamed);
}
template <class V, Is<DropEnum> C>
void fields(V& v, C& o) {
  v.either("enum", o.name, o.type);
}
template <class V, Is<CreateSequence> C>
void fields(V& v, C& o) {
  v.required("sequence", o.sequence);
}
template <class V, Is<AlterSequence> C>
void fields(V& v, C& o) {
  v.required("from", o.from);
  v.required("to", o.to);
}
template <class V, Is<DropSequence> C>
void fields(V& v, C& o) {
  v.either("sequence", o.name, o.sequence);
}
template <class V, Is<Execute> C>
void fields(V& v, C& o) {
  v.sql(o);
}
template <class V, Is<BulkInsert> C>
void fields(V& v, C& o) {
  table_name(v, o.table);
  v.rows(o);
}
template <class V, Is<Call> C>
void fields(V& v, C& o) {
  v.required("step", o.step);
}
template <class V, Is<Batch> C>
void fields(V& v, C& o) {
  table_name(v, o.table);
  v.optional("recreate", o.recreate);
  v.list(o);
}

}  // namespace migrate::detail
