#include "src/engine/ask_before.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "src/base/text.hpp"
#include "src/engine/guard_error.hpp"
#include "src/engine/plan_reach.hpp"
#include "src/operations/apply.hpp"
#include "src/operations/describe.hpp"
#include "src/operations/names_missing.hpp"
#include "src/operations/touches.hpp"

namespace migrate {
namespace {

using List = std::span<const Operation>;

bool is_sql(const Operation& operation) { return std::holds_alternative<Execute>(operation.value); }
bool is_step(const Operation& operation) { return std::holds_alternative<Call>(operation.value); }
bool may_write_rows(const Operation& operation) {
  return is_sql(operation) || is_step(operation) || std::holds_alternative<BulkInsert>(operation.value);
}

/// Of what is rendered: whether it fills, converts or copies rows.
bool changes_rows(const Statement& statement) {
  const auto begins = [&](std::string_view word) { return statement.sql.starts_with(word); };
  return statement.effect == Effect::rows || begins("UPDATE ") || begins("INSERT ") || begins("DELETE ");
}

/// One list of all; rows to be inserted may be many, and nobody asks about them.
std::vector<Operation> joined(std::span<const List> lists) {
  std::vector<Operation> out;
  for (const auto& list : lists) {
    for (const auto& operation : list) {
      const auto* insert = std::get_if<BulkInsert>(&operation.value);
      out.push_back(insert ? Operation{BulkInsert{insert->table, {}, {}}, operation.where} : operation);
    }
  }
  return out;
}

/// The tables that the questions of the operations are about.
std::vector<TableName> tables_of(List operations) {
  std::vector<TableName> out;
  for (const auto& operation : operations) {
    for (const auto& touch : touches(operation)) out.push_back(touch.table);
    const auto* key = std::get_if<CreateForeignKey>(&operation.value);
    if (key) out.push_back(parent_of(key->foreign_key));
  }
  return out;
}

class Asker {
 public:
  Asker(const Dialect& dialect, Connection& connection, std::span<const List> lists)
      : dialect_(dialect),
        connection_(connection),
        lists_(lists),
        around_(surroundings_of(dialect)),
        rules_(around_.row_rules(connection)),
        reach_(dialect, rules_),
        copy_(dialect.scratch(connection)) {}

  Answers run() {
    ask_catalog();
    for (at_.list = 0; at_.list < lists_.size(); ++at_.list) {
      for (at_.operation = 0; at_.operation < lists_[at_.list].size();) ask(lists_[at_.list].subspan(at_.operation));
    }
    std::ranges::stable_sort(
        out_.refused, {}, [](const RefusedOperation& one) { return std::pair(one.place.list, one.place.operation); });
    return std::move(out_);
  }

 private:
  void ask_catalog() {
    const auto all = joined(lists_);
    PlanReach reach(dialect_, rules_);
    std::size_t next = 0;
    auto found = around_.findings(connection_, all);
    std::ranges::stable_sort(found, {}, &CatalogFinding::operation);
    for (auto& finding : found) {
      while (next < finding.operation) reach.add(all[next++]);
      if (finding.severity == Severity::refused && reach.may_change_object(finding.name)) continue;
      out_.findings.push_back(std::move(finding));
    }
    refuse_found(all);
  }

  void refuse_found(List all) {
    std::size_t number = 0;
    for (std::size_t list = 0; list < lists_.size(); ++list) {
      for (std::size_t i = 0; i < lists_[list].size(); ++i, ++number) {
        if (auto error = refusal_of(out_.findings, number, all[number])) refuse({list, i}, std::move(*error));
      }
    }
  }

  void refuse(const OperationPlace& place, DatabaseError why) {
    const bool known = std::ranges::any_of(out_.refused, [&](const auto& one) { return one.place == place; });
    if (!known) out_.refused.push_back({place, std::move(why)});
  }

  /// Asks about the next one or more operations, and goes on behind them.
  void ask(List rest) {
    std::size_t count = 1;
    if (!is_step(rest.front())) count = ask_group(rest.first(until_step(rest)));
    for (const auto& operation : rest.first(count)) reach_.add(operation);
    at_.operation += count;
  }

  static std::size_t until_step(List rest) {
    return static_cast<std::size_t>(std::ranges::find_if(rest, is_step) - rest.begin());
  }

  /// Where the copy does not tell all that the database would refuse, that is asked itself, as long as nothing on the
  /// way has changed what the operation meets.
  std::size_t ask_group(List rest) {
    const auto tables = tables_of(rest.first(1));
    const bool exact = around_.scratch_is_exact(), fresh = !exact && reach_.leaves_alone(rest.front());
    try {
      const auto rendered = dialect_.render(fresh || !copy_ ? connection_ : *copy_, rest);
      const auto group = rest.first(rendered.operations);
      ask_rows(group, rendered.statements);
      play(group, rendered.statements);
      return rendered.operations;
    } catch (const Error& error) {
      const bool certain = is_sql(rest.front()) || !reach_.may_change_schema(tables);
      if (certain && (exact || fresh) && !is_refused(rest)) refuse(at_, as_database_error(error));
      return pass_over(rest);
    }
  }

  /// Whether the catalog has said so already, of an operation that is done together with the first one.
  bool is_refused(List rest) const {
    const auto table = table_of(rest.front());
    return std::ranges::any_of(out_.refused, [&](const RefusedOperation& one) {
      if (one.place.list != at_.list || one.place.operation < at_.operation) return false;
      const auto behind = one.place.operation - at_.operation;
      return behind < rest.size() && table_of(rest[behind]) == table;
    });
  }

  /// Behind an operation that is refused, the others are asked about as if it had been done, where that can be told.
  std::size_t pass_over(List rest) {
    if (!copy_ || !copy_->offline_schema()) return rest.size();
    try {
      dialect_.note_offline(*copy_, rest.first(1));
    } catch (const Error&) {  // what it names is not there
    }
    return 1;
  }

  void ask_rows(List group, std::span<const Statement> statements) {
    const auto tables = tables_of(group);
    if (!tables.empty() && reach_.is_new_and_empty(tables.front())) return;
    bool changed = false, written = false;  // by statements of the group in front of the question
    for (const auto& statement : statements) {
      if (statement.must_be_empty.empty()) {
        changed = true;
        written = written || changes_rows(statement);
        continue;
      }
      if (around_.asks_catalog(statement)) continue;
      auto why = reach_.why_rows_may_change(tables, statement.sql);
      if (why.empty() && written) why = "a statement in front of it writes rows";
      if (why.empty()) {
        ask_now(statement, tables, changed);
      } else {
        later(statement, std::move(why));
      }
    }
  }

  void ask_now(const Statement& guard, std::span<const TableName> tables, bool changed) {
    try {
      if (const auto rows = connection_.query(guard.sql); !rows.empty()) refuse(at_, guard_error(guard, rows));
    } catch (const DatabaseError& error) {  // it would not be answered then either, unless SQL makes what it names
      const bool names_nothing = error.sqlstate.starts_with("42");
      if (!names_nothing || changed || reach_.may_change_schema(tables)) return later(guard, error.what());
      auto why = error;
      if (why.where == Where{}) why.where = guard.where;
      refuse(at_, std::move(why));
    }
  }

  void later(const Statement& guard, std::string why) { out_.later.push_back({at_, guard.purpose, std::move(why)}); }

  /// Leaves the copy as the group leaves the database. SQL that somebody wrote is for the database itself.
  void play(List group, std::span<const Statement> statements) {
    if (!copy_ || std::ranges::all_of(group, may_write_rows)) return;
    if (auto* schema = copy_->offline_schema()) return play_on(*schema, group);
    for (const auto& statement : statements) {
      if (statement.must_be_empty.empty()) copy_->execute(statement.sql);
    }
  }

  /// Where the operations are noted in a schema, that tells what the server would say when it comes to them.
  void play_on(Schema& schema, List group) {
    if (is_unknown_) return;
    for (const auto& operation : group) {
      auto why = names_missing(schema, operation);
      if (why.empty()) why = around_.why_impossible(schema, operation);
      if (!why.empty() && !reach_.may_change_schema(tables_of({&operation, 1})))
        refuse(at_, DatabaseError("to " + describe(operation) + " is not possible: " + why,
                                  "correct the operation, or what it meets, before it", operation.where));
      try {
        dialect_.note_offline(*copy_, {&operation, 1});
      } catch (const RevisionError&) {  // SQL that nobody understands has made what it means
        is_unknown_ = true;
        return;
      }
    }
  }

  const Dialect& dialect_;
  Connection& connection_;
  std::span<const List> lists_;
  const Surroundings& around_;
  RowRules rules_;
  PlanReach reach_;
  std::unique_ptr<Connection> copy_;
  bool is_unknown_ = false;  ///< what the copy would have to hold from here on
  OperationPlace at_{};
  Answers out_{};
};

}  // namespace

Answers ask_before(const Dialect& dialect, Connection& connection, std::span<const List> lists) {
  return Asker(dialect, connection, lists).run();
}

}  // namespace migrate
