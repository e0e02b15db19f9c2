#include "dialects/postgresql/notes.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "dialects/postgresql/conversions.hpp"
#include "dialects/postgresql/dependents.hpp"
#include "dialects/postgresql/kept_column.hpp"
#include "src/base/error.hpp"

namespace migrate::postgresql {
namespace {

/// The operations of an upgrade, asked of the database as it is before them.
class Refusals {
 public:
  Refusals(Connection& connection, std::span<const Operation> upgrade) : connection_(connection), upgrade_(upgrade) {}

  std::vector<std::string> find() {
    for (const auto& operation : upgrade_) {
      try {
        ask(operation);
      } catch (const DatabaseError& error) {
        out_.push_back(std::string(error.what()) + "; " + error.hint);
      }
    }
    return std::move(out_);
  }

 private:
  void ask(const Operation& operation) {
    if (const auto* alter = std::get_if<AlterColumn>(&operation.value)) {
      if (alter->to && alter->to->name != alter->column)
        refuse_to_rename_column(connection_, alter->table, alter->column);
    } else if (const auto* drop = std::get_if<DropColumn>(&operation.value)) {
      if (comes_again(*drop)) refuse_to_drop_columns(connection_, drop->table, {drop->column}, gone_with(*drop));
    }
  }
  bool comes_again(const DropColumn& drop) const {
    return std::ranges::any_of(upgrade_, [&](const Operation& operation) {
      const auto* add = std::get_if<AddColumn>(&operation.value);
      return add && add->table == drop.table && add->column.name == drop.column;
    });
  }
  /// What goes in the same revision, or is put back with the column.
  std::set<std::string> gone_with(const DropColumn& column) const {
    const auto kept = kept_with_column(connection_, column.table, column.column);
    std::set<std::string> out(kept.statistics.begin(), kept.statistics.end());
    for (const auto& operation : upgrade_) {
      if (const auto* drop = std::get_if<DropConstraint>(&operation.value)) out.insert(drop->name);
      if (const auto* drop = std::get_if<DropIndex>(&operation.value)) out.insert(drop->name);
      const auto* other = std::get_if<DropColumn>(&operation.value);
      if (other && other->table == column.table) out.insert(gone_column(other->column));
    }
    return out;
  }

  Connection& connection_;
  std::span<const Operation> upgrade_;
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> notes_on(Connection& connection, std::span<const Operation> upgrade,
                                  std::span<const Operation> downgrade) {
  auto out = conversion_notes(connection, upgrade, downgrade);
  std::ranges::move(Refusals(connection, upgrade).find(), std::back_inserter(out));
  return out;
}

}  // namespace migrate::postgresql
