// Constraints and indexes: create, drop, rename; what uses a column.
#include <algorithm>

#include "dialects/sqlite/edit_parts.hpp"
#include "dialects/sqlite/edit_text.hpp"
#include "dialects/sqlite/equivalence.hpp"
#include "dialects/sqlite/native_constraint.hpp"
#include "dialects/sqlite/render_table.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/schema/naming.hpp"

namespace migrate::sqlite {
namespace {

/// A constraint as written, and the column that it stands in (none: it is the table's).
struct Found {
  ParsedConstraint constraint;
  std::string column;
};

bool can_be_named(ConstraintKind kind) {
  return kind == ConstraintKind::primary_key || kind == ConstraintKind::unique || kind == ConstraintKind::check ||
         kind == ConstraintKind::references || kind == ConstraintKind::foreign_key;
}

std::vector<Found> all_constraints(const ParsedTable& table) {
  std::vector<Found> out;
  for (const auto& column : table.columns) {
    for (const auto& constraint : column.constraints) {
      if (can_be_named(constraint.kind)) out.push_back({constraint, column.name.text});
    }
  }
  for (const auto& constraint : table.constraints) {
    if (can_be_named(constraint.kind)) out.push_back({constraint, ""});
  }
  return out;
}

std::vector<std::string> columns_of(const Found& found) {
  if (!found.column.empty()) return {found.column};
  std::vector<std::string> out;
  for (const auto& column : found.constraint.columns) out.push_back(column.column);
  return out;
}

bool same_names(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::ranges::equal(a, b, [](const auto& x, const auto& y) { return equal_ignoring_case(x, y); });
}

std::vector<std::string> names_of(const std::vector<IndexColumn>& columns) {
  std::vector<std::string> out;
  for (const auto& column : columns) out.push_back(column.column);
  return out;
}

bool same_content(const TableDraft& draft, const Found& found, const Constraint& wanted) {
  const auto& constraint = found.constraint;
  const auto& reference = constraint.reference;
  return std::visit(Overloaded{
                        [&](const PrimaryKey&) { return constraint.kind == ConstraintKind::primary_key; },
                        [&](const Unique& unique) {
                          return constraint.kind == ConstraintKind::unique &&
                                 same_names(columns_of(found), names_of(unique.columns));
                        },
                        [&](const Check& check) {
                          return constraint.kind == ConstraintKind::check &&
                                 SqliteEquivalence().same_expression(draft.table(), constraint.expression.of(draft.sql),
                                                                     check.expression);
                        },
                        [&](const ForeignKey& key) {
                          std::vector<std::string> target;
                          for (const auto& name : reference.columns) target.push_back(name.text);
                          const bool is_key = constraint.kind == ConstraintKind::references ||
                                              constraint.kind == ConstraintKind::foreign_key;
                          return is_key && same_names(columns_of(found), key.columns) &&
                                 equal_ignoring_case(reference.table.text, key.references) &&
                                 (target.empty() || key.target.empty() || same_names(target, key.target));
                        },
                        [](const Exclusion&) { return false; },
                    },
                    wanted);
}

std::string name_of(const Constraint& constraint) {
  return std::visit([](const auto& value) { return value.name; }, constraint);
}

/// The constraint without a name that the naming convention would call so.
std::optional<Constraint> unnamed_called(const TableDraft& draft, const std::string& name) {
  const auto table = draft.table();
  const auto called_so = [&](const auto& held) {
    return held.name.empty() && equal_ignoring_case(migrate::name_of(table, held, NamingTemplates{}), name);
  };
  if (table.primary_key && called_so(*table.primary_key)) return *table.primary_key;
  for (const auto& held : table.uniques)
    if (called_so(held)) return held;
  for (const auto& held : table.checks)
    if (called_so(held)) return held;
  for (const auto& held : table.foreign_keys)
    if (called_so(held)) return held;
  return std::nullopt;
}

/// By name; else, where its content is known, the one with that content, unnamed ones first; a name alone also finds
/// the constraint without a name that would have it by convention.
const Found* find(const TableDraft& draft, const std::vector<Found>& all, const std::string& name,
                  const std::optional<Constraint>& known) {
  if (!name.empty()) {
    for (const auto& found : all) {
      if (equal_ignoring_case(found.constraint.name.text, name)) return &found;
    }
  }
  const auto content = known || name.empty() ? known : unnamed_called(draft, name);
  if (!content) return nullptr;
  const Found* named = nullptr;
  for (const auto& found : all) {
    if (!same_content(draft, found, *content)) continue;
    if (found.constraint.name.empty()) return &found;
    named = &found;
  }
  return name.empty() ? named : nullptr;
}

std::string describe_wanted(const std::string& name, const std::optional<Constraint>& content) {
  if (!name.empty()) return "constraint " + name;
  return content ? "constraint like " + render_constraint(*content) : "such constraint";
}

[[noreturn]] void not_found(const TableDraft& draft, const std::vector<Found>& all, const std::string& name,
                            const std::optional<Constraint>& content) {
  std::vector<std::string> names, details;
  for (const auto& found : all) {
    if (!found.constraint.name.empty()) names.push_back(found.constraint.name.text);
    details.push_back("it has " + describe_constraint(found.constraint, draft.sql));
  }
  DatabaseError error("table " + draft.name + " has no " + describe_wanted(name, content) + did_you_mean(name, names));
  error.details = std::move(details);
  throw error;
}

void refuse_second(const TableDraft& draft, const Constraint& constraint) {
  const auto name = name_of(constraint);
  for (const auto& found : all_constraints(draft.parsed())) {
    if (std::holds_alternative<PrimaryKey>(constraint) && found.constraint.kind == ConstraintKind::primary_key) {
      throw DatabaseError("table " + draft.name + " already has a primary key",
                          "drop it first: " + describe_constraint(found.constraint, draft.sql));
    }
    if (!name.empty() && equal_ignoring_case(found.constraint.name.text, name)) {
      throw DatabaseError("table " + draft.name + " already has a constraint " + name);
    }
  }
}

void require_columns(const TableDraft& draft, const std::vector<std::string>& columns) {
  for (const auto& column : columns) {
    if (!column.empty()) require_column(draft, column);
  }
}

std::string title(std::string_view kind, const std::string& name) {
  return std::string(kind) + (name.empty() ? "" : " " + name);
}

std::string_view kind_of(ConstraintKind kind) {
  switch (kind) {
    case ConstraintKind::primary_key: return "primary key";
    case ConstraintKind::unique: return "unique constraint";
    case ConstraintKind::check: return "check";
    case ConstraintKind::references:
    case ConstraintKind::foreign_key: return "foreign key";
    default: return "constraint";
  }
}

/// "check ck_hero_age"; without a name what it says: "CHECK (age > 0)".
std::string title_of(const ParsedConstraint& constraint, std::string_view sql) {
  return constraint.name.empty() ? std::string(constraint.body.of(sql))
                                 : title(kind_of(constraint.kind), constraint.name.text);
}

/// What the rows have to pass before the constraint can be there, and what to call the change.
std::string guard_rows(TableDraft& draft, const Constraint& constraint, const std::string& body) {
  return std::visit(Overloaded{
                        [&](const PrimaryKey& key) {
                          require_columns(draft, names_of(key.columns));
                          draft.guard(NoDuplicates{title("primary key", key.name), key.columns, ""}, body);
                          return title("primary key", key.name);
                        },
                        [&](const Unique& unique) {
                          require_columns(draft, names_of(unique.columns));
                          draft.guard(NoDuplicates{title("unique constraint", unique.name), unique.columns, ""}, body);
                          return title("unique constraint", unique.name);
                        },
                        [&](const Check& check) {
                          draft.guard(NoViolations{check}, body);
                          return title("check", check.name);
                        },
                        [&](const ForeignKey& key) {
                          require_columns(draft, key.columns);
                          draft.guard(NoOrphans{key}, body);
                          return title("foreign key", key.name);
                        },
                        [&](const Exclusion& exclusion) { return title("exclusion", exclusion.name); },
                    },
                    constraint);
}

/// A column that was AUTOINCREMENT before its key was dropped, or was added as such, is it again.
void restore_autoincrement(TableDraft& draft, const PrimaryKey& key) {
  if (key.columns.size() == 1 && draft.autoincrement.contains(key_of(key.columns.front().column))) {
    draft.sql = set_autoincrement(draft.sql, key.columns.front().column, true);
  }
}

bool any_mention(const std::vector<ParsedKeyColumn>& columns, std::string_view sql, std::string_view column) {
  return std::ranges::any_of(columns, [&](const ParsedKeyColumn& part) { return mentions(part.span.of(sql), column); });
}

bool index_names(const SchemaObject& index, std::string_view column) {
  const auto parsed = parse_create_index(index.sql);
  return any_mention(parsed.columns, index.sql, column) || mentions(parsed.where.of(index.sql), column);
}

SchemaObject require_index(const TableDraft& draft, const std::string& name) {
  if (const auto* found = draft.find_index(name)) return *found;
  std::vector<std::string> names;
  for (const auto& index : draft.indexes) names.push_back(index.name);
  throw DatabaseError("table " + draft.name + " has no index " + name + did_you_mean(name, names));
}

std::string index_with_name(const std::string& sql, std::string_view name) {
  TextEdits edits(sql);
  edits.replace(parse_create_index(sql).name.span, quote_name(name));
  return edits.apply();
}

/// The index without its name.
std::string index_body(std::string_view sql) { return std::string(sql.substr(parse_create_index(sql).name.span.end)); }

}  // namespace

std::string describe_constraint(const ParsedConstraint& constraint, std::string_view sql) {
  const std::string body(constraint.body.of(sql));
  return constraint.name.empty() ? "an unnamed " + body : constraint.name.text + " (" + body + ")";
}

std::vector<std::string> users_of_column(const TableDraft& draft, std::string_view column) {
  std::vector<std::string> out;
  const auto table = draft.parsed();
  for (const auto& constraint : table.constraints) {
    if (any_mention(constraint.columns, draft.sql, column) || mentions(constraint.expression.of(draft.sql), column)) {
      out.push_back(describe_constraint(constraint, draft.sql));
    }
  }
  for (const auto& other : table.columns) {
    if (equal_ignoring_case(other.name.text, column)) continue;
    for (const auto& constraint : other.constraints) {
      const bool computes = constraint.kind == ConstraintKind::check || constraint.kind == ConstraintKind::generated;
      if (computes && mentions(constraint.expression.of(draft.sql), column)) {
        out.push_back("column " + other.name.text + ": " + describe_constraint(constraint, draft.sql));
      }
    }
  }
  for (const auto& index : draft.indexes) {
    if (index_names(index, column)) out.push_back("index " + index.name);
  }
  return out;
}

void drop_constraints_of(TableDraft& draft, std::string_view column) {
  const auto is_its_own = [&](const Found& found) {
    return found.column.empty() && found.constraint.kind != ConstraintKind::check && columns_of(found).size() == 1 &&
           equal_ignoring_case(columns_of(found).front(), column);
  };
  for (;;) {
    const auto all = all_constraints(draft.parsed());
    const auto found = std::ranges::find_if(all, is_its_own);
    if (found == all.end()) return;
    draft.beyond_native("drop " + title_of(found->constraint, draft.sql));
    draft.forget_guards(found->constraint.body.of(draft.sql));
    draft.sql = remove_constraint(draft.sql, found->constraint);
  }
}

void create_constraint(TableDraft& draft, const Constraint& constraint) {
  refuse_second(draft, constraint);
  const auto adapted = adapted_constraint(draft, constraint);
  const auto text = render_constraint(adapted);
  const auto what = guard_rows(draft, adapted, render_constraint_body(adapted));
  draft.sql = insert_constraint(draft.sql, text);
  if (const auto* key = std::get_if<PrimaryKey>(&adapted)) restore_autoincrement(draft, *key);
  const auto* check = std::get_if<Check>(&adapted);
  draft.native_or_beyond(check ? add_check(draft.version, draft.name, *check) : "", "add " + what, Cost::reads);
}

void drop_constraint(TableDraft& draft, const DropConstraint& drop) {
  const auto name = drop.name.empty() && drop.constraint ? name_of(*drop.constraint) : drop.name;
  const auto all = all_constraints(draft.parsed());
  const auto* found = find(draft, all, name, drop.constraint);
  if (!found) not_found(draft, all, name, drop.constraint);
  const auto& constraint = found->constraint;
  if (constraint.autoincrement) draft.autoincrement.insert(key_of(columns_of(*found).front()));
  const bool is_check = constraint.kind == ConstraintKind::check;
  draft.native_or_beyond(is_check ? drop_check(draft.version, draft.name, constraint.name.text) : "",
                         "drop " + title_of(constraint, draft.sql), Cost::nothing);
  draft.forget_guards(constraint.body.of(draft.sql));
  draft.sql = remove_constraint(draft.sql, constraint);
}

void rename_constraint(TableDraft& draft, const RenameConstraint& rename) {
  const auto all = all_constraints(draft.parsed());
  const auto* found = find(draft, all, rename.from, std::nullopt);
  if (!found) not_found(draft, all, rename.from, std::nullopt);
  const auto has_it = [&](const Found& other) {
    return &other != found && equal_ignoring_case(other.constraint.name.text, rename.to);
  };
  if (std::ranges::any_of(all, has_it)) {
    throw DatabaseError("table " + draft.name + " already has a constraint " + rename.to);
  }
  draft.sql = set_constraint_name(draft.sql, found->constraint, rename.to);
  draft.beyond_native("rename constraint " + rename.from + " to " + rename.to);
}

void create_index(TableDraft& draft, const CreateIndex& creation) {
  auto index = adapted_index(draft, creation.index);
  index.name = migrate::name_of(draft.table(), index, NamingTemplates{});
  require_columns(draft, names_of(index.columns));
  if (draft.find_index(index.name)) {
    throw DatabaseError("table " + draft.name + " already has an index " + index.name);
  }
  const auto sql = render_index(draft.name, index);
  if (index.unique)
    draft.guard(NoDuplicates{"unique index " + index.name, index.columns, index.where}, index_body(sql));
  draft.indexes.push_back({"index", index.name, draft.name, sql});
  draft.add_native(sql, "create index " + index.name, Cost::reads);
}

void drop_index(TableDraft& draft, const DropIndex& drop) {
  auto name = drop.name;
  if (name.empty() && drop.index) name = migrate::name_of(draft.table(), *drop.index, NamingTemplates{});
  if (name.empty()) {
    throw DatabaseError("table " + draft.name + ": drop_index does not say which index",
                        "give it the index's name: name = \"ix_…\"");
  }
  const auto index = require_index(draft, name);
  std::erase(draft.indexes, index);
  draft.forget_guards(index_body(index.sql));
  draft.add_native("DROP INDEX " + quote_name(index.name), "drop index " + index.name);
}

void rename_index(TableDraft& draft, const RenameIndex& rename) {
  auto index = require_index(draft, rename.from);
  if (const auto* other = draft.find_index(rename.to); other && !equal_ignoring_case(rename.to, rename.from)) {
    throw DatabaseError("table " + draft.name + " already has an index " + other->name);
  }
  const auto purpose = "rename index " + index.name + " to " + rename.to;
  draft.add_native("DROP INDEX " + quote_name(index.name), purpose);
  std::erase(draft.indexes, index);
  index.name = rename.to;
  index.sql = index_with_name(index.sql, rename.to);
  draft.add_native(index.sql, purpose, Cost::reads);
  draft.indexes.push_back(index);
}

}  // namespace migrate::sqlite
