// The keys of the schema vocabulary, said once.
//
// `fields(visitor, value)` calls the visitor for each key of a value in the order in which files show them:
// `visitor.required(key, member)`, or `visitor.optional(key, member, default)` for what may be left out. Whoever reads,
// writes or prints the values (the TOML writer beside this file, the reader and the JSON printer in src/schema) is such
// a visitor, so that a key cannot be known to one of them and not to another.
#pragma once

#include <array>
#include <string_view>
#include <type_traits>
#include <utility>

#include "migrate/schema.hpp"

namespace migrate::detail {

/// `T` or `const T`: one description serves the readers and the writers.
template <class C, class T>
concept Is = std::is_same_v<std::remove_const_t<C>, T>;

/// The spelling of an enumeration in files: `names(E{})` has the text of each enumerator, in order.
constexpr auto names(TypeKind) {
  return std::to_array<std::string_view>({"boolean", "smallint", "integer", "bigint",    "real",        "double",
                                          "numeric", "varchar",  "char",    "text",      "binary",      "varbinary",
                                          "blob",    "date",     "time",    "timestamp", "timestamptz", "interval",
                                          "uuid",    "json",     "enum",    "native"});
}
constexpr auto names(Order) { return std::to_array<std::string_view>({"asc", "desc"}); }
constexpr auto names(Nulls) { return std::to_array<std::string_view>({"", "first", "last"}); }
constexpr auto names(Initially) { return std::to_array<std::string_view>({"", "immediate", "deferred"}); }
constexpr auto names(Action) {
  return std::to_array<std::string_view>({"no action", "restrict", "cascade", "set null", "set default"});
}
constexpr auto names(Match) { return std::to_array<std::string_view>({"simple", "full", "partial"}); }

template <class E>
concept Spelled = std::is_enum_v<E> && requires(E e) {
  names(e);
};

template <Spelled E>
constexpr auto spellings() {
  return names(E{});
}

template <Spelled E>
constexpr std::string_view spelling(E value) {
  return names(value)[static_cast<std::size_t>(value)];
}

template <class V, Is<Identity> C>
void fields(V& v, C& identity) {
  v.optional("always", identity.always);
  v.optional("start", identity.start);
  v.optional("increment", identity.increment);
  v.optional("min", identity.min);
  v.optional("max", identity.max);
  v.optional("cache", identity.cache);
  v.optional("cycle", identity.cycle);
}

template <class V, Is<Generated> C>
void fields(V& v, C& generated) {
  v.required("expression", generated.expression);
  v.optional("stored", generated.stored);
}

template <class V, Is<Column> C>
void fields(V& v, C& column) {
  v.required("name", column.name);
  v.type("type", column.type, column.type_by_dialect);
  v.optional("nullable", column.nullable, true);
  v.optional("default", column.default_sql);
  v.optional("identity", column.identity);
  v.optional("generated", column.generated);
  v.optional("collation", column.collation);
  v.optional("comment", column.comment);
  v.optional("initial", column.initial);
  v.optional("renamed_from", column.renamed_from);
  v.options(column.options);
}

template <class V, Is<IndexColumn> C>
void fields(V& v, C& element) {
  v.optional("column", element.column);
  v.optional("expression", element.expression);
  v.optional("order", element.order);
  v.optional("nulls", element.nulls);
  v.optional("collation", element.collation);
  v.optional("opclass", element.opclass);
  v.optional("length", element.length);
}

template <class V, Is<PrimaryKey> C>
void fields(V& v, C& key) {
  v.optional("name", key.name);
  v.required("columns", key.columns);
  v.optional("deferrable", key.deferrable);
  v.optional("initially", key.initially);
  v.optional("include", key.include);
  v.options(key.options);
}

template <class V, Is<Unique> C>
void fields(V& v, C& unique) {
  v.optional("name", unique.name);
  v.required("columns", unique.columns);
  v.optional("deferrable", unique.deferrable);
  v.optional("initially", unique.initially);
  v.optional("nulls_not_distinct", unique.nulls_not_distinct);
  v.optional("include", unique.include);
  v.options(unique.options);
}

template <class V, Is<Index> C>
void fields(V& v, C& index) {
  v.optional("name", index.name);
  v.required("columns", index.columns);
  v.optional("unique", index.unique);
  v.optional("where", index.where);
  v.optional("using", index.using_method);
  v.optional("include", index.include);
  v.optional("with", index.with);
  v.optional("nulls_not_distinct", index.nulls_not_distinct);
  v.optional("concurrently", index.concurrently);
  v.optional("comment", index.comment);
  v.options(index.options);
}

template <class V, Is<ForeignKey> C>
void fields(V& v, C& key) {
  v.optional("name", key.name);
  v.required("columns", key.columns);
  v.optional("references_schema", key.references_schema);
  v.required("references", key.references);
  v.optional("target", key.target);
  v.optional("on_delete", key.on_delete);
  v.optional("on_update", key.on_update);
  v.optional("match", key.match);
  v.optional("deferrable", key.deferrable);
  v.optional("initially", key.initially);
  v.optional("not_valid", key.not_valid);
  v.options(key.options);
}

template <class V, Is<Check> C>
void fields(V& v, C& check) {
  v.optional("name", check.name);
  v.required("expression", check.expression);
  v.optional("not_valid", check.not_valid);
  v.optional("no_inherit", check.no_inherit);
  v.options(check.options);
}

template <class V, Is<ExclusionElement> C>
void fields(V& v, C& element) {
  fields(v, element.element);
  v.required("operator", element.op);
}

template <class V, Is<Exclusion> C>
void fields(V& v, C& exclusion) {
  v.optional("name", exclusion.name);
  v.optional("using", exclusion.using_method);
  v.required("elements", exclusion.elements);
  v.optional("where", exclusion.where);
  v.optional("deferrable", exclusion.deferrable);
  v.optional("initially", exclusion.initially);
}

template <class V, Is<TableRelationship> C>
void fields(V& v, C& relationship) {
  v.required("name", relationship.name);
  v.required("references", relationship.references);
  v.optional("columns", relationship.columns);
  v.optional("many", relationship.many);
}

/// Everything of a table but its name and schema: what `create_table` shares with `[[table]]`.
template <class V, Is<Table> C>
void table_body(V& v, C& table) {
  v.optional("comment", table.comment);
  v.required("columns", table.columns);
  v.optional("primary_key", table.primary_key);
  v.optional("uniques", table.uniques);
  v.optional("indexes", table.indexes);
  v.optional("foreign_keys", table.foreign_keys);
  v.optional("checks", table.checks);
  v.optional("exclusions", table.exclusions);
  v.optional("relationships", table.relationships);
  v.optional("renamed_from", table.renamed_from);
  v.optional("options", table.options);
}

template <class V, Is<Table> C>
void fields(V& v, C& table) {
  v.required("name", table.name);
  v.optional("schema", table.schema);
  table_body(v, table);
}

template <class V, Is<Enum> C>
void fields(V& v, C& type) {
  v.required("name", type.name);
  v.optional("schema", type.schema);
  v.required("values", type.values);
  v.optional("comment", type.comment);
}

template <class V, Is<Sequence> C>
void fields(V& v, C& sequence) {
  v.required("name", sequence.name);
  v.optional("schema", sequence.schema);
  v.optional("type", sequence.type);
  v.optional("start", sequence.start);
  v.optional("increment", sequence.increment);
  v.optional("min", sequence.min);
  v.optional("max", sequence.max);
  v.optional("cache", sequence.cache);
  v.optional("cycle", sequence.cycle);
  v.optional("owned_by", sequence.owned_by);
}

}  // namespace migrate::detail
