#include "dialects/postgresql/render_changes.hpp"

#include <algorithm>
#include <map>

#include "dialects/postgresql/alter_table.hpp"
#include "dialects/postgresql/change_column.hpp"
#include "dialects/postgresql/change_constraint.hpp"
#include "dialects/postgresql/concurrently.hpp"
#include "dialects/postgresql/ddl.hpp"
#include "dialects/postgresql/dependents.hpp"
#include "dialects/postgresql/guard.hpp"
#include "dialects/postgresql/identity.hpp"
#include "dialects/postgresql/kept_column.hpp"
#include "dialects/postgresql/partition_indexes.hpp"
#include "dialects/postgresql/questions.hpp"
#include "dialects/postgresql/suspend_foreign_keys.hpp"
#include "dialects/postgresql/table_options.hpp"
#include "dialects/postgresql/text.hpp"
#include "src/base/error.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/lookup.hpp"
#include "src/schema/naming.hpp"

namespace migrate::postgresql {
namespace {

template <class T>
constexpr bool is_a(const Operation& operation) {
  return std::holds_alternative<T>(operation.value);
}

std::string subject_of_constraint(const std::string& name) { return "constraint " + name; }

class ChangeWriter {
 public:
  ChangeWriter(Connection& connection, std::span<const Operation> operations, bool whole,
               const std::set<std::string>& gone)
      : operations_(operations),
        whole_(whole),
        sight_{connection, *table_of(operations.front()), gone},
        unit_(*table_of(operations.front()), out_.statements),
        validations_(validated_pairs(operations)) {}

  Rendered run() {
    for (; at_ < operations_.size(); ++at_) {
      if (at_ > 0 && !whole_ && at_ > last_pair() && comes_again_.empty() && must_wait()) break;
      try {
        std::visit(*this, operations_[at_].value);
      } catch (Error& error) {
        if (error.where == Where{}) error.where = operations_[at_].where;
        throw;
      }
    }
    for (const auto& sql : put_back_) unit_.statement(sql);
    unit_.flush();
    out_.operations = at_;
    return std::move(out_);
  }

  void operator()(const RenameTable& o) {
    begin(Turn::drop, {});
    const auto serials = serial_columns(sight_.connection, sight_.table);
    unit_.statement("ALTER TABLE " + quote_table(unit_.table()) + " RENAME TO " + quote_name(o.to));
    unit_.rename(o.to);
    for (const auto& column : serials) rename_serial(unit_, o.table.name, column, o.to, column);
    changed_names_ = true;
  }
  void operator()(const SetTableOptions& o) {
    begin(Turn::change, {});
    set_table_options(unit_, o);
  }
  void operator()(const SetTableComment& o) {
    begin(Turn::change, {});
    unit_.after(render_comment("TABLE " + quote_table(unit_.table()), o.to));
  }

  void operator()(const AddColumn& o) {
    refuse_newer(sight_.connection, sight_.table, o.column);
    begin(Turn::change, {o.column.name});
    add_column(unit_, o);
    built_ = true;
    comes_again_.erase(o.column.name);
  }
  void operator()(const DropColumn& o) {
    begin(Turn::drop, {o.column});
    if (is_added_again(o.column)) keep(o.column);
    drop_column(sight_, unit_, o);
    sight_.gone.insert(gone_column(o.column));
  }
  void operator()(const AlterColumn& o) {
    const auto name = o.to ? o.to->name : o.set.name.empty() ? o.column : o.set.name;
    begin(Turn::change, {o.column, name});
    alter_column(sight_, unit_, o);
    if (name != o.column) changed_names_ = true;
    touched_.insert({o.column, name});
  }

  void operator()(const CreatePrimaryKey& o) { create(o.primary_key); }
  void operator()(const CreateUnique& o) { create(o.unique); }
  void operator()(const CreateCheck& o) { create(o.check); }
  void operator()(const CreateForeignKey& o) { create(o.foreign_key); }
  void operator()(const CreateExclude& o) { create(o.exclude); }
  void operator()(const DropConstraint& o) {
    if (validations_.drops.contains(at_)) return;
    const auto name = o.name.empty() ? name_by_content(sight_.connection, sight_.table, *o.constraint) : o.name;
    if (is_suspended(name)) return;
    begin(Turn::drop, {subject_of_constraint(name)});
    unit_.clause("DROP CONSTRAINT " + quote_name(name));
    sight_.gone.insert(name);
  }
  void operator()(const RenameConstraint& o) {
    if (is_suspended(o.from)) return;
    begin(Turn::drop, {});
    unit_.statement("ALTER TABLE " + quote_table(unit_.table()) + " RENAME CONSTRAINT " + quote_name(o.from) + " TO " +
                    quote_name(o.to));
    changed_names_ = true;
  }

  void operator()(const CreateIndex& o) {
    begin(Turn::drop, {});
    unit_.flush();
    const auto index = with_name(unit_.table(), o.index);
    const auto only = only_own(sight_.connection, sight_.table);
    PartitionIndexes of_partitions;
    if (only.empty()) of_partitions = partition_indexes_like(sight_.connection, sight_.table, index);
    add(std::move(of_partitions.drop));
    add(create_index(sight_.connection, unit_.table(), only, index));
    add(std::move(of_partitions.create));
    built_ = true;
  }
  void operator()(const DropIndex& o) {
    begin(Turn::drop, {});
    unit_.statement(std::string("DROP INDEX ") + (o.index && o.index->concurrently ? "CONCURRENTLY " : "") +
                    quote_table({o.name, unit_.table().schema}));
    sight_.gone.insert(o.name);
  }
  void operator()(const RenameIndex& o) {
    begin(Turn::drop, {});
    unit_.statement("ALTER INDEX " + quote_table({o.from, unit_.table().schema}) + " RENAME TO " + quote_name(o.to));
    changed_names_ = true;
  }

  void operator()(const auto&) {}  // never asked: see changes_one_table

 private:
  void begin(Turn turn, const std::vector<std::string>& subjects) {
    unit_.begin(turn, subjects, describe(operations_[at_]), operations_[at_].where);
  }

  void add(std::vector<Statement> statements) {
    for (auto& statement : statements) {
      if (statement.purpose.empty()) statement.purpose = describe(operations_[at_]);
      statement.where = operations_[at_].where;
      out_.statements.push_back(std::move(statement));
    }
  }

  template <class T>
  void create(const T& constraint) {
    begin(Turn::add_constraint, {subject_of_constraint(constraint.name)});
    built_ = true;
    if (const auto found = validations_.creates.find(at_); found != validations_.creates.end())
      return unit_.clause(found->second);
    add_constraint(sight_.connection, sight_.table, unit_, constraint);
  }

  bool is_added_again(const std::string& column) const {
    return std::ranges::any_of(operations_.subspan(at_), [&](const Operation& operation) {
      const auto* add = std::get_if<AddColumn>(&operation.value);
      return add && add->column.name == column;
    });
  }
  void keep(const std::string& column) {
    comes_again_.insert(column);
    auto kept = kept_with_column(sight_.connection, sight_.table, column);
    sight_.gone.insert(kept.statistics.begin(), kept.statistics.end());
    for (auto& sql : kept.statements) {
      if (std::ranges::find(put_back_, sql) == put_back_.end()) put_back_.push_back(std::move(sql));
    }
  }
  bool is_suspended(const std::string& key) const { return sight_.gone.contains(suspended_key(unit_.table(), key)); }

  std::size_t last_pair() const { return validations_.drops.empty() ? 0 : validations_.creates.rbegin()->first; }

  /// Whether the operation at hand asks the catalog about something that the statements so far will change.
  bool must_wait() const {
    const auto& value = operations_[at_].value;
    if (is_a<DropColumn>(operations_[at_])) return built_ || changed_names_ || !touched_.empty();
    if (const auto* alter = std::get_if<AlterColumn>(&value)) return changed_names_ || touched_.contains(alter->column);
    if (const auto* drop = std::get_if<DropConstraint>(&value)) return drop->name.empty();
    if (const auto* create = std::get_if<CreateIndex>(&value)) return create->index.concurrently;
    return false;
  }

  std::span<const Operation> operations_;
  bool whole_;
  ColumnSight sight_;
  Rendered out_;
  TableUnit unit_;
  ValidatedPairs validations_;
  std::size_t at_ = 0;
  bool changed_names_ = false;
  bool built_ = false;
  std::set<std::string> touched_;
  std::set<std::string> comes_again_;  ///< columns that have been dropped, and are to be added further on
  std::vector<std::string> put_back_;  ///< what they had beside themselves, when all of them are there
};

}  // namespace

bool changes_one_table(const Operation& operation) {
  return std::visit(Overloaded{
                        [](const CreateTable&) { return false; },
                        [](const DropTable&) { return false; },
                        [](const Batch&) { return false; },
                        [&](const auto&) { return table_of(operation).has_value() && !is_a<BulkInsert>(operation); },
                    },
                    operation.value);
}

Rendered render_changes(Connection& connection, std::span<const Operation> operations, bool whole,
                        const std::set<std::string>& gone) {
  return ChangeWriter(connection, operations, whole, gone).run();
}

}  // namespace migrate::postgresql
