// Random models of two tables, and random changes of them that every row survives.
#pragma once

#include <string>
#include <vector>

#include "migrate/schema.hpp"
#include "src/base/text.hpp"
#include "src/schema/type_text.hpp"
#include "tests/support/random.hpp"

namespace migrate::test {

/// A type, a value of it for rows, a default, and a type that takes all of its values.
struct RandomType {
  std::string type, value, default_sql, wider;
};

inline const std::vector<RandomType>& random_types() {
  static const std::vector<RandomType> held{
      {"integer", "7", "3", "bigint"},
      {"smallint", "7", "-1", "integer"},
      {"bigint", "9000000000", "0", "bigint"},
      {"mysql:int unsigned", "5", "9", "mysql:bigint unsigned"},
      {"varchar(20)", "'it''s'", "'a\\\\b'", "varchar(50)"},
      {"varchar(50)", "'x'", "''", "text"},
      {"text", "'long'", "", "mysql:longtext"},
      {"numeric(10,2)", "1.50", "0.25", "numeric(12,2)"},
      {"double", "0.5", "1", "double"},
      {"boolean", "1", "0", "boolean"},
      {"date", "'2026-01-02'", "'2000-01-01'", "timestamp"},
      {"timestamp", "'2026-01-02 03:04:05'", "CURRENT_TIMESTAMP", "mysql:datetime(6)"},
      {"char(4)", "'abcd'", "'x'", "varchar(20)"},
      {"varbinary(8)", "x'00ff'", "", "varbinary(16)"},
      {"mysql:enum('a','b')", "'b'", "'a'", "mysql:enum('a','b','c')"},
      {"json", "'{}'", "", "json"},
      {"mysql:set('x','y')", "'x,y'", "'x'", "mysql:set('x','y','z')"},
      {"mysql:time(3)", "'01:02:03.456'", "'00:00:01.5'", "mysql:time(6)"},
      {"mysql:tinyint unsigned", "200", "7", "smallint"},
      {"mysql:bit(3)", "b'101'", "b'1'", "mysql:bit(5)"},
      {"mysql:year", "2026", "", "mysql:year"},
  };
  return held;
}

class RandomModels {
 public:
  explicit RandomModels(Random& random) : random_(random) {}

  Schema make() {
    Schema out;
    out.tables.resize(2);
    auto& hero = out.tables[0];
    auto& team = out.tables[1];
    hero.name = "hero";
    team.name = "team";
    for (auto* table : {&hero, &team}) {
      Column id{.name = "id", .type = parse("integer"), .nullable = false};
      if (random_.chance(50)) id.identity.emplace();
      table->columns.push_back(id);
      table->primary_key = PrimaryKey{.name = "pk_" + table->name, .columns = {{.column = "id"}}};
    }
    const auto columns = 2 + random_.below(5);
    for (std::size_t i = 0; i < columns; ++i) add_column(hero);
    for (int i = 0; i < 3; ++i) add_key(hero, team);
    if (random_.chance(50)) add_generated(hero);
    return out;
  }

  void change(Schema& schema) {
    auto& hero = schema.tables[0];
    for (auto& column : hero.columns) column.renamed_from.clear();
    const auto count = 1 + random_.below(4);
    for (std::size_t i = 0; i < count; ++i) change_one(schema, hero);
  }

  /// For `INSERT INTO hero (…) VALUES …` of six rows.
  static std::string rows_of(const Table& hero) {
    std::string names, out;
    for (const auto& column : hero.columns) {
      if (!column.generated) names += (names.empty() ? "`" : ", `") + column.name + "`";
    }
    for (int row = 1; row <= 6; ++row) {
      std::string values;
      for (const auto& column : hero.columns) {
        if (column.generated) continue;
        const bool null = column.nullable && row % 3 == 0;
        if (!values.empty()) values += ", ";
        values += column.name == "id" || column.name == "team_id" ? std::to_string(row)
                  : null                                          ? "NULL"
                                                                  : value_of(column);
      }
      out += (out.empty() ? "(" : ", (") + values + ")";
    }
    return "INSERT INTO hero (" + names + ") VALUES " + out;
  }

 private:
  static Type parse(const std::string& text) { return parse_type(text); }
  /// A type that takes all values of the column's; its own where there is none.
  static Type wider_than(const Column& column) {
    for (const auto& held : random_types()) {
      if (parse(held.type) == column.type) return parse(held.wider);
    }
    return column.type;
  }
  static std::string value_of(const Column& column) {
    for (const auto& held : random_types()) {
      if (parse(held.type) == column.type || parse(held.wider) == column.type) return held.value;
    }
    return "1";
  }

  void add_column(Table& hero) {
    const auto& type = random_.pick(random_types());
    Column column{.name = "c" + std::to_string(number_++), .type = parse(type.type)};
    if (!type.default_sql.empty() && random_.chance(50)) column.default_sql = type.default_sql;
    column.nullable = random_.chance(60);
    if (!column.nullable && !column.default_sql) column.initial = type.value;
    if (random_.chance(20)) column.comment = "it's " + column.name;
    hero.columns.push_back(column);
  }

  /// Columns that no key, index or check names.
  std::vector<Column*> free_columns(Table& hero) {
    std::vector<Column*> out;
    for (auto& column : hero.columns) {
      bool used = column.name == "id" || column.name == "team_id" || column.generated;
      for (const auto& index : hero.indexes) used = used || index.columns.back().column == column.name;
      for (const auto& unique : hero.uniques) used = used || unique.columns.back().column == column.name;
      for (const auto& check : hero.checks) used = used || check.expression.find(column.name) != std::string::npos;
      for (const auto& other : hero.columns)
        used = used || (other.generated && other.generated->expression.find(column.name) != std::string::npos);
      if (!used) out.push_back(&column);
    }
    return out;
  }

  static bool can_be_a_key(const Column& column) {
    const auto& name = column.type.name;
    return column.type.kind != TypeKind::text && column.type.kind != TypeKind::json && name != "longtext";
  }

  /// Of a column of whole numbers.
  void add_generated(Table& hero) {
    for (const auto& column : hero.columns) {
      if (column.type.kind != TypeKind::integer || column.name == "id" || column.name == "team_id") continue;
      Column made{.name = "g" + std::to_string(number_++), .type = parse("bigint")};
      made.generated = Generated{"`" + column.name + "` + 1", random_.chance(50)};
      hero.columns.push_back(made);
      return;
    }
  }

  /// Everything of the table follows.
  static void rename_everywhere(Table& hero, Column& column, const std::string& to) {
    const auto from = column.name;
    column.renamed_from = from;
    column.name = to;
    const auto rewrite = [&](std::string& text) { text = replace_all(text, "`" + from + "`", "`" + to + "`"); };
    for (auto& check : hero.checks) rewrite(check.expression);
    for (auto& other : hero.columns) {
      if (other.generated) rewrite(other.generated->expression);
    }
    const auto in_keys = [&](auto& keys) {
      for (auto& key : keys) {
        for (auto& element : key.columns) {
          if (element.column == from) element.column = to;
        }
      }
    };
    in_keys(hero.indexes);
    in_keys(hero.uniques);
  }

  void add_key(Table& hero, const Table& team) {
    const auto name = std::to_string(number_++);
    const auto& column = random_.pick(hero.columns);
    switch (random_.below(5)) {
      case 0:
        if (can_be_a_key(column)) hero.indexes.push_back({.name = "ix_" + name, .columns = {{.column = column.name}}});
        break;
      case 1:
        if (can_be_a_key(column) && column.name != "id") {
          hero.uniques.push_back({.name = "uq_" + name, .columns = {{.column = "id"}, {.column = column.name}}});
        }
        break;
      case 2:  // no check may name what numbers rows
        if (column.name != "id") {
          hero.checks.push_back({.name = "ck_" + name,
                                 .expression = "`" + column.name + "` is null or length(`" + column.name + "`) >= 0"});
        }
        break;
      case 3:
        if (hero.foreign_keys.empty()) {
          if (std::ranges::none_of(hero.columns, [](const Column& held) { return held.name == "team_id"; }))
            hero.columns.push_back({.name = "team_id", .type = team.columns[0].type});
          hero.foreign_keys.push_back(
              {.name = "fk_" + name, .columns = {"team_id"}, .references = "team", .target = {"id"}});
        }
        break;
      default:
        hero.indexes.push_back(
            {.name = "ix_" + name, .columns = {{.column = "id", .order = Order::desc}}, .comment = "by id"});
    }
  }

  template <class T>
  void drop_one(std::vector<T>& list) {
    if (!list.empty()) list.erase(list.begin() + static_cast<std::ptrdiff_t>(random_.below(list.size())));
  }

  void change_one(Schema& schema, Table& hero) {
    const auto free = free_columns(hero);
    switch (random_.below(11)) {
      case 0: return add_column(hero);
      case 1: return add_key(hero, schema.tables[1]);
      case 2: return drop_one(hero.indexes);
      case 3: return random_.chance(50) ? drop_one(hero.uniques) : drop_one(hero.checks);
      case 4: return drop_one(hero.foreign_keys);
      case 5: hero.comment = hero.comment.empty() ? "the \"heroes\"" : ""; return;
      case 6: {  // both ends of the foreign key
        schema.tables[1].columns[0].type = parse("bigint");
        for (auto& column : hero.columns) {
          if (column.name == "team_id") column.type = parse("bigint");
        }
        return;
      }
      default: break;
    }
    if (random_.chance(15)) {
      auto& column = hero.columns[1 + random_.below(hero.columns.size() - 1)];
      if (column.name != "team_id" && column.renamed_from.empty())
        rename_everywhere(hero, column, "r" + std::to_string(number_++));
      return;
    }
    if (free.empty()) return;
    auto& column = *random_.pick(free);
    switch (random_.below(5)) {
      case 0: {
        const auto at = &column - hero.columns.data();
        hero.columns.erase(hero.columns.begin() + at);
        return;
      }
      case 1:
        if (column.renamed_from.empty()) rename_everywhere(hero, column, "r" + std::to_string(number_++));
        return;
      case 2: column.nullable = true; return;
      case 3: column.comment = column.comment.empty() ? "new" : ""; return;
      default: {
        column.type = wider_than(column);
        if (column.type.kind == TypeKind::text || column.type.name == "longtext") {
          if (column.default_sql && !column.nullable) column.initial = value_of(column);
          column.default_sql.reset();
        }
      }
    }
  }

  Random& random_;
  int number_ = 0;
};

}  // namespace migrate::test
