#include "dialects/postgresql/table_options.hpp"

#include <algorithm>
#include <set>

#include "dialects/postgresql/ddl.hpp"
#include "dialects/postgresql/text.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"

namespace migrate::postgresql {
namespace {

std::set<std::string> parents(const Options& options) {
  std::set<std::string> out;
  for (const auto& part : migrate::split(text_option(options, "postgresql.inherits"), ',')) {
    if (!trim(part).empty()) out.insert(std::string(trim(part)));
  }
  return out;
}

void storage(TableUnit& unit, const Options& from, const Options& to) {
  auto before = options_under(from, "postgresql.with."), now = options_under(to, "postgresql.with.");
  std::vector<std::string> reset;
  for (const auto& [key, value] : before) {
    if (!now.contains(key)) reset.push_back(key);
  }
  std::erase_if(now, [&](const auto& one) {
    const auto held = before.find(one.first);
    return held != before.end() && held->second == one.second;
  });
  if (!reset.empty()) unit.clause("RESET (" + join(reset, ", ") + ")");
  if (!now.empty()) unit.clause("SET " + storage_parameters(now));
}

/// A partition leaves its parent, or comes to one.
void partition(TableUnit& unit, const Options& from, const Options& to) {
  const std::string of = "postgresql.partition_of", bound = "postgresql.partition_bound";
  if (text_option(from, of) == text_option(to, of) && text_option(from, bound) == text_option(to, bound)) return;
  const auto self = quote_table(unit.table());
  if (const auto parent = text_option(from, of); !parent.empty())
    unit.statement("ALTER TABLE " + parent + " DETACH PARTITION " + self);
  if (const auto parent = text_option(to, of); !parent.empty())
    unit.statement("ALTER TABLE " + parent + " ATTACH PARTITION " + self + " " + text_option(to, bound));
}

}  // namespace

void set_table_options(TableUnit& unit, const SetTableOptions& operation) {
  const auto &from = operation.from, &to = operation.to;
  if (text_option(from, "postgresql.partition_by") != text_option(to, "postgresql.partition_by")) {
    throw DatabaseError("table " + display(unit.table()) + " cannot be partitioned in another way than it was created",
                        "create a new table with postgresql.partition_by, copy the rows, and rename it into place");
  }
  const auto unlogged = has_option(to, "postgresql.unlogged");
  if (has_option(from, "postgresql.unlogged") != unlogged) {
    unit.clause(unlogged ? "SET UNLOGGED" : "SET LOGGED");
    unit.way("rewrites " + display(unit.table()) + ": " + (unlogged ? "unlogged" : "logged"));
  }
  const auto space = text_option(to, "postgresql.tablespace");
  if (text_option(from, "postgresql.tablespace") != space) {
    unit.clause("SET TABLESPACE " + quote_name(space.empty() ? "pg_default" : space));
    unit.way("copies " + display(unit.table()) + " to another tablespace");
  }
  const auto method = text_option(to, "postgresql.access_method");
  if (text_option(from, "postgresql.access_method") != method) {
    unit.clause("SET ACCESS METHOD " + quote_name(method.empty() ? "heap" : method));
    unit.way("rewrites " + display(unit.table()) + ": access method");
  }
  storage(unit, from, to);
  const auto before = parents(from), now = parents(to);
  for (const auto& parent : before) {
    if (!now.contains(parent)) unit.clause("NO INHERIT " + parent);
  }
  for (const auto& parent : now) {
    if (!before.contains(parent)) unit.clause("INHERIT " + parent);
  }
  partition(unit, from, to);
}

}  // namespace migrate::postgresql
