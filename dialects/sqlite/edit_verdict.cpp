#include "dialects/sqlite/edit_verdict.hpp"

#include <algorithm>

#include "dialects/sqlite/introspect.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "dialects/sqlite/types.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

/// The tokens with one blank between them: what is left of a text without white space and comments.
std::string bare(std::string_view sql) {
  std::string out;
  for (const auto& token : tokenize(sql)) out.append(out.empty() ? "" : " ").append(token.text);
  return std::string(trim(out));
}

std::string clause(const ParsedConstraint* constraint, Span ParsedConstraint::*part, std::string_view sql) {
  return constraint ? bare((constraint->*part).of(sql)) : "";
}

/// One of the two texts.
struct Side {
  std::string_view sql;
  ParsedTable table;

  explicit Side(std::string_view text) : sql(text), table(parse_create_table(text)) {}

  std::string type_of(const ParsedColumn& column) const { return std::string(column.type.of(sql)); }
  std::string default_of(const ParsedColumn& column) const {
    return clause(column.find_last(ConstraintKind::default_value), &ParsedConstraint::expression, sql);
  }
  std::string generated(const ParsedColumn& column) const {
    return clause(column.find(ConstraintKind::generated), &ParsedConstraint::body, sql);
  }
  static std::string collation_of(const ParsedColumn& column) {
    const auto* found = column.find_last(ConstraintKind::collate);
    return found ? upper(found->collation.text) : "BINARY";
  }

  /// PRIMARY KEY and UNIQUE in the order in which SQLite makes their indexes, and names them.
  std::vector<std::string> keys() const {
    std::vector<std::string> out;
    const auto add = [&](const ParsedConstraint& constraint, const std::string& column) {
      const bool is_key = constraint.kind == ConstraintKind::primary_key || constraint.kind == ConstraintKind::unique;
      if (is_key) out.push_back(column + " " + bare(constraint.body.of(sql)));
    };
    for (const auto& column : table.columns) {
      for (const auto& constraint : column.constraints) add(constraint, lower(column.name.text));
    }
    for (const auto& constraint : table.constraints) add(constraint, "");
    return out;
  }

  /// Whether a constraint or a generated column computes or compares with the column.
  bool uses(const std::string& column) const {
    const auto mentioned = [&](Span part) { return mentions(part.of(sql), column); };
    const auto of_column = [&](const ParsedColumn& owner, const ParsedConstraint& constraint) {
      if (constraint.kind == ConstraintKind::check || constraint.kind == ConstraintKind::generated) {
        return mentioned(constraint.expression);
      }
      const bool compares = constraint.kind == ConstraintKind::primary_key ||
                            constraint.kind == ConstraintKind::unique || constraint.kind == ConstraintKind::references;
      return compares && equal_ignoring_case(owner.name.text, column);
    };
    return std::ranges::any_of(table.constraints, [&](const auto& constraint) { return mentioned(constraint.body); }) ||
           std::ranges::any_of(table.columns, [&](const ParsedColumn& owner) {
             return std::ranges::any_of(owner.constraints, [&](const auto& one) { return of_column(owner, one); });
           });
  }
};

bool index_uses(const SchemaObject& index, const std::string& column) {
  const auto parsed = parse_create_index(index.sql);
  return mentions(parsed.columns_span.of(index.sql), column) || mentions(parsed.where.of(index.sql), column);
}

std::string key_text(const ForeignKey& key) {
  return lower(join(key.columns, "\n") + "\n\n" + key.references + "\n\n" + join(key.target, "\n"));
}

bool is_named(const std::vector<ParsedKeyColumn>& columns, const std::string& column) {
  return std::ranges::any_of(columns, [&](const auto& one) { return equal_ignoring_case(one.column, column); });
}

bool is_primary(const ParsedTable& table, const ParsedColumn& column) {
  if (column.find(ConstraintKind::primary_key)) return true;
  return std::ranges::any_of(table.constraints, [&](const ParsedConstraint& constraint) {
    return constraint.kind == ConstraintKind::primary_key && is_named(constraint.columns, column.name.text);
  });
}

class EditJudge {
 public:
  EditJudge(const TableDraft& draft, const DraftStep& step)
      : draft_(draft), computes_(step.computes), before_(step.before), after_(step.after) {}

  EditVerdict run() {
    if (computes_) stop("the rows get new values");
    const auto& now = before_.table;
    const auto& then = after_.table;
    if (now.strict != then.strict || now.without_rowid != then.without_rowid) stop("it concerns how rows are stored");
    const auto same_name = [](const auto& a, const auto& b) { return a.name.text == b.name.text; };
    if (!std::ranges::equal(now.columns, then.columns, same_name)) {
      stop("columns come or go");
      return std::move(verdict_);
    }
    if (before_.keys() != after_.keys()) stop("a key has an index, which must be built");
    for (std::size_t i = 0; i < now.columns.size(); ++i) column(now.columns[i], then.columns[i]);
    checks();
    references();
    return std::move(verdict_);
  }

 private:
  void stop(std::string obstacle) {
    if (verdict_.obstacle.empty()) verdict_.obstacle = std::move(obstacle);
  }

  template <class Question>
  bool is_guarded(auto matches) const {
    return std::ranges::any_of(draft_.guards, [&](const GuardRequest& request) {
      const auto* question = std::get_if<Question>(&request.question);
      return question && matches(*question);
    });
  }

  void column(const ParsedColumn& now, const ParsedColumn& then) {
    const auto& name = now.name.text;
    type(now, then);
    if (before_.generated(now) != after_.generated(then)) stop("generated values change");
    if (before_.default_of(now) != after_.default_of(then)) verdict_.defaults.push_back(name);
    if (!now.find(ConstraintKind::not_null) && then.find(ConstraintKind::not_null) &&
        !is_guarded<NoNulls>([&](const NoNulls& guard) { return equal_ignoring_case(guard.column, name); })) {
      stop("nothing has looked for NULL in " + name);
    }
    if (Side::collation_of(now) != Side::collation_of(then) && is_compared(name)) {
      stop("what compares or sorts by " + name + " must be built again");
    }
  }

  /// The words of a type count for their affinity alone, but in a STRICT table, and in a primary key: INTEGER may make
  /// it the rowid, and in a table WITHOUT ROWID it makes the key's index the last one instead of the first.
  void type(const ParsedColumn& now, const ParsedColumn& then) {
    const auto from = before_.type_of(now), to = after_.type_of(then);
    if (from == to) return;
    const bool is_key = is_primary(before_.table, now) || is_primary(after_.table, then);
    if (before_.table.strict || is_key || affinity_of(from) != affinity_of(to)) {
      stop("values are stored otherwise");
    }
  }

  bool is_compared(const std::string& column) const {
    const auto by_index = [&](const SchemaObject& index) { return index_uses(index, column); };
    return before_.uses(column) || after_.uses(column) || std::ranges::any_of(draft_.original_indexes, by_index) ||
           std::ranges::any_of(draft_.indexes, by_index);
  }

  void checks() {
    const auto now = table_of(before_.table, before_.sql).checks, then = table_of(after_.table, after_.sql).checks;
    for (const auto& check : then) {
      const auto same = [&](const Check& other) { return bare(other.expression) == bare(check.expression); };
      if (std::ranges::any_of(now, same)) continue;
      if (!is_guarded<NoViolations>([&](const NoViolations& guard) { return same(guard.check); })) {
        stop("nothing has looked for rows against CHECK (" + check.expression + ")");
      }
    }
  }

  void references() {
    const auto now = table_of(before_.table, before_.sql).foreign_keys;
    const auto then = table_of(after_.table, after_.sql).foreign_keys;
    for (const auto& key : then) {
      const auto same = [&](const ForeignKey& other) { return key_text(other) == key_text(key); };
      if (std::ranges::any_of(now, same)) continue;
      if (!is_guarded<NoOrphans>([&](const NoOrphans& guard) { return same(guard.key); })) {
        stop("nothing has looked for rows without a parent in " + key.references);
      }
    }
  }

  const TableDraft& draft_;
  bool computes_;
  Side before_, after_;
  EditVerdict verdict_;
};

/// Whether no row of a valid table can end before the column.
bool ends_no_row(const ParsedTable& table, std::string_view sql, const ParsedColumn& column) {
  if (!column.find(ConstraintKind::not_null) || column.find(ConstraintKind::generated)) return false;
  if (column.find(ConstraintKind::null) || is_rowid_alias(table, sql, column)) return false;
  if (table.without_rowid && is_primary(table, column)) return false;  // it stands at the beginning of the row
  const auto value = clause(column.find_last(ConstraintKind::default_value), &ParsedConstraint::expression, sql);
  return value.empty() || equal_ignoring_case(value, "NULL");
}

}  // namespace

EditVerdict judge_edit(const TableDraft& draft, const DraftStep& step) { return EditJudge(draft, step).run(); }

bool is_in_every_row(const ParsedTable& table, std::string_view sql, std::string_view column) {
  const auto* found = table.find_column(column);
  if (!found) return false;
  if (table.without_rowid && is_primary(table, *found)) return true;
  const auto first = table.columns.begin() + (found - table.columns.data());
  return std::any_of(first, table.columns.end(), [&](const auto& one) { return ends_no_row(table, sql, one); });
}

}  // namespace migrate::sqlite
