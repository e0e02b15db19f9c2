#include "dialects/suspend_foreign_keys.hpp"

#include <algorithm>

#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/lookup.hpp"

namespace migrate {
namespace {

bool has(const std::vector<TableName>& tables, const TableName& table) {
  return std::ranges::find(tables, table) != tables.end();
}

/// Where SQL or code may read the tables, a foreign key is there again.
bool ends_a_group(const Operation& operation) {
  return std::visit(Overloaded{
                        [](const Execute&) { return true; },
                        [](const BulkInsert&) { return true; },
                        [](const Call&) { return true; },
                        [](const RenameTable&) { return true; },
                        [](const auto&) { return false; },
                    },
                    operation.value);
}

/// The operation itself, or those of a batch.
std::span<const Operation> parts_of(const Operation& operation) {
  const auto* batch = std::get_if<Batch>(&operation.value);
  return batch ? std::span<const Operation>(batch->operations) : std::span(&operation, 1);
}

class Planner {
 public:
  Planner(const ForeignKeyRules& rules, std::span<const Operation> operations, std::size_t count,
          std::span<const Operation> before)
      : rules_(rules), operations_(operations), before_(before), count_(count) {
    last_ = count;
    while (last_ < operations.size() && !ends_a_group(operations[last_])) ++last_;
  }

  std::optional<SuspendedGroup> run() {
    if (std::ranges::none_of(operations_.first(count_), [&](const auto& one) { return may_disturb(one); })) return {};
    for (std::size_t before = 0; before != count_ || grown_;) {
      before = count_;
      grown_ = false;
      read_catalog();
      walk();
    }
    if (away_.empty()) return {};
    return std::move(out_);
  }

 private:
  bool may_disturb(const Operation& operation) const {
    return std::ranges::any_of(parts_of(operation), [&](const Operation& part) { return rules_.may_disturb(part); });
  }

  /// The tables of the operations of the group, and step by step those that foreign keys tie to them, as far as
  /// operations disturb them too.
  void read_catalog() {
    auto next = tables_of(0, count_);
    std::erase_if(next, [&](const TableName& table) { return has(asked_, table); });
    if (next.empty()) return;
    const auto further = tables_of(count_, last_);
    while (!next.empty()) {
      for (auto& table : rules_.tied_to(next).tables) {
        if (!find_table(read_, table.name, table.schema)) read_.tables.push_back(std::move(table));
      }
      asked_.insert(asked_.end(), next.begin(), next.end());
      next.clear();
      for (const auto& table : further) {
        if (!has(asked_, table) && !has(next, table) && find_table(read_, table.name, table.schema))
          next.push_back(table);
      }
    }
    catalog_ = read_;
    play(catalog_, before_);
  }
  /// Those that operations may disturb keys of, as the catalog calls them.
  std::vector<TableName> tables_of(std::size_t from, std::size_t to) const {
    std::vector<TableName> out;
    for (auto i = from; i < to; ++i) {
      auto table = table_of(operations_[i]);
      if (!table || !may_disturb(operations_[i])) continue;
      table = name_before(name_before(*table, operations_.first(i)), before_);
      if (!has(out, *table)) out.push_back(*table);
    }
    return out;
  }
  /// What the table was called before the operations.
  static TableName name_before(TableName table, std::span<const Operation> operations) {
    for (std::size_t i = operations.size(); i-- > 0;) {
      const auto* moved = std::get_if<RenameTable>(&operations[i].value);
      if (moved && moved->to == table.name && moved->table.schema == table.schema) table = moved->table;
    }
    return table;
  }

  /// What is not among the tables has no part in this. An operation on what is not there is refused when it is
  /// rendered, with the names that there are.
  void play(Schema& schema, std::span<const Operation> operations) const {
    for (const auto& operation : operations) {
      const auto table = table_of(operation);
      if (!table || !find_table(schema, table->name, table->schema)) continue;
      try {
        rules_.apply(schema, operation);
      } catch (const RevisionError&) {
      }
    }
  }

  /// Goes through all operations once, with the keys that are known to be away; finds more of them, and how far the
  /// group reaches.
  void walk() {
    auto schema = catalog_;
    Schema after;  // behind the group
    out_ = {};
    auto names = away_;  // as they are by now
    out_.dropped = out_.names = away_;
    for (std::size_t i = 0; i < last_; ++i) {
      for (const auto& part : parts_of(operations_[i])) {
        if (rules_.may_disturb(part)) look(schema, part, i, names);
        if (i >= count_) {
          wait_for_index(schema, part, i, names);
          suspend_bared(after, part, names);
        }
        play(schema, std::span(&part, 1));
        follow(names, part, i < count_);
      }
      if (i + 1 != count_) continue;
      finish(schema, names);
      after = schema;
    }
  }

  void look(const Schema& schema, const Operation& part, std::size_t at,
            const std::vector<SuspendedForeignKey>& names) {
    for (const auto& held : keys_at(schema, *table_of(part))) {
      if (!rules_.disturbs(schema, part, held)) continue;
      const bool known = is_one_of(names, held);
      if (known && at >= count_) reach(at + 1);
      if (!known && at < count_) suspend(held, at);
    }
  }

  void wait_for_index(const Schema& schema, const Operation& part, std::size_t at,
                      const std::vector<SuspendedForeignKey>& names) {
    for (const auto& held : names) {
      const auto* key = key_in(schema, held);
      if (key && rules_.makes_needed_index(schema, part, {held.table, *key})) reach(at + 1);
    }
  }

  /// A key that loses its index in the group and gets another one only behind it is away meanwhile.
  void suspend_bared(const Schema& after, const Operation& part, const std::vector<SuspendedForeignKey>& names) {
    const auto table = table_of(part);
    if (!table) return;
    for (const auto& held : keys_at(after, *table)) {
      const auto* before = key_in(catalog_, held);
      const bool known = is_one_of(names, held);
      if (!known && before && !rules_.makes_needed_index(catalog_, part, {held.table, *before}) &&
          rules_.makes_needed_index(after, part, held))
        suspend(held, count_);
    }
  }

  static bool is_one_of(const std::vector<SuspendedForeignKey>& names, const SuspendedForeignKey& held) {
    return std::ranges::any_of(
        names, [&](const auto& one) { return one.table == held.table && one.key.name == held.key.name; });
  }

  static const ForeignKey* key_in(const Schema& schema, const SuspendedForeignKey& held) {
    const auto* table = find_table(schema, held.table.name, held.table.schema);
    return table ? find_named(table->foreign_keys, held.key.name) : nullptr;
  }

  std::vector<SuspendedForeignKey> keys_at(const Schema& schema, const TableName& table) const {
    std::vector<SuspendedForeignKey> out;
    for (const auto& one : schema.tables) {
      for (const auto& key : one.foreign_keys) {
        const TableName child{one.name, one.schema};
        if (child == table || parent_of(key) == table) out.push_back({child, key});
      }
    }
    return out;
  }

  /// One that the operations themselves make is no affair of the catalog.
  void suspend(const SuspendedForeignKey& held, std::size_t at) {
    const auto name = name_before(held.table, operations_.first(at));
    const auto* key = key_in(catalog_, {name, held.key});
    if (!key || std::ranges::find(away_, SuspendedForeignKey{name, *key}) != away_.end()) return;
    away_.push_back({name, *key});
    grown_ = true;
  }

  void reach(std::size_t count) { count_ = std::max(count_, count); }

  void follow(std::vector<SuspendedForeignKey>& names, const Operation& part, bool in_group) {
    const auto* renamed = std::get_if<RenameConstraint>(&part.value);
    const auto* moved = std::get_if<RenameTable>(&part.value);
    for (auto& held : names) {
      const auto before = held;
      if (renamed && renamed->table == held.table && renamed->from == held.key.name) held.key.name = renamed->to;
      if (moved && moved->table == held.table) held.table.name = moved->to;
      if (in_group && held != before) out_.names.push_back(held);
    }
  }

  /// Behind the last operation of the group: keys are put back, or the group goes on until they can be.
  void finish(const Schema& schema, const std::vector<SuspendedForeignKey>& names) {
    out_.operations = count_;
    for (const auto& held : names) {
      const auto* key = key_in(schema, held);
      if (!key) continue;
      out_.put_back.push_back({held.table, *key});
      const auto conflict = rules_.conflict(schema, out_.put_back.back());
      if (conflict.empty()) continue;
      if (count_ == last_) refuse(held, conflict);
      return reach(count_ + 1);
    }
  }

  [[noreturn]] static void refuse(const SuspendedForeignKey& held, const std::string& conflict) {
    throw DatabaseError(
        "the foreign key " + held.key.name + " of " + display(held.table) + " could not exist: " + conflict,
        "change both of its ends in one revision, with no SQL or data step between them, or drop the "
        "foreign key before");
  }

  const ForeignKeyRules& rules_;
  std::span<const Operation> operations_, before_;
  std::size_t count_;                      ///< how many operations the group has
  std::size_t last_ = 0;                   ///< how many it may have
  std::vector<TableName> asked_;           ///< of which the tables that are tied to them are known too
  Schema read_, catalog_;                  ///< what the catalog has, without and with the operations before
  std::vector<SuspendedForeignKey> away_;  ///< as the catalog has them
  bool grown_ = false;
  SuspendedGroup out_;
};

}  // namespace

bool SuspendedGroup::contains(const TableName& table, const std::string& key) const {
  return std::ranges::any_of(
      names, [&](const SuspendedForeignKey& held) { return held.table == table && held.key.name == key; });
}

std::optional<SuspendedGroup> suspend_foreign_keys(const ForeignKeyRules& rules, std::span<const Operation> operations,
                                                   std::size_t count, std::span<const Operation> before) {
  return Planner(rules, operations, count, before).run();
}

}  // namespace migrate
