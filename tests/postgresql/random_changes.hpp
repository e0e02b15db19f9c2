// Random changes of what a catalog says, as somebody would change models: the schema that is wanted then. All of them
// are such that the rows of the property test allow them.
#pragma once

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "src/schema/lookup.hpp"
#include "src/schema/type_text.hpp"
#include "tests/postgresql/random_schema.hpp"

namespace migrate::test {

class RandomChanges {
 public:
  RandomChanges(Random& random, Schema schema) : random_(random), schema_(std::move(schema)) {}

  Schema make() {
    const auto count = 1 + random_.below(6);
    for (std::size_t i = 0; i < count; ++i) one();
    return schema_;
  }
  /// Columns of hero whose values are not what they were, on the way up or on the way back.
  const std::set<std::string>& touched() const { return touched_; }

 private:
  Table& hero() { return *find_table(schema_, "hero"); }

  void one() {
    switch (random_.below(20)) {
      case 0: return add_column();
      case 1: return drop_column();
      case 2:
      case 3: return change_type();
      case 4: return change_default();
      case 5: return change_nullability();
      case 6: return change_comment();
      case 7: return change_counter();
      case 8: return change_generated();
      case 9: return change_unique();
      case 10: return change_check();
      case 11: return change_foreign_key();
      case 12:
      case 13: return change_index();
      case 14: return change_enum();
      case 15: return change_sequence();
      case 16: return change_table();
      case 17: return create_table();
      case 18: return rename_column();
      default: return change_exclusion();
    }
  }

  /// A column that nothing else names; null where there is none.
  Column* free_column() {
    std::vector<Column*> out;
    auto& table = hero();
    for (auto& column : table.columns) {
      const auto named = [&](const auto& list) {
        return std::ranges::any_of(list, [&](const IndexColumn& one) { return one.column == column.name; });
      };
      bool used = column.name == "id" || column.name == "team_id" || column.generated || touched_.contains(column.name);
      for (const auto& unique : table.uniques) used = used || named(unique.columns);
      for (const auto& index : table.indexes) used = used || named(index.columns);
      if (!used) out.push_back(&column);
    }
    return out.empty() ? nullptr : random_.pick(out);
  }
  Column* other_column() {
    std::vector<Column*> out;
    for (auto& column : hero().columns) {
      if (column.name != "id" && column.name != "team_id" && !column.generated && !touched_.contains(column.name))
        out.push_back(&column);
    }
    return out.empty() ? nullptr : random_.pick(out);
  }
  std::string next_name(const std::string& stem) {
    return RandomSchema(random_).name(stem + std::to_string(++number_));
  }

  void add_column() {
    auto column = RandomSchema(random_).column(next_name("n"), schema_);
    if (!column.nullable && !column.default_sql) column.initial = values_for(column.type).front();
    touched_.insert(column.name);
    hero().columns.push_back(column);
  }
  void drop_column() {
    const auto* column = free_column();
    if (!column) return;
    touched_.insert(column->name);
    const auto name = column->name;
    std::erase_if(hero().columns, [&](const Column& held) { return held.name == name; });
  }

  /// To a type that takes every value of the old one, and whose values the old one takes back.
  void change_type() {
    auto* column = other_column();
    if (!column) return;
    static const std::map<std::string, std::string> wider{
        {"integer", "bigint"},
        {"smallint", "integer"},
        {"varchar(20)", "character varying(50)"},
        {"text", "character varying(90)"},
        {"numeric(12,2)", "numeric(14,2)"},
        {"json", "jsonb"},
        {"postgresql:integer[]", "bigint[]"},
        {"boolean", "text"},
        {"uuid", "text"},
        {"date", "timestamp without time zone"},
        {"timestamp", "timestamp(3) without time zone"},
    };
    const auto found = wider.find(type_text(column->type));
    if (found == wider.end()) return;
    column->type = postgresql::type_of(found->second);
    if (!column->collation.empty()) column->collation = "C";
    column->default_sql.reset();
    touched_.insert(column->name);
  }
  void change_default() {
    auto* column = other_column();
    if (!column) return;
    for (const auto& kind : kinds()) {
      if (postgresql::type_of(kind.type) != column->type) continue;
      const auto old = column->default_sql;
      column->default_sql = random_.pick(kind.defaults);
      if (column->default_sql == old) column->default_sql.reset();
    }
  }
  void change_nullability() {
    auto* column = other_column();
    if (!column) return;
    column->nullable = !column->nullable;
    if (!column->nullable) {
      column->initial = values_for(column->type).front();
      touched_.insert(column->name);  // its NULLs are filled
    }
  }
  void change_comment() {
    if (auto* column = other_column()) column->comment = column->comment.empty() ? "new, it's" : "";
  }

  void change_counter() {
    auto& id = hero().columns.front();
    const bool serial = id.options.erase("postgresql.serial") > 0;
    if (serial) {
      id.identity = Identity{};
    } else if (id.identity && random_.chance(40)) {
      id.identity->increment = id.identity->increment ? std::nullopt : std::optional<std::int64_t>(7);
      id.identity->always = random_.chance(30);
    } else if (id.identity && *id.identity == Identity{}) {
      id.identity.reset();
      id.options["postgresql.serial"] = true;
    }
  }
  void change_generated() {
    auto& columns = hero().columns;
    const auto found = std::ranges::find_if(columns, [](const Column& column) { return column.generated.has_value(); });
    if (found == columns.end()) {
      columns.push_back({.name = next_name("g"),
                         .type = postgresql::type_of("integer"),
                         .generated = Generated{"(id * 2) + 1", true}});
      touched_.insert(columns.back().name);
      return;
    }
    const auto& name = found->name;
    const auto indexed = std::ranges::any_of(hero().indexes, [&](const Index& index) {
      return std::ranges::any_of(index.columns, [&](const auto& one) { return one.column == name; });
    });
    if (indexed) return;
    touched_.insert(name);
    if (random_.chance(50)) return found->generated.reset();
    found->generated->expression = "id + 2";
  }

  void change_unique() {
    auto& uniques = hero().uniques;
    if (uniques.empty()) {
      Unique unique{.name = next_name("uq"), .columns = {{.column = "id"}, {.column = "team_id"}}};
      unique.deferrable = random_.chance(40);
      if (unique.deferrable && random_.chance(50)) unique.initially = Initially::deferred;
      return uniques.push_back(unique);
    }
    if (random_.chance(50)) return uniques.clear();
    uniques.front().nulls_not_distinct = !uniques.front().nulls_not_distinct;
  }
  void change_check() {
    auto& checks = hero().checks;
    if (!checks.empty() && random_.chance(40)) return checks.clear();
    if (!checks.empty() && random_.chance(50)) {
      checks.front().not_valid = !checks.front().not_valid;
      return;
    }
    checks.push_back({.name = next_name("ck"), .expression = "id < 1000", .not_valid = random_.chance(30)});
  }
  void change_foreign_key() {
    auto& keys = hero().foreign_keys;
    if (keys.empty()) {
      return keys.push_back({.name = next_name("fk"),
                             .columns = {"team_id"},
                             .references = "team",
                             .target = {"id"},
                             .on_update = Action::cascade,
                             .not_valid = random_.chance(30)});
    }
    auto& key = keys.front();
    switch (random_.below(4)) {
      case 0: return keys.clear();
      case 1: key.not_valid = !key.not_valid; return;
      case 2: key.on_delete = key.on_delete == Action::restrict ? Action::cascade : Action::restrict; return;
      default:
        key.deferrable = !key.deferrable;
        if (!key.deferrable) key.initially = Initially::unset;
    }
  }
  void change_index() {
    auto& indexes = hero().indexes;
    if (!indexes.empty() && random_.chance(40)) {
      indexes.erase(indexes.begin() + static_cast<std::ptrdiff_t>(random_.below(indexes.size())));
      return;
    }
    if (!indexes.empty() && random_.chance(40)) {
      auto& index = random_.pick(indexes);
      const_cast<Index&>(index).comment = index.comment.empty() ? "now" : "";
      return;
    }
    indexes.push_back(RandomSchema(random_).index(hero(), next_name("ix")));
    indexes.back().concurrently = random_.chance(30);
  }
  void change_exclusion() {
    auto& exclusions = hero().exclusions;
    if (!exclusions.empty()) return exclusions.clear();
    Exclusion exclusion{.name = next_name("ex")};
    exclusion.elements.push_back({{.column = "id"}, "="});
    exclusions.push_back(exclusion);
  }

  void change_enum() {
    auto& type = const_cast<Enum&>(random_.pick(schema_.enums));
    auto& values = type.values;
    switch (random_.below(4)) {
      case 0: std::erase(values, "it's"); return;
      case 1: std::ranges::reverse(values); return;
      case 2: type.comment = type.comment.empty() ? "levels" : ""; return;
      default:
        values.insert(values.begin() + static_cast<std::ptrdiff_t>(random_.below(values.size() + 1)),
                      "new " + std::to_string(++number_));
    }
  }
  void change_sequence() {
    if (schema_.sequences.empty()) {
      return schema_.sequences.push_back({.name = next_name("seq"), .increment = 3});
    }
    auto& sequence = schema_.sequences.front();
    if (random_.chance(40)) return schema_.sequences.clear();
    sequence.increment = sequence.increment ? std::nullopt : std::optional<std::int64_t>(2);
    sequence.cycle = !sequence.cycle;
    if (random_.chance(50)) sequence.max = 5000;
  }
  void change_table() {
    auto& table = hero();
    switch (random_.below(3)) {
      case 0: table.comment = table.comment.empty() ? "who" : ""; return;
      case 1:
        if (schema_.tables.size() > 2) return;  // one that is logged may refer to it
        if (table.options.erase("postgresql.unlogged") == 0) table.options["postgresql.unlogged"] = true;
        return;
      default:
        if (table.options.erase("postgresql.with.fillfactor") == 0)
          table.options["postgresql.with.fillfactor"] = std::int64_t{60};
    }
  }
  void create_table() {
    if (hero().options.contains("postgresql.unlogged")) return;  // nothing that is logged may refer to it
    Table table;
    table.name = next_name("log");
    if (random_.chance(40)) table.schema = "billing";
    table.columns.push_back({.name = "hero_id", .type = hero().columns.front().type});
    table.columns.push_back(RandomSchema(random_).column("what", schema_));
    table.columns.back().initial.clear();
    table.foreign_keys.push_back(
        {.name = table.name + "_fk", .columns = {"hero_id"}, .references = "hero", .target = {"id"}});
    schema_.tables.push_back(std::move(table));
  }
  void rename_column() {
    auto* column = free_column();
    if (!column || !column->renamed_from.empty()) return;
    touched_.insert(column->name);
    column->renamed_from = column->name;
    column->name = next_name("r");
    touched_.insert(column->name);
  }

  Random& random_;
  Schema schema_;
  std::set<std::string> touched_;
  int number_ = 0;
};

}  // namespace migrate::test
