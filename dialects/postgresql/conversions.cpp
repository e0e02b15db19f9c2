#include "dialects/postgresql/conversions.hpp"

#include <iterator>
#include <optional>

#include <fmt/format.h>

#include "dialects/postgresql/casts.hpp"
#include "dialects/postgresql/ddl.hpp"
#include "dialects/postgresql/text.hpp"
#include "dialects/postgresql/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"

namespace migrate::postgresql {
namespace {

struct Conversion {
  std::string column;  ///< with its table
  std::string from, to;
  Cast cast;

  std::string title() const { return column + ": " + from + " to " + to; }
  std::string to_write() const {
    return cast.proposal.empty() ? "what its values become, as `using` (there is no cast)"
                                 : "using = \"" + cast.proposal + "\", or what else its values become";
  }
};

/// The conversion of a column whose revision says both ends and no `using`. A column that is made anew has no values.
std::optional<Conversion> conversion_of(Connection& connection, const Operation& operation) {
  const auto* alter = std::get_if<AlterColumn>(&operation.value);
  if (!alter || !alter->from || !alter->to || !alter->using_expression.empty()) return std::nullopt;
  if (alter->from->generated || alter->to->generated) return std::nullopt;
  const auto from = canonical(own_type(*alter->from)), to = canonical(own_type(*alter->to));
  if (from == to) return std::nullopt;
  return Conversion{display(alter->table) + "." + alter->to->name, sql_of(from), sql_of(to),
                    cast_between(connection, from, to, quote_name(alter->to->name))};
}

std::string note(const Conversion& one, std::string_view way) {
  if (!one.cast.possible) {
    return fmt::format(
        "{}, {}: PostgreSQL does not convert that by itself, and the {} is refused until the "
        "alter_column of the {} has {}",
        one.title(), way, way, way, one.to_write());
  }
  if (!one.cast.proposal.empty()) {
    return fmt::format("{}, {}: with rows there, the alter_column of the {} needs {}", one.title(), way, way,
                       one.to_write());
  }
  return fmt::format(
      "{}, {}: done with using = \"{}\"{}; where its values become something else, write that as "
      "`using` into the alter_column of the {}",
      one.title(), way, one.cast.using_sql,
      one.cast.lossy.empty() ? "" : ", and refused for values that would not survive", way);
}

void add_notes(Connection& connection, std::span<const Operation> operations, std::string_view way,
               std::vector<std::string>& out) {
  for (const auto& operation : operations) {
    const auto found = conversion_of(connection, operation);
    if (!found) continue;
    const auto& cast = found->cast;
    if (!cast.possible || !cast.using_sql.empty() || !cast.proposal.empty()) out.push_back(note(*found, way));
  }
}

std::vector<Conversion> lacking(Connection& connection, std::span<const Operation> operations) {
  std::vector<Conversion> out;
  for (const auto& operation : operations) {
    auto found = conversion_of(connection, operation);
    if (found && !found->cast.possible) out.push_back(std::move(*found));
  }
  return out;
}

}  // namespace

std::vector<std::string> conversion_notes(Connection& connection, std::span<const Operation> upgrade,
                                          std::span<const Operation> downgrade) {
  std::vector<std::string> out;
  add_notes(connection, upgrade, "upgrade", out);
  add_notes(connection, downgrade, "downgrade", out);
  return out;
}

void refuse_without_using(Connection& connection, std::span<const Operation> operations, std::size_t run) {
  if (lacking(connection, operations.first(run)).empty()) return;
  const auto found = lacking(connection, operations);
  if (found.size() == 1) return;  // told where it is rendered
  DatabaseError error(
      count_of(found.size(), "column") + " would get types that PostgreSQL does not convert to by itself",
      "say how, in the alter_column of each");
  for (const auto& one : found) error.details.push_back(one.title() + ": " + one.to_write());
  throw error;
}

}  // namespace migrate::postgresql
