#include "src/operations/catalog_changes.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "src/base/text.hpp"

namespace migrate {
namespace {

/// Names as they are on the way, with what the catalog calls them. Letter case does not make another name here: a
/// database where it does has nothing of the other name, and nothing is found.
class Names {
 public:
  /// The catalog's name of the table; none where the operations made it.
  std::optional<TableName> table(const TableName& now) const {
    const auto found = tables_.find(key(now));
    return found == tables_.end() ? now : found->second;
  }
  std::optional<std::string> column(const TableName& now, const std::string& column) const {
    const auto found = columns_.find({key(now), lower(column)});
    return found == columns_.end() ? column : found->second;
  }
  void create(const TableName& now) { tables_[key(now)] = std::nullopt; }
  void create(const TableName& now, const std::string& column) { columns_[{key(now), lower(column)}] = std::nullopt; }
  void rename(const TableName& from, const TableName& to) {
    tables_[key(to)] = table(from);
    std::map<Column, std::optional<std::string>> moved;
    for (const auto& [name, original] : columns_) {
      if (name.first == key(from)) moved[{key(to), name.second}] = original;
    }
    columns_.merge(moved);
    create(from);
  }
  void rename(const TableName& now, const std::string& from, const std::string& to) {
    columns_[{key(now), lower(to)}] = column(now, from);
    create(now, from);
  }

 private:
  using Key = std::pair<std::string, std::string>;
  using Column = std::pair<Key, std::string>;
  static Key key(const TableName& name) { return {lower(name.schema), lower(name.name)}; }

  std::map<Key, std::optional<TableName>> tables_;
  std::map<Column, std::optional<std::string>> columns_;
};

class Collector {
 public:
  void add(const Operation& operation, std::size_t number) {
    number_ = number;
    std::visit(*this, operation.value);
  }
  std::vector<CatalogChange> take() { return std::move(out_); }

  void operator()(const CreateTable& o) { names_.create({o.table.name, o.table.schema}); }
  void operator()(const DropTable& o) { of_table(Kind::drop_table, o.table); }
  void operator()(const RenameTable& o) {
    of_table(Kind::rename_table, o.table);
    names_.rename(o.table, {o.to, o.table.schema});
  }
  void operator()(const AddColumn& o) { names_.create(o.table, o.column.name); }
  void operator()(const DropColumn& o) { of_column(Kind::drop_column, o.table, o.column); }
  void operator()(const AlterColumn& o) {
    const auto to = o.to ? o.to->name : o.set.name;
    if (retypes(o)) of_column(Kind::retype_column, o.table, o.column);
    if (to.empty() || to == o.column) return;
    of_column(Kind::rename_column, o.table, o.column);
    names_.rename(o.table, o.column, to);
  }
  void operator()(const Batch& o) {
    for (const auto& inner : o.operations) add(inner, number_);
  }
  void operator()(const auto&) {}

 private:
  using Kind = CatalogChange::Kind;

  static bool retypes(const AlterColumn& o) {
    if (!o.from || !o.to) return o.set.type || o.set.collation;
    return o.from->type != o.to->type || o.from->type_by_dialect != o.to->type_by_dialect ||
           o.from->collation != o.to->collation || o.from->generated != o.to->generated;
  }
  void of_table(Kind kind, const TableName& now) {
    if (const auto table = names_.table(now)) out_.push_back({kind, number_, *table});
  }
  void of_column(Kind kind, const TableName& now, const std::string& column) {
    const auto table = names_.table(now);
    const auto original = names_.column(now, column);
    if (table && original) out_.push_back({kind, number_, *table, *original});
  }

  Names names_;
  std::size_t number_ = 0;
  std::vector<CatalogChange> out_;
};

}  // namespace

std::vector<CatalogChange> catalog_changes(std::span<const Operation> operations) {
  Collector collector;
  for (std::size_t i = 0; i < operations.size(); ++i) collector.add(operations[i], i);
  return collector.take();
}

}  // namespace migrate
