#include "src/autogenerate/free_names.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/lookup.hpp"

namespace migrate {
namespace {

enum class Kind { index, key, foreign_key };

/// Something of a table that has a name in a namespace of the schema.
struct Named {
  Kind kind;
  TableName table;
  std::string name;
};

class NameOrder {
 public:
  NameOrder(std::vector<Operation> operations, const NameRules& rules)
      : operations_(std::move(operations)), rules_(rules) {}

  std::vector<Operation> run(const Schema& current) {
    for (const auto& table : current.tables) {
      for (auto& one : of_table(table)) take(std::move(one));
    }
    // an operation that is moved is looked at in its new place; each one is moved once at most for each name
    auto left = operations_.size() * 4;
    for (std::size_t i = 0; i < operations_.size();) {
      if (left > 0 && make_way(i)) {
        --left;
        continue;
      }
      apply(operations_[i++]);
    }
    return std::move(operations_);
  }

 private:
  std::string key(const Named& one) const {
    const auto name = rules_.ignore_case ? lower(one.name) : one.name;
    return one.table.schema + '\0' + (one.kind == Kind::foreign_key ? "f" : "r") + '\0' + name;
  }
  bool counts(const Named& one) const {
    if (one.name.empty()) return false;
    if (one.kind == Kind::index) return rules_.indexes_share_tables;
    return one.kind == Kind::key ? rules_.keys_share_tables : rules_.foreign_keys_once;
  }
  void take(Named one) {
    if (counts(one)) held_.insert_or_assign(key(one), one);
  }
  void release(const Named& one) {
    const auto found = held_.find(key(one));
    if (found != held_.end() && found->second.table == one.table) held_.erase(found);
  }

  // — what operations take and give up —

  static std::vector<Named> of_table(const Table& table) {
    const TableName name{table.name, table.schema};
    std::vector<Named> out;
    for (const auto& one : table.indexes) out.push_back({Kind::index, name, one.name});
    for (const auto& one : table.uniques) out.push_back({Kind::key, name, one.name});
    for (const auto& one : table.exclusions) out.push_back({Kind::key, name, one.name});
    for (const auto& one : table.foreign_keys) out.push_back({Kind::foreign_key, name, one.name});
    if (table.primary_key) out.push_back({Kind::key, name, table.primary_key->name});
    return out;
  }
  static std::optional<Kind> kind_of(const Constraint& constraint) {
    return std::visit(Overloaded{
                          [](const ForeignKey&) { return std::optional(Kind::foreign_key); },
                          [](const Check&) { return std::optional<Kind>(); },
                          [](const auto&) { return std::optional(Kind::key); },
                      },
                      constraint);
  }
  /// A constraint that gets another name is of the kind that has the old one.
  Kind kind_of(const RenameConstraint& renamed) const {
    const Named as_key{Kind::key, renamed.table, renamed.from};
    const auto found = held_.find(key(as_key));
    return found != held_.end() && found->second.table == renamed.table ? Kind::key : Kind::foreign_key;
  }

  std::vector<Named> taken(const Operation& operation) const {
    return std::visit(Overloaded{
                          [](const CreateTable& o) { return of_table(o.table); },
                          [](const CreateIndex& o) {
                            return std::vector<Named>{{Kind::index, o.table, o.index.name}};
                          },
                          [](const CreateUnique& o) {
                            return std::vector<Named>{{Kind::key, o.table, o.unique.name}};
                          },
                          [](const CreateExclude& o) {
                            return std::vector<Named>{{Kind::key, o.table, o.exclude.name}};
                          },
                          [](const CreatePrimaryKey& o) {
                            return std::vector<Named>{{Kind::key, o.table, o.primary_key.name}};
                          },
                          [](const CreateForeignKey& o) {
                            return std::vector<Named>{{Kind::foreign_key, o.table, o.foreign_key.name}};
                          },
                          [](const RenameIndex& o) {
                            return std::vector<Named>{{Kind::index, o.table, o.to}};
                          },
                          [this](const RenameConstraint& o) {
                            return std::vector<Named>{{kind_of(o), o.table, o.to}};
                          },
                          [](const auto&) { return std::vector<Named>(); },
                      },
                      operation.value);
  }
  std::vector<Named> given_up(const Operation& operation) const {
    return std::visit(
        Overloaded{
            [](const DropTable& o) { return o.definition ? of_table(*o.definition) : std::vector<Named>(); },
            [](const DropIndex& o) {
              return std::vector<Named>{{Kind::index, o.table, o.name}};
            },
            [](const DropConstraint& o) {
              const auto kind = o.constraint ? kind_of(*o.constraint) : std::nullopt;
              return kind ? std::vector<Named>{{*kind, o.table, o.name}} : std::vector<Named>();
            },
            [](const RenameIndex& o) {
              return std::vector<Named>{{Kind::index, o.table, o.from}};
            },
            [this](const RenameConstraint& o) {
              return std::vector<Named>{{kind_of(o), o.table, o.from}};
            },
            [](const auto&) { return std::vector<Named>(); },
        },
        operation.value);
  }
  void apply(const Operation& operation) {
    if (const auto* renamed = std::get_if<RenameTable>(&operation.value)) {
      for (auto& [key, held] : held_) {
        if (held.table == renamed->table) held.table.name = renamed->to;
      }
    }
    for (const auto& one : given_up(operation)) release(one);
    for (auto& one : taken(operation)) take(std::move(one));
  }

  // — making way —

  /// Whether something was put before the operation, which gives up a name that it takes.
  bool make_way(std::size_t at) {
    for (const auto& one : taken(operations_[at])) {
      const auto found = counts(one) ? held_.find(key(one)) : held_.end();
      if (found == held_.end() || gives_up(operations_[at], found->second)) continue;
      if (free(found->second, at)) return true;
    }
    return false;
  }
  bool gives_up(const Operation& operation, const Named& held) const {
    return std::ranges::any_of(given_up(operation),
                               [&](const Named& one) { return one.table == held.table && key(one) == key(held); });
  }
  bool free(const Named& held, std::size_t at) {
    for (auto i = at + 1; i < operations_.size(); ++i) {
      if (!gives_up(operations_[i], held)) continue;
      const auto place = operations_.begin() + static_cast<std::ptrdiff_t>(at);
      if (auto* drop = std::get_if<DropTable>(&operations_[i].value)) {
        auto way = taken_out(*drop->definition, held);
        operations_.insert(place, Operation{std::move(way), operations_[i].where});
      } else {
        std::rotate(place, operations_.begin() + static_cast<std::ptrdiff_t>(i),
                    operations_.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      }
      return true;
    }
    return false;
  }

  /// The operation that frees the name, and the table without what it drops, or with the other name.
  AnyOperation taken_out(Table& table, const Named& held) const {
    const auto is_it = [&](const auto& one) { return one.name == held.name; };
    if (const auto* index = find_named(table.indexes, held.name); index && held.kind == Kind::index) {
      DropIndex out{held.table, held.name, *index};
      std::erase_if(table.indexes, is_it);
      return out;
    }
    if (const auto* found = find_named(table.foreign_keys, held.name); found && held.kind == Kind::foreign_key) {
      DropConstraint out{held.table, held.name, *found};
      std::erase_if(table.foreign_keys, is_it);
      return out;
    }
    const auto aside = with_suffix(held.name, "_aside");
    if (table.primary_key && is_it(*table.primary_key)) table.primary_key->name = aside;
    if (auto* unique = find_named(table.uniques, held.name)) unique->name = aside;
    if (auto* exclusion = find_named(table.exclusions, held.name)) exclusion->name = aside;
    return RenameConstraint{held.table, held.name, aside};
  }

  std::vector<Operation> operations_;
  const NameRules& rules_;
  std::map<std::string, Named> held_;
};

}  // namespace

std::vector<Operation> free_names(std::vector<Operation> operations, const Schema& current, const NameRules& rules) {
  return NameOrder(std::move(operations), rules).run(current);
}

}  // namespace migrate
