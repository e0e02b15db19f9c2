#include "src/operations/invert.hpp"

#include <algorithm>

#include "src/operations/operation_fields.hpp"

namespace migrate {
namespace {

struct Inverter {
  using Result = std::variant<AnyOperation, NoWayBack>;

  Result operator()(const CreateTable& o) const { return DropTable{{o.table.name, o.table.schema}, o.table}; }
  Result operator()(const DropTable& o) const {
    if (!o.definition) return only_named("drop_table", "the table's columns and constraints");
    return CreateTable{*o.definition};
  }
  Result operator()(const RenameTable& o) const { return RenameTable{{o.to, o.table.schema}, o.table.name}; }
  Result operator()(const SetTableOptions& o) const { return SetTableOptions{o.table, o.to, o.from}; }
  Result operator()(const SetTableComment& o) const { return SetTableComment{o.table, o.to, o.from}; }
  Result operator()(const AddColumn& o) const { return DropColumn{o.table, o.column.name, o.column, o.backfill}; }
  Result operator()(const DropColumn& o) const {
    if (!o.definition)
      return only_named("drop_column", "the whole column: column = { name = \"" + o.column + "\", type = … }");
    return AddColumn{o.table, *o.definition, o.backfill, {}, {}};
  }
  Result operator()(const AlterColumn& o) const {
    if (!o.from || !o.to) return only_named("alter_column with 'set'", "both ends: from = { … } and to = { … }");
    return AlterColumn{o.table, o.to->name, o.to, o.from, {}, {}, {}};
  }
  Result operator()(const CreatePrimaryKey& o) const { return drop(o.table, o.primary_key); }
  Result operator()(const CreateUnique& o) const { return drop(o.table, o.unique); }
  Result operator()(const CreateCheck& o) const { return drop(o.table, o.check); }
  Result operator()(const CreateForeignKey& o) const { return drop(o.table, o.foreign_key); }
  Result operator()(const CreateExclude& o) const { return drop(o.table, o.exclude); }
  Result operator()(const DropConstraint& o) const {
    if (!o.constraint)
      return only_named("drop_constraint",
                        "the whole constraint, for example: check = { name = \"" + o.name + "\", expression = \"…\" }");
    return std::visit(Overloaded{[&](const PrimaryKey& c) -> Result {
                                   return CreatePrimaryKey{o.table, c};
                                 },
                                 [&](const Unique& c) -> Result {
                                   return CreateUnique{o.table, c};
                                 },
                                 [&](const Check& c) -> Result {
                                   return CreateCheck{o.table, c};
                                 },
                                 [&](const ForeignKey& c) -> Result {
                                   return CreateForeignKey{o.table, c};
                                 },
                                 [&](const Exclusion& c) -> Result {
                                   return CreateExclude{o.table, c};
                                 }},
                      *o.constraint);
  }
  Result operator()(const RenameConstraint& o) const { return RenameConstraint{o.table, o.to, o.from}; }
  Result operator()(const CreateIndex& o) const { return DropIndex{o.table, o.index.name, o.index}; }
  Result operator()(const DropIndex& o) const {
    if (!o.index)
      return only_named("drop_index", "the whole index: index = { name = \"" + o.name + "\", columns = […] }");
    return CreateIndex{o.table, *o.index};
  }
  Result operator()(const RenameIndex& o) const { return RenameIndex{o.table, o.to, o.from}; }
  Result operator()(const CreateSchema& o) const { return DropSchema{o.name}; }
  Result operator()(const DropSchema& o) const { return CreateSchema{o.name}; }
  Result operator()(const CreateEnum& o) const { return DropEnum{o.type.name, o.type}; }
  Result operator()(const AlterEnum& o) const {
    AlterEnum back{o.to, o.from, {}};
    for (const auto& [old_value, new_value] : o.renamed) back.renamed[new_value] = old_value;
    return back;
  }
  Result operator()(const DropEnum& o) const {
    if (!o.type)
      return only_named("drop_enum", "the enum's values: enum = { name = \"" + o.name + "\", values = […] }");
    return CreateEnum{*o.type};
  }
  Result operator()(const CreateSequence& o) const { return DropSequence{o.sequence.name, o.sequence}; }
  Result operator()(const AlterSequence& o) const { return AlterSequence{o.to, o.from}; }
  Result operator()(const DropSequence& o) const {
    if (!o.sequence) return only_named("drop_sequence", "the whole sequence: sequence = { name = \"" + o.name + "\" }");
    return CreateSequence{*o.sequence};
  }
  Result operator()(const Execute&) const { return by_hand("execute", "sql"); }
  Result operator()(const BulkInsert&) const { return by_hand("bulk_insert", "sql"); }
  Result operator()(const Call&) const { return by_hand("call", "step"); }
  Result operator()(const Batch& o) const {
    auto back = invert(std::span(o.operations));
    if (auto* none = std::get_if<NoWayBack>(&back)) return *none;
    return Batch{o.table, o.recreate, std::get<std::vector<Operation>>(std::move(back))};
  }

  static Result only_named(const std::string& op, const std::string& remedy) {
    return NoWayBack{0, op + " does not hold what it takes to undo it", "write a [[downgrade]] section, or " + remedy};
  }
  static Result by_hand(const std::string& op, const std::string& key) {
    return NoWayBack{0, op + " has no inverse",
                     "write a [[downgrade]] section with op = \"" + (key == "step" ? "call" : std::string("execute")) +
                         "\", or `downgrade = []` if there is nothing to take back"};
  }
  template <class T>
  static Result drop(const TableName& table, const T& constraint) {
    return DropConstraint{table, constraint.name, constraint};
  }
};

}  // namespace

std::variant<Operation, NoWayBack> invert(const Operation& operation) {
  auto back = std::visit(Inverter{}, operation.value);
  if (auto* none = std::get_if<NoWayBack>(&back)) return *none;
  return Operation{std::get<AnyOperation>(std::move(back)), operation.where};
}

std::variant<std::vector<Operation>, NoWayBack> invert(std::span<const Operation> operations) {
  std::vector<Operation> out;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    auto back = invert(operations[i]);
    if (auto* none = std::get_if<NoWayBack>(&back)) {
      none->operation = i;
      return *none;
    }
    out.push_back(std::get<Operation>(std::move(back)));
  }
  std::ranges::reverse(out);
  return out;
}

}  // namespace migrate
