#include "src/autogenerate/compare.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "dialects/inheritance.hpp"
#include "src/autogenerate/compare_table.hpp"
#include "src/autogenerate/reference_order.hpp"
#include "src/base/text.hpp"
#include "src/operations/apply.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/expression.hpp"
#include "src/schema/lookup.hpp"
#include "src/schema/type_text.hpp"

namespace migrate {
namespace {

TableName name_of(const Table& table) { return {table.name, table.schema}; }

class Comparison {
 public:
  Comparison(const Schema& current, const Schema& wanted, const Equivalence& rules, const NamingTemplates& naming)
      : current_(&current), wanted_(wanted), rules_(rules), naming_(naming) {}

  std::vector<Operation> run() {
    create_schemas();
    rename_tables();
    rename_columns();
    enums();
    sequences();
    pair_tables();
    create_tables();
    change_tables();
    append(waiting_foreign_keys_);
    append(owned_);
    drop_tables();
    append(last_);
    return std::move(out_);
  }

 private:
  struct Change {
    const Table* table;
    TableChanges changes;
  };

  std::string key(const std::string& schema, const std::string& name) const {
    return rules_.schema_key(schema) + '\0' + rules_.table_key(name);
  }
  std::string key(const Table& table) const { return key(table.schema, table.name); }

  void append(std::vector<Operation>& operations) {
    std::ranges::move(operations, std::back_inserter(out_));
    operations.clear();
  }

  /// Renames are done on a copy of the catalog at once, so that everything after them compares like with like.
  void rename(Operation operation) {
    if (!renamed_) renamed_ = *current_;
    current_ = &*renamed_;
    apply_to(*renamed_, operation);
    out_.push_back(std::move(operation));
  }

  std::unordered_map<std::string, const Table*> by_key(const Schema& schema) const {
    std::unordered_map<std::string, const Table*> out;
    for (const auto& table : schema.tables) out.emplace(key(table), &table);
    return out;
  }

  void rename_tables() {
    const auto present = by_key(*current_);
    std::vector<std::pair<TableName, std::string>> renames;
    for (const auto& table : wanted_.tables) {
      if (table.renamed_from.empty() || present.contains(key(table))) continue;
      const auto old = present.find(key(table.schema, table.renamed_from));
      if (old != present.end()) renames.emplace_back(name_of(*old->second), table.name);
    }
    for (const auto& [from, to] : renames) {
      rename({RenameTable{from, to}, {}});
      if (!inheritance_) continue;
      for (auto& table : renamed_->tables)
        table.options = inheritance_->options_after_parent_rename(std::move(table.options), from, to);
    }
  }

  void rename_columns() {
    for (const auto& wanted : wanted_.tables) {
      for (const auto& column : wanted.columns) {
        if (!column.renamed_from.empty()) rename_column_of(wanted, column);
      }
    }
  }

  void rename_column_of(const Table& wanted, const Column& column) {
    const auto same = [&](const Table& table) { return key(table) == key(wanted); };
    const auto before = std::ranges::find_if(current_->tables, same);
    if (before == current_->tables.end()) return;
    const Column* old = nullptr;
    for (const auto& held : before->columns) {
      if (rules_.key(held.name) == rules_.key(column.name)) return;  // it has been renamed already
      if (rules_.key(held.name) == rules_.key(column.renamed_from)) old = &held;
    }
    if (!old) return;
    Column to = *old;
    to.name = column.name;
    const Column from = *old;
    rename({AlterColumn{name_of(*before), from.name, from, to, {}, "", ""}, {}});
    auto& table = *std::ranges::find_if(renamed_->tables, same);
    rename_in_texts(table, from.name, to.name);
    rename_below(table, from.name, to.name);
  }

  void rename_in_texts(Table& table, const std::string& from, const std::string& to) const {
    rename_in_expressions(table, from, to);
    if (!inheritance_) return;
    table.options = inheritance_->options_after_rename(std::move(table.options), from, to);
    for (auto& held : table.foreign_keys)
      held.options = inheritance_->options_after_rename(std::move(held.options), from, to);
  }

  /// A column that parts of the table, or tables that inherit from it, have from it is renamed there too, with all that
  /// is on it.
  void rename_below(const Table& parent, const std::string& from, const std::string& to) {
    const auto parent_key = key(parent);
    const auto is_parent = [&](const auto& name) { return key(name.first, name.second) == parent_key; };
    for (auto& table : renamed_->tables) {
      if (&table == &parent || std::ranges::none_of(rules_.stands_on(table), is_parent)) continue;
      for (auto& column : table.columns) {
        if (rules_.key(column.name) == rules_.key(from)) column.name = to;
      }
      rename_column(*renamed_, table.name, table.schema, from, to);
      rename_in_texts(table, from, to);
      rename_below(table, from, to);
    }
  }

  /// The schemas that the models name and the database lacks. None is ever dropped: models do not say that one is
  /// theirs.
  void create_schemas() {
    std::unordered_set<std::string> present{rules_.schema_key("")};
    for (const auto& name : current_->schemas) present.insert(rules_.schema_key(name));
    const auto need = [&](const std::string& name) {
      if (present.insert(rules_.schema_key(name)).second) out_.push_back({CreateSchema{name}, {}});
    };
    for (const auto& table : wanted_.tables) need(table.schema);
    for (const auto& type : wanted_.enums) need(type.schema);
    for (const auto& sequence : wanted_.sequences) need(sequence.schema);
  }

  template <class T>
  const T* find(const std::vector<T>& among, const T& one) const {
    const auto found = std::ranges::find_if(
        among, [&](const T& held) { return key(held.schema, held.name) == key(one.schema, one.name); });
    return found == among.end() ? nullptr : &*found;
  }

  /// Enum types come before everything that uses them and go after it.
  void enums() {
    for (const auto& type : wanted_.enums) {
      const auto* current = find(current_->enums, type);
      if (!current) {
        out_.push_back({CreateEnum{type}, {}});
      } else if (current->values != type.values || (rules_.keeps_comments() && current->comment != type.comment)) {
        alter_enum(*current, type);
      }
    }
    for (const auto& type : current_->enums) {
      if (!find(wanted_.enums, type)) last_.push_back({DropEnum{type.name, type}, {}});
    }
  }

  /// New values come before all that may use them; old ones go when nothing has them any more.
  void alter_enum(const Enum& from, const Enum& to) {
    const auto has = [](const Enum& type, const std::string& value) {
      return std::ranges::find(type.values, value) != type.values.end();
    };
    const bool loses = std::ranges::any_of(from.values, [&](const auto& value) { return !has(to, value); });
    if (!loses) return out_.push_back({AlterEnum{from, to, {}}, {}});
    auto between = from;
    for (std::size_t i = 0; i < to.values.size(); ++i) {
      if (has(from, to.values[i])) continue;
      auto& values = between.values;
      const auto place = i == 0 ? values.begin() : std::ranges::find(values, to.values[i - 1]) + 1;
      values.insert(place, to.values[i]);
    }
    if (between != from) out_.push_back({AlterEnum{from, between, {}}, {}});
    last_.push_back({AlterEnum{between, to, {}}, {}});
  }

  void sequences() {
    for (const auto& sequence : wanted_.sequences) {
      const auto* current = find(current_->sequences, sequence);
      if (!current) {
        const auto made = without_owner(sequence);
        out_.push_back({CreateSequence{made}, {}});
        if (made != sequence) owned_.push_back({AlterSequence{made, sequence}, {}});
      } else if (!rules_.same_sequence(*current, sequence)) {
        alter_sequence(*current, sequence);
      }
    }
    for (const auto& sequence : current_->sequences) {
      if (!find(wanted_.sequences, sequence) && rules_.may_drop(sequence))
        last_.push_back({DropSequence{sequence.name, sequence}, {}});
    }
  }

  static Sequence without_owner(Sequence sequence) {
    sequence.owned_by.clear();
    return sequence;
  }

  /// A table's default needs the sequence before the table, and its owner is there only behind the tables. The old
  /// owner lets go of it first: it would take the sequence along where it goes.
  void alter_sequence(const Sequence& current, const Sequence& wanted) {
    auto with_owner = current;
    with_owner.owned_by = wanted.owned_by;
    if (rules_.same_sequence(current, with_owner)) return out_.push_back({AlterSequence{current, wanted}, {}});
    const auto between = without_owner(wanted);
    if (!rules_.same_sequence(current, between)) out_.push_back({AlterSequence{current, between}, {}});
    if (between != wanted) owned_.push_back({AlterSequence{between, wanted}, {}});
  }

  void pair_tables() {
    const auto present = by_key(*current_);
    const auto asked = by_key(wanted_);
    for (const auto* table : in_reference_order(wanted_.tables, rules_)) {
      const auto found = present.find(key(*table));
      if (found == present.end()) {
        created_.push_back(table);
        continue;
      }
      if (*found->second == *table) continue;
      const auto whole = inheritance_ ? inheritance_->with_inherited(*current_, *found->second, *table) : std::nullopt;
      auto changes = whole ? compare_tables(whole->first, whole->second, rules_, naming_)
                           : compare_tables(*found->second, *table, rules_, naming_);
      for (auto& operation : changes.changes) give_enum_value(operation);
      if (!changes.empty()) changed_.push_back({found->second, std::move(changes)});
    }
    for (const auto* table : in_reference_order(current_->tables, rules_)) {
      if (!asked.contains(key(*table)) && rules_.may_drop(*table)) dropped_.push_back(table);
    }
    std::ranges::reverse(dropped_);
  }

  /// A column of an enum type comes back with a value that the enum has then.
  void give_enum_value(Operation& operation) const {
    auto* drop = std::get_if<DropColumn>(&operation.value);
    if (!drop || drop->backfill.empty() || drop->definition->type.kind != TypeKind::enumeration) return;
    const auto* type = find_enum(*current_, drop->definition->type.name);
    if (type && !type->values.empty()) drop->backfill = "'" + replace_all(type->values.front(), "'", "''") + "'";
  }

  /// A new table's foreign keys stand in its CREATE TABLE, but for those to a new table that comes after it (a cycle)
  /// and those to a column or key that an old table gets only later.
  void create_tables() {
    std::unordered_set<std::string> later;
    std::unordered_map<std::string, const TableChanges*> changing;
    for (const auto* table : created_) later.insert(key(*table));
    for (const auto& change : changed_) changing.emplace(key(*change.table), &change.changes);
    for (const auto* table : created_) {
      later.erase(key(*table));
      Table named = without_hints(*table);
      name_all(named, naming_);
      std::erase_if(named.foreign_keys, [&](const ForeignKey& foreign_key) {
        const auto parent = key(foreign_key.references_schema, foreign_key.references);
        const auto change = changing.find(parent);
        const bool waits =
            later.contains(parent) || (change != changing.end() && brings_target(*change->second, foreign_key));
        if (waits) waiting_foreign_keys_.push_back({CreateForeignKey{name_of(named), foreign_key}, {}});
        return waits;
      });
      out_.push_back({CreateTable{std::move(named)}, {}});
    }
  }

  /// What the metadata says beyond what a database can have.
  static Table without_hints(Table table) {
    table.renamed_from.clear();
    table.relationships.clear();
    for (auto& column : table.columns) {
      column.renamed_from.clear();
      column.initial.clear();
    }
    return table;
  }

  /// Whether the changes of a parent bring what the foreign key refers to.
  bool brings_target(const TableChanges& changes, const ForeignKey& foreign_key) const {
    const auto targeted = [&](const std::string& column) {
      return std::ranges::any_of(foreign_key.target,
                                 [&](const auto& name) { return rules_.key(name) == rules_.key(column); });
    };
    return std::ranges::any_of(changes.changes, [&](const Operation& operation) {
      if (const auto* add = std::get_if<AddColumn>(&operation.value)) return targeted(add->column.name);
      if (const auto* alter = std::get_if<AlterColumn>(&operation.value)) return targeted(alter->column);
      return std::holds_alternative<CreateUnique>(operation.value) ||
             std::holds_alternative<CreatePrimaryKey>(operation.value) ||
             (rules_.binds_keys() && std::holds_alternative<SetTableOptions>(operation.value));
    });
  }

  void change_tables() {
    std::unordered_set<std::string> weakened, later;
    for (const auto& change : changed_) {
      if (change.changes.weakens_keys) weakened.insert(key(*change.table));
      later.insert(key(*change.table));
    }
    drop_keys_of_dropped(weakened);
    for (auto& change : changed_) {  // a foreign key to a key that is going to change goes before everything
      std::erase_if(change.changes.dropped_foreign_keys, [&](Operation& operation) {
        const auto parent = parent_of(operation);
        const bool first = parent != key(*change.table) && weakened.contains(parent);
        if (first) out_.push_back(std::move(operation));
        return first;
      });
    }
    drop_before_parents();
    for (auto& change : changed_) {
      later.erase(key(*change.table));
      append(change.changes.dropped_foreign_keys);
      append(change.changes.changes);
      for (auto& operation : change.changes.created_foreign_keys) {
        (later.contains(parent_of(operation)) ? waiting_foreign_keys_ : out_).push_back(std::move(operation));
      }
    }
  }

  /// The tables of which one of the changes is such an operation.
  template <class O>
  std::unordered_set<std::string> tables_with() const {
    std::unordered_set<std::string> out;
    for (const auto& change : changed_) {
      const auto is_one = [](const Operation& one) { return std::holds_alternative<O>(one.value); };
      if (std::ranges::any_of(change.changes.changes, is_one)) out.insert(key(*change.table));
    }
    return out;
  }

  /// What is on a column of a table above goes with it, and so by itself before.
  void drop_before_parents() {
    const auto losing = tables_with<DropColumn>();
    const auto loses = [&](const auto& parent) { return losing.contains(key(parent.first, parent.second)); };
    for (auto& change : changed_) {
      if (losing.empty() || std::ranges::none_of(rules_.stands_on(*change.table), loses)) continue;
      std::erase_if(change.changes.changes, [&](Operation& operation) {
        const bool drops = std::holds_alternative<DropIndex>(operation.value) ||
                           std::holds_alternative<DropConstraint>(operation.value);
        if (drops) out_.push_back(std::move(operation));
        return drops;
      });
    }
  }

  /// A table that goes comes back first, on the way down; its keys to what changes then come behind the changes.
  void drop_keys_of_dropped(const std::unordered_set<std::string>& weakened) {
    if (!rules_.binds_keys()) return;
    changing_parents_ = tables_with<SetTableOptions>();
    changing_parents_.insert(weakened.begin(), weakened.end());
    for (const auto* table : dropped_) {
      for (const auto& foreign_key : table->foreign_keys) {
        if (goes_before_changes(*table, foreign_key))
          out_.push_back({DropConstraint{name_of(*table), foreign_key.name, foreign_key}, {}});
      }
    }
  }
  bool goes_before_changes(const Table& table, const ForeignKey& foreign_key) const {
    const auto parent = key(foreign_key.references_schema, foreign_key.references);
    return parent != key(table) && changing_parents_.contains(parent);
  }

  std::string parent_of(const Operation& operation) const {
    const auto* drop = std::get_if<DropConstraint>(&operation.value);
    const auto& foreign_key =
        drop ? std::get<ForeignKey>(*drop->constraint) : std::get<CreateForeignKey>(operation.value).foreign_key;
    return key(foreign_key.references_schema, foreign_key.references);
  }

  /// A foreign key to a table that goes before its own is dropped by itself, first: only cycles have such.
  void drop_tables() {
    std::unordered_map<std::string, std::size_t> position;
    for (std::size_t i = 0; i < dropped_.size(); ++i) position.emplace(key(*dropped_[i]), i);
    std::vector<Operation> drops;
    for (std::size_t i = 0; i < dropped_.size(); ++i) {
      Table definition = *dropped_[i];
      std::erase_if(definition.foreign_keys,
                    [&](const ForeignKey& foreign_key) { return goes_before_changes(definition, foreign_key); });
      std::erase_if(definition.foreign_keys, [&](const ForeignKey& foreign_key) {
        const auto parent = position.find(key(foreign_key.references_schema, foreign_key.references));
        const bool blocks = parent != position.end() && parent->second < i;
        if (blocks) out_.push_back({DropConstraint{name_of(definition), foreign_key.name, foreign_key}, {}});
        return blocks;
      });
      drops.push_back({DropTable{name_of(definition), std::move(definition)}, {}});
    }
    append(drops);
  }

  const Schema* current_;
  std::optional<Schema> renamed_;  ///< what `current_` is as soon as something is renamed
  const Schema& wanted_;
  const Equivalence& rules_;
  const Inheritance* inheritance_ = dynamic_cast<const Inheritance*>(&rules_);  ///< null where tables have none
  const NamingTemplates& naming_;
  std::vector<const Table*> created_;
  std::vector<Change> changed_;
  std::vector<const Table*> dropped_;
  std::unordered_set<std::string> changing_parents_;  ///< keys of dropped tables to these go before the changes
  std::vector<Operation> waiting_foreign_keys_;
  std::vector<Operation> owned_;  ///< sequences that get their owners
  std::vector<Operation> last_;
  std::vector<Operation> out_;
};

}  // namespace

std::vector<Operation> compare(const Schema& current, const Schema& wanted, const Equivalence& rules,
                               const NamingTemplates& naming) {
  return Comparison(current, wanted, rules, naming).run();
}

namespace {

/// The columns of a table that come and go, of which one may be another under a new name. A generated column has no
/// value to keep, and a name that goes and comes again is a column that is made anew.
struct ComingAndGoing {
  std::vector<const DropColumn*> dropped;
  std::vector<const AddColumn*> added;

  void renames(std::vector<std::string>& out) const {
    for (const auto* drop : dropped) {
      for (const auto* add : added) {
        const bool alike = add->column.type == drop->definition->type;
        if (alike && !comes(drop->column) && !goes(add->column.name)) out.push_back(text(*drop, *add));
      }
    }
  }

 private:
  bool comes(const std::string& name) const {
    return std::ranges::any_of(added, [&](const auto* add) { return add->column.name == name; });
  }
  bool goes(const std::string& name) const {
    return std::ranges::any_of(dropped, [&](const auto* drop) { return drop->column == name; });
  }
  static std::string text(const DropColumn& drop, const AddColumn& add) {
    if (drop.definition->generated || add.column.generated) return {};
    return display(drop.table) + "." + drop.column + " goes and ." + add.column.name + " comes, both " +
           type_text(add.column.type) + ": if that is a rename, say it in the model: .renamed_from = \"" + drop.column +
           "\"";
  }
};

}  // namespace

std::vector<std::string> possible_renames(const std::vector<Operation>& operations) {
  std::vector<std::pair<TableName, ComingAndGoing>> tables;
  const auto of = [&](const TableName& name) -> ComingAndGoing& {
    const auto found = std::ranges::find(tables, name, [](const auto& entry) { return entry.first; });
    return found != tables.end() ? found->second : tables.emplace_back(name, ComingAndGoing{}).second;
  };
  for (const auto& operation : operations) {
    const auto* drop = std::get_if<DropColumn>(&operation.value);
    if (drop && drop->definition) of(drop->table).dropped.push_back(drop);
    if (const auto* add = std::get_if<AddColumn>(&operation.value)) of(add->table).added.push_back(add);
  }
  std::vector<std::string> out;
  for (const auto& [name, columns] : tables) columns.renames(out);
  std::erase(out, "");
  return out;
}

}  // namespace migrate
