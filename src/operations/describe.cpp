#include "src/operations/describe.hpp"

#include <vector>

#include "src/base/text.hpp"
#include "src/schema/type_text.hpp"

namespace migrate {
namespace {

std::string column_list(const std::vector<IndexColumn>& columns) {
  std::vector<std::string> names;
  for (const auto& element : columns) names.push_back(element.column.empty() ? element.expression : element.column);
  return "(" + join(names, ", ") + ")";
}

std::string named(std::string_view kind, const std::string& name, const std::string& content) {
  return std::string(kind) + " " + (name.empty() ? content : name);
}

void change(std::vector<std::string>& out, std::string_view what, const std::string& from, const std::string& to) {
  if (from == to) return;
  if (to.empty()) {
    out.push_back("drop " + std::string(what));
  } else if (from.empty()) {
    out.push_back(std::string(what) + " " + to);
  } else {
    out.push_back(std::string(what) + " " + from + " to " + to);
  }
}

std::string changes_of(const Column& from, const Column& to) {
  std::vector<std::string> out;
  change(out, "rename", from.name == to.name ? "" : from.name, from.name == to.name ? "" : to.name);
  change(out, "type", type_text(from.type), type_text(to.type));
  if (from.nullable != to.nullable) out.emplace_back(to.nullable ? "nullable" : "not null");
  change(out, "default", from.default_sql.value_or(""), to.default_sql.value_or(""));
  if (from.identity != to.identity)
    out.emplace_back(!to.identity ? "drop identity" : from.identity ? "identity options" : "identity");
  const auto generated = [](const Column& c) {
    return c.generated ? "as (" + c.generated->expression + ")" + (c.generated->stored ? " stored" : "") : "";
  };
  change(out, "generated", generated(from), generated(to));
  change(out, "collation", from.collation, to.collation);
  change(out, "comment", from.comment, to.comment);
  if (from.options != to.options) out.emplace_back("options");
  return join(out, ", ");
}

std::string changes_of(const ColumnChange& set) {
  std::vector<std::string> out;
  if (!set.name.empty()) out.push_back("rename to " + set.name);
  if (set.type) out.push_back("type " + type_text(*set.type));
  if (set.nullable) out.emplace_back(*set.nullable ? "nullable" : "not null");
  if (set.default_sql) out.push_back(set.default_sql->empty() ? "drop default" : "default " + *set.default_sql);
  if (set.collation) out.push_back("collation " + *set.collation);
  if (set.comment) out.emplace_back("comment");
  return join(out, ", ");
}

std::string first_line(const Execute& o) {
  if (o.sql.empty()) return "nothing";
  const auto text = trim(o.sql.begin()->second);
  const auto line = trim(text.substr(0, text.find('\n')));
  return std::string(line.substr(0, 60)) + (line.size() < text.size() || line.size() > 60 ? " …" : "");
}

struct Describer {
  std::string operator()(const CreateTable& o) const {
    return "create table " + display(TableName{o.table.name, o.table.schema});
  }
  std::string operator()(const DropTable& o) const { return "drop table " + display(o.table); }
  std::string operator()(const RenameTable& o) const { return "rename table " + display(o.table) + " to " + o.to; }
  std::string operator()(const SetTableOptions& o) const { return "change the options of table " + display(o.table); }
  std::string operator()(const SetTableComment& o) const { return "change the comment of table " + display(o.table); }
  std::string operator()(const AddColumn& o) const { return "add column " + display(o.table) + "." + o.column.name; }
  std::string operator()(const DropColumn& o) const { return "drop column " + display(o.table) + "." + o.column; }
  std::string operator()(const AlterColumn& o) const {
    return "change " + display(o.table) + "." + o.column + ": " +
           (o.from && o.to ? changes_of(*o.from, *o.to) : changes_of(o.set));
  }
  std::string operator()(const CreatePrimaryKey& o) const { return create(o.primary_key, o.table); }
  std::string operator()(const CreateUnique& o) const { return create(o.unique, o.table); }
  std::string operator()(const CreateCheck& o) const { return create(o.check, o.table); }
  std::string operator()(const CreateForeignKey& o) const { return create(o.foreign_key, o.table); }
  std::string operator()(const CreateExclude& o) const { return create(o.exclude, o.table); }
  std::string operator()(const DropConstraint& o) const {
    return "drop " + (o.constraint ? describe(*o.constraint) : "constraint " + o.name) + " of " + display(o.table);
  }
  std::string operator()(const RenameConstraint& o) const {
    return "rename constraint " + o.from + " of " + display(o.table) + " to " + o.to;
  }
  std::string operator()(const CreateIndex& o) const {
    return std::string("create ") + (o.index.unique ? "unique " : "") +
           named("index", o.index.name, column_list(o.index.columns)) + " on " + display(o.table);
  }
  std::string operator()(const DropIndex& o) const { return "drop index " + o.name + " of " + display(o.table); }
  std::string operator()(const RenameIndex& o) const { return "rename index " + o.from + " to " + o.to; }
  std::string operator()(const CreateSchema& o) const { return "create schema " + o.name; }
  std::string operator()(const DropSchema& o) const { return "drop schema " + o.name; }
  std::string operator()(const CreateEnum& o) const { return "create enum " + o.type.name; }
  std::string operator()(const AlterEnum& o) const { return "change the values of enum " + o.from.name; }
  std::string operator()(const DropEnum& o) const { return "drop enum " + o.name; }
  std::string operator()(const CreateSequence& o) const { return "create sequence " + o.sequence.name; }
  std::string operator()(const AlterSequence& o) const {
    auto owned = o.from;
    owned.owned_by = o.to.owned_by;
    if (owned != o.to) return "change sequence " + o.from.name;
    return "sequence " + o.from.name +
           (owned.owned_by.empty() ? " belongs to nobody" : " belongs to " + owned.owned_by);
  }
  std::string operator()(const DropSequence& o) const { return "drop sequence " + o.name; }
  std::string operator()(const Execute& o) const { return "execute: " + first_line(o); }
  std::string operator()(const BulkInsert& o) const {
    return "insert " + count_of(o.rows.size(), "row") + " into " + display(o.table);
  }
  std::string operator()(const Call& o) const { return "call " + o.step; }
  std::string operator()(const Batch& o) const {
    std::vector<std::string> parts;
    for (const auto& operation : o.operations) parts.push_back(describe(operation));
    return "batch of table " + display(o.table) + ": " + join(parts, "; ");
  }

  static std::string create(const Constraint& constraint, const TableName& table) {
    return "create " + describe(constraint) + " on " + display(table);
  }
};

struct Loss {
  std::optional<std::string> operator()(const DropTable& o) const {
    return "loses the table " + display(o.table) + " and all its rows";
  }
  std::optional<std::string> operator()(const DropColumn& o) const {
    return "loses the column " + o.column + " of " + display(o.table) + " and its values";
  }
  std::optional<std::string> operator()(const DropSchema& o) const {
    return "loses the schema " + o.name + " and all that is in it";
  }
  std::optional<std::string> operator()(const DropSequence& o) const {
    return "loses the sequence " + o.name + " and its position";
  }
  std::optional<std::string> operator()(const Batch& o) const {
    std::vector<std::string> parts;
    for (const auto& operation : o.operations) {
      if (auto lost = what_is_lost(operation)) parts.push_back(std::move(*lost));
    }
    return parts.empty() ? std::nullopt : std::optional(join(parts, "; "));
  }
  template <class T>
  std::optional<std::string> operator()(const T&) const {
    return std::nullopt;
  }
};

}  // namespace

std::string display(const TableName& table) {
  return table.schema.empty() ? table.name : table.schema + "." + table.name;
}

std::string describe(const Constraint& constraint) {
  return std::visit(Overloaded{[](const PrimaryKey& c) { return named("primary key", c.name, column_list(c.columns)); },
                               [](const Unique& c) { return named("unique", c.name, column_list(c.columns)); },
                               [](const Check& c) { return named("check", c.name, "(" + c.expression + ")"); },
                               [](const ForeignKey& c) {
                                 return named("foreign key", c.name,
                                              "(" + join(c.columns, ", ") + ") to " + c.references);
                               },
                               [](const Exclusion& c) { return named("exclusion", c.name, "constraint"); }},
                    constraint);
}

std::string describe(const Operation& operation) { return std::visit(Describer{}, operation.value); }

std::optional<std::string> what_is_lost(const Operation& operation) { return std::visit(Loss{}, operation.value); }

}  // namespace migrate
