// Random changes of a table `hero`, one after the other, each made against the schema as it will be then.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "dialects/sqlite/types.hpp"
#include "src/operations/apply.hpp"
#include "src/operations/operation.hpp"
#include "tests/sqlite/short.hpp"
#include "tests/support/random.hpp"

namespace migrate::test {

/// Changes that the rows allow, one after the other, each made against the schema as it will be then. Wild ones may
/// ask for what the rows do not allow, or the database not know.
class Changes {
 public:
  Changes(Random& random, Schema schema, bool wild = false)
      : random_(random), schema_(std::move(schema)), wild_(wild) {}

  std::vector<Operation> make() {
    const auto count = 1 + random_.below(4);
    for (int tries = 0; operations_.size() < count && tries < 50; ++tries) {
      auto operation = one();
      if (!operation) continue;
      apply_to(schema_, {*operation, {}});
      operations_.push_back({std::move(*operation), {}});
    }
    return operations_;
  }
  const Schema& expected() const { return schema_; }
  const std::vector<std::string>& touched() const { return touched_; }

 private:
  const Table& table() const {
    return *std::ranges::find_if(schema_.tables, [](const Table& table) { return table.name == "hero"; });
  }

  std::optional<AnyOperation> one() {
    if (wild_ && random_.chance(50)) return wild_one();
    switch (random_.below(9)) {
      case 0: return add_column();
      case 1: return drop_column();
      case 2:
      case 3: return alter_column();
      case 4: return create_constraint();
      case 5: return drop_constraint();
      case 6: return create_index();
      case 7: return drop_index();
      default: return rename_column();
    }
  }

  std::optional<AnyOperation> wild_one() {
    switch (random_.below(8)) {
      case 0:
      case 1: return alter([&](Column& to) { to.default_sql = random_.pick({"7", "'x'", "NULL", "x'00'", "1.5"}); });
      case 2: return alter([](Column& to) { to.default_sql.reset(); });
      case 3:
        return alter([](Column& to) { to.nullable = !to.nullable, to.options.erase("sqlite.not_null_on_conflict"); });
      case 4:
        return alter([&](Column& to) {
          to.type = sqlite::read_type(
              random_.pick({"VARCHAR(50)", "TEXT", "BIGINT", "INT", "REAL", "DOUBLE", "NUMERIC", "BLOB"}));
        });
      case 5: return alter([&](Column& to) { to.collation = random_.pick({"", "NOCASE", "RTRIM"}); });
      case 6: return check_of_rows();
      default: return random_.chance(70) ? key_to_team() : change_key();
    }
  }

  std::optional<AnyOperation> alter(const auto& change) {
    AlterColumn out;
    out.table = hero;
    const auto& column = random_.pick(table().columns);
    if (column.generated) return std::nullopt;
    out.column = column.name;
    out.from = out.to = column;
    change(*out.to);
    if (out.from == out.to) return std::nullopt;
    return out;
  }

  AnyOperation check_of_rows() {
    CreateCheck out{hero, {}};
    out.check.name = "k" + std::to_string(number_++);
    const auto column = "\"" + random_.pick(table().columns).name + "\"";
    out.check.expression =
        column + random_.pick({" <> 'x'", " > 5", " = 'A'", " IS NOT NULL", " NOT LIKE '3%'", " < '5'", " IS NOT 2"});
    return out;
  }

  AnyOperation key_to_team() {
    CreateForeignKey out{hero, {}};
    out.foreign_key.name = "k" + std::to_string(number_++);
    out.foreign_key.columns = {random_.pick(table().columns).name};
    out.foreign_key.references = "team";
    out.foreign_key.target = {random_.pick({"id", "code"})};
    return out;
  }

  std::optional<AnyOperation> change_key() {
    if (!table().primary_key) {
      CreatePrimaryKey out{hero, {}};
      out.primary_key.name = "pk_new";
      out.primary_key.columns.emplace_back().column = "id";
      return out;
    }
    return DropConstraint{hero, table().primary_key->name, *table().primary_key};
  }

  AnyOperation add_column() {
    AddColumn out{hero, {}, ""};
    out.column.name = "n" + std::to_string(number_++);
    out.column.type.kind =
        random_.pick(std::vector{TypeKind::integer, TypeKind::text, TypeKind::boolean, TypeKind::timestamp});
    if (random_.chance(50)) {
      out.column.default_sql = random_.pick({"0", "'x'", "CURRENT_DATE", "(1 + 1)"});
      out.column.nullable = random_.chance(50);
    }
    if (random_.chance(20)) out.column.collation = "NOCASE";
    if (random_.chance(20)) out.backfill = "id + 1";
    touched_.push_back(out.column.name);
    return out;
  }

  /// Columns that are no key and that no text names: those whose loss or new name concerns them alone.
  std::vector<Column> free_columns() const {
    std::vector<Column> out;
    const auto& now = table();
    for (const auto& column : now.columns) {
      const auto named = [&](const auto& list) {
        return std::ranges::any_of(list, [&](const IndexColumn& one) {
          return one.column == column.name || one.expression.find(column.name) != std::string::npos;
        });
      };
      bool used = column.name == "id" || column.generated;
      for (const auto& unique : now.uniques) used = used || named(unique.columns);
      for (const auto& index : now.indexes) used = used || named(index.columns) || !index.where.empty();
      for (const auto& check : now.checks) used = used || check.expression.find(column.name) != std::string::npos;
      for (const auto& key : now.foreign_keys) used = used || std::ranges::count(key.columns, column.name) > 0;
      if (!used) out.push_back(column);
    }
    return out;
  }

  std::optional<AnyOperation> drop_column() {
    const auto free = free_columns();
    if (free.empty()) return std::nullopt;
    const auto& column = random_.pick(free);
    touched_.push_back(column.name);
    return DropColumn{hero, column.name, column, "10"};
  }

  std::optional<AnyOperation> rename_column() {
    const auto free = free_columns();
    if (free.empty()) return std::nullopt;
    AlterColumn out;
    out.table = hero;
    out.from = out.to = random_.pick(free);
    out.column = out.from->name;
    out.to->name = "r" + std::to_string(number_++);
    if (random_.chance(40)) out.to->default_sql = "4";
    touched_.push_back(out.column);
    return out;
  }

  std::optional<AnyOperation> alter_column() {
    AlterColumn out;
    out.table = hero;
    const auto& columns = table().columns;
    const auto& column = random_.pick(columns);
    if (column.name == "id" || column.generated) return std::nullopt;
    out.column = column.name;
    out.from = out.to = column;
    switch (random_.below(5)) {
      case 0: out.to->default_sql = random_.pick({"7", "'seven'", "(7 + 0)"}); break;
      case 1: out.to->default_sql.reset(); break;
      case 2:
        out.to->nullable = !column.nullable;
        if (!out.to->nullable) out.backfill = "'filled'", touched_.push_back(column.name);
        out.to->options.erase("sqlite.not_null_on_conflict");
        break;
      case 3:
        out.to->type = Type{};
        out.to->type.kind = random_.pick(std::vector{TypeKind::bigint, TypeKind::text, TypeKind::json});
        // what an earlier operation put there may be text, which is not taken for a number without being asked to
        if (std::ranges::count(touched_, column.name) > 0) out.using_expression = "length(\"" + column.name + "\")";
        touched_.push_back(column.name);
        break;
      default: out.to->collation = column.collation.empty() ? "NOCASE" : ""; break;
    }
    if (out.from == out.to) return std::nullopt;
    return out;
  }

  std::optional<AnyOperation> create_constraint() {
    const auto name = "k" + std::to_string(number_++);
    const auto& column = random_.pick(table().columns).name;
    switch (random_.below(3)) {
      case 0: {
        CreateUnique out{hero, {}};
        out.unique.name = name;
        out.unique.columns.emplace_back().column = "id";
        if (column != "id") out.unique.columns.emplace_back().column = column;
        return out;
      }
      case 1: {
        CreateCheck out{hero, {}};
        out.check.name = name;
        out.check.expression = column + " IS NOT 'never, (ever)'";
        return out;
      }
      default: {
        CreateForeignKey out{hero, {}};
        out.foreign_key.name = name;
        out.foreign_key.columns = {"id"};
        out.foreign_key.references = "hero";
        out.foreign_key.target = {"id"};
        out.foreign_key.on_delete = Action::cascade;
        return out;
      }
    }
  }

  std::optional<AnyOperation> drop_constraint() {
    std::vector<Constraint> all;
    for (const auto& one : table().uniques) all.emplace_back(one);
    for (const auto& one : table().checks) all.emplace_back(one);
    for (const auto& one : table().foreign_keys) all.emplace_back(one);
    if (all.empty()) return std::nullopt;
    const auto& constraint = random_.pick(all);
    return DropConstraint{hero, std::visit([](const auto& one) { return one.name; }, constraint), constraint};
  }

  std::optional<AnyOperation> create_index() {
    CreateIndex out{hero, {}};
    out.index.name = "i" + std::to_string(number_++);
    out.index.unique = random_.chance(30);
    out.index.columns.emplace_back().column = "id";
    auto& second = out.index.columns.emplace_back();
    second.column = random_.pick(table().columns).name;
    if (random_.chance(30)) second.order = Order::desc;
    if (random_.chance(30)) second.collation = "RTRIM";
    if (random_.chance(30)) out.index.columns.emplace_back().expression = "abs(id)";
    if (random_.chance(20)) out.index.where = "id > 2";
    return out;
  }

  std::optional<AnyOperation> drop_index() {
    if (table().indexes.empty()) return std::nullopt;
    const auto& index = random_.pick(table().indexes);
    if (index.name == "ix_kept") return std::nullopt;
    return DropIndex{hero, index.name, index};
  }

  Random& random_;
  Schema schema_;
  bool wild_;
  std::vector<Operation> operations_;
  std::vector<std::string> touched_;
  int number_ = 0;
};

}  // namespace migrate::test
