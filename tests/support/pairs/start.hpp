// Random schemas to begin with: two to six tables that refer to each other in every way that tables do.
#pragma once

#include "tests/support/pairs/parts.hpp"

namespace migrate::test {

class PairStart {
 public:
  PairStart(Random& random, const PairFeatures& features, PairParts& parts)
      : random_(random), features_(features), parts_(parts) {}

  Schema make() {
    Schema out;
    out.enums.push_back({"level", "", {"low", "mid", "high"}, ""});
    const auto count = 2 + random_.below(5);
    while (out.tables.size() < count) add_table(out);
    if (random_.chance(30)) close_a_ring(out);
    if (features_.partitions && random_.chance(30)) add_partitioned(out);
    if (features_.inherits && random_.chance(30)) add_heir(out);
    if (features_.sequences && random_.chance(40)) out.sequences.push_back(sequence(out));
    for (auto& table : out.tables) add_indexes(out, table);
    return out;
  }

  /// A table with keys to those that are there.
  void add_table(Schema& schema) {
    Table table{.name = parts_.next("t")};
    if (features_.schemas && random_.chance(25)) table.schema = "billing";
    if (features_.comments && random_.chance(15)) table.comment = "rows of " + table.name;
    for (const auto& option : features_.table_options) {
      if (random_.chance(10)) table.options[option[0]] = option[1 + random_.below(option.size() - 1)];
    }
    schema.tables.push_back(std::move(table));
    const auto at = schema.tables.size() - 1;
    switch (at == 0 ? 0 : random_.below(6)) {
      case 0:
      case 1: add_id(schema.tables[at]); break;
      case 2: add_id_that_refers(schema, at); break;
      case 3: add_composite(schema, at); break;
      default: add_link(schema, at);
    }
    for (auto keys = random_.below(3); keys > 0; --keys) add_reference(schema, at);
    const auto columns = 1 + random_.below(4);
    for (std::size_t i = 0; i < columns; ++i) schema.tables[at].columns.push_back(parts_.column(parts_.next("c")));
    if (random_.chance(35)) {
      if (auto column = parts_.generated(schema, schema.tables[at])) schema.tables[at].columns.push_back(*column);
    }
  }

  /// Columns that refer to the key of a table, the first ones to those that are there where they fit. With
  /// `nullable`, rows that exist may be without.
  void add_reference(Schema& schema, std::size_t at, bool nullable = false) {
    const auto& parent = random_.pick(schema.tables);
    const auto target = target_to_choose(parent);
    if (target.empty() || !same_texts(parent, schema.tables[at])) return;
    const auto name = parent.name, in_schema = parent.schema;
    ForeignKey key{
        .name = parts_.maybe_next("fk"), .references_schema = in_schema, .references = name, .target = target};
    const bool may_be_null = nullable || random_.chance(50);
    for (const auto& one : target) {
      const auto& to = *find_named(table_named(schema, name).columns, one);
      key.columns.push_back(column_for(schema.tables[at], to, key.columns, may_be_null, nullable));
    }
    auto& table = schema.tables[at];
    if (name == table.name && key.columns == target) return;
    if (std::ranges::any_of(table.foreign_keys, [&](const ForeignKey& one) { return one.columns == key.columns; }))
      return;
    parts_.set_actions(table, key);
    if (table.options.contains("postgresql.partition_by")) key.not_valid = false;  // PostgreSQL has none there
    if (random_.chance(30) && target == keys_of(table_named(schema, name))) key.target.clear();
    table.foreign_keys.push_back(std::move(key));
  }

  Sequence sequence(const Schema& schema) {
    Sequence out{.name = parts_.next("s")};
    if (random_.chance(50)) out.increment = 5;
    if (random_.chance(50)) out.start = 100;
    if (random_.chance(30)) out.cycle = true;
    if (random_.chance(60)) out.owned_by = owner(schema);
    return out;
  }
  /// "table.column" of a table in the default schema; empty where there is none.
  std::string owner(const Schema& schema) {
    const auto& table = random_.pick(schema.tables);
    if (!table.schema.empty() || table.columns.empty()) return "";
    return table.name + "." + random_.pick(table.columns).name;
  }

 private:
  static std::vector<std::string> keys_of(const Table& table) {
    return table.primary_key ? column_names(table.primary_key->columns) : std::vector<std::string>();
  }
  std::vector<std::string> target_to_choose(const Table& parent) {
    if (!parent.options.empty() &&
        (parent.options.contains("postgresql.partition_of") || parent.options.contains("postgresql.inherits")))
      return {};
    std::vector<std::vector<std::string>> all{keys_of(parent)};
    for (const auto& unique : parent.uniques) {
      const auto columns = column_names(unique.columns);
      const bool fit = std::ranges::all_of(columns, [&](const std::string& name) {
        const auto& column = *find_named(parent.columns, name);
        return PairParts::has_key_values(column) && !column.nullable && column.initial.empty();
      });
      if (fit) all.push_back(columns);
    }
    return random_.pick(all);
  }
  /// Text refers to text of its own character set alone.
  static bool same_texts(const Table& a, const Table& b) {
    return text_of_option(a, "mysql.charset") == text_of_option(b, "mysql.charset") &&
           text_of_option(a, "mysql.collation") == text_of_option(b, "mysql.collation");
  }
  /// One of the table's that fits and is not taken, or a new one.
  std::string column_for(Table& table, const Column& to, const std::vector<std::string>& taken, bool nullable,
                         bool only_new) {
    for (const auto& one : table.columns) {
      const bool fits = one.type == to.type && one.collation == to.collation && PairParts::has_key_values(one) &&
                        !one.identity && !names(taken, one.name) && &one != &to;
      if (fits && !only_new && random_.chance(40)) return one.name;
    }
    Column out{.name = parts_.next("r"), .type = to.type, .nullable = nullable, .collation = to.collation};
    table.columns.push_back(out);
    return out.name;
  }
  Column key_column(const std::string& name) {
    return {.name = name, .type = parse_type(random_.pick(features_.key_types)), .nullable = false};
  }
  void set_key(Table& table, std::vector<IndexColumn> columns) {
    table.primary_key = PrimaryKey{.name = random_.chance(50) ? "" : "pk_" + table.name, .columns = std::move(columns)};
  }
  void add_id(Table& table) {
    auto id = key_column(random_.chance(70) ? "id" : parts_.next("id"));
    if (is_number(id.type) && random_.chance(60)) id.identity.emplace();
    table.columns.push_back(id);
    set_key(table, {{.column = id.name}});
  }
  /// One row for each of another table, by the same number.
  void add_id_that_refers(Schema& schema, std::size_t at) {
    std::vector<const Table*> parents;
    for (const auto& one : schema.tables) {
      if (one.primary_key && one.primary_key->columns.size() == 1 && same_texts(one, schema.tables[at]))
        parents.push_back(&one);
    }
    auto& table = schema.tables[at];
    if (parents.empty()) return add_id(table);
    const auto& parent = *random_.pick(parents);
    const auto& to = *find_named(parent.columns, keys_of(parent)[0]);
    table.columns.push_back({.name = "id", .type = to.type, .nullable = false, .collation = to.collation});
    set_key(table, {{.column = "id"}});
    ForeignKey key{.name = parts_.maybe_next("fk"),
                   .columns = {"id"},
                   .references_schema = parent.schema,
                   .references = parent.name,
                   .target = {to.name}};
    parts_.set_actions(table, key);
    table.foreign_keys.push_back(key);
  }
  void add_composite(Schema& schema, std::size_t at) {
    auto& table = schema.tables[at];
    table.columns.push_back(key_column(parts_.next("k")));
    table.columns.push_back(key_column(parts_.next("k")));
    set_key(table, {{.column = table.columns[0].name}, {.column = table.columns[1].name}});
  }
  /// Rows that are pairs of two other tables' rows.
  void add_link(Schema& schema, std::size_t at) {
    std::vector<IndexColumn> columns;
    for (int i = 0; i < 2; ++i) {
      const auto before = schema.tables[at].foreign_keys.size();
      add_reference(schema, at);
      auto& table = schema.tables[at];
      if (table.foreign_keys.size() == before) continue;
      auto& key = table.foreign_keys.back();
      for (const auto& name : key.columns) {
        find_named(table.columns, name)->nullable = false;
        if (!names(columns, name)) columns.push_back({.column = name});
      }
      if (key.on_delete == Action::set_null) key.on_delete = Action::cascade;
    }
    for (auto& key : schema.tables[at].foreign_keys) {
      if (key.on_delete == Action::set_null) key.on_delete = Action::no_action;
    }
    if (columns.empty()) return add_id(schema.tables[at]);
    set_key(schema.tables[at], columns);
  }
  /// The first tables refer to the last ones too.
  void close_a_ring(Schema& schema) { add_reference(schema, random_.below(schema.tables.size()), true); }

  void add_partitioned(Schema& schema) {
    Table parent{.name = parts_.next("p")};
    parent.columns.push_back(key_column("id"));
    parent.columns.push_back({.name = "part", .type = parse_type("integer"), .nullable = false});
    set_key(parent, {{.column = "id"}, {.column = "part"}});
    parent.options["postgresql.partition_by"] = "LIST (part)";
    for (int i = 0; i < 2; ++i) parent.columns.push_back(parts_.column(parts_.next("c")));
    schema.tables.push_back(parent);
    for (const auto* bound : {"FOR VALUES IN (1, 2)", "DEFAULT"}) {
      Table child{.name = parts_.next("p")};
      child.options["postgresql.partition_of"] = parent.name;
      child.options["postgresql.partition_bound"] = bound;
      schema.tables.push_back(child);
    }
    if (random_.chance(50)) add_reference(schema, schema.tables.size() - 3, true);
  }
  void add_heir(Schema& schema) {
    const auto& parent = random_.pick(schema.tables);
    if (parent.options.contains("postgresql.partition_by") || !parent_of(parent).empty()) return;
    if (std::ranges::any_of(parent.columns, [](const Column& one) { return one.identity || one.generated; })) return;
    Table child{.name = parts_.next("h"), .schema = parent.schema};
    child.options["postgresql.inherits"] = (parent.schema.empty() ? "" : parent.schema + ".") + parent.name;
    child.columns.push_back(parts_.column(parts_.next("c")));
    schema.tables.push_back(child);
  }

  void add_indexes(Schema& schema, Table& table) {
    for (auto count = random_.below(3); count > 0; --count) {
      if (auto one = parts_.index(schema, table)) table.indexes.push_back(*one);
    }
    const bool part = !text_of_option(table, "postgresql.partition_by").empty() || !parent_of(table).empty();
    for (auto& one : table.indexes) one.unique = one.unique && !part;
    if (random_.chance(30) && !part) {
      if (auto one = parts_.unique(schema, table)) table.uniques.push_back(*one);
    }
    for (auto count = random_.below(3); count > 0; --count) {
      if (auto one = parts_.check(schema, table)) table.checks.push_back(*one);
    }
  }

  Random& random_;
  const PairFeatures& features_;
  PairParts& parts_;
};

}  // namespace migrate::test
