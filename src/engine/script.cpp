#include "src/engine/script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "src/base/environment.hpp"
#include "src/base/text.hpp"
#include "src/engine/prepare.hpp"
#include "src/engine/run.hpp"
#include "src/engine/script_connection.hpp"
#include "src/engine/version_table.hpp"
#include "src/operations/apply.hpp"
#include "src/revisions/plan.hpp"
#include "src/revisions/plan_range.hpp"

namespace migrate {
namespace {

using Rows = std::vector<std::string>;

/// The version table's rows where the script begins.
Rows rows_at(const Graph& graph, const std::string& target) {
  return target.empty() ? Rows() : rows_after({}, plan_stamp(graph, {}, {target}));
}

class ScriptWriter {
 public:
  ScriptWriter(const Dialect& dialect, const Graph& graph, const EngineOptions& options)
      : dialect_(dialect),
        graph_(graph),
        options_(options),
        connection_(dialect.offline()),
        versions_(dialect, connection_, options.version_table),
        journal_(dialect, connection_, options.journal_table) {
    journal_.leave_format_out();
  }

  /// Brings the catalog in memory to where the script begins, and writes what looks whether the database is there.
  void begin_at(const Rows& rows) {
    if (!rows.empty()) {
      for (const auto& step : prepare(plan_upgrade(graph_, {}, rows), options_.variables, dialect_.name()))
        replay(step);
    }
    connection_.forget();
    in_transaction({}, [&] {
      create(version_table(options_.version_table));
      create(journal_table(options_.journal_table, dialect_));
      for (const auto& row : rows) insert_silently(row);
      look_where_it_is(rows);
    });
    section("the tables of migrate");
  }

  void write(const Plan& plan) {
    const auto steps = prepare(plan, options_.variables, dialect_.name());
    for (const auto& step : steps) refuse_calls(step);
    for (const auto& step : steps) {
      write(step);
      section(fmt::format("{} {}", to_string(step.movement), label(*step.revision)));
    }
  }

  void write_stamp(const Rows& from, const Rows& to) {
    Rows gone, come;
    std::ranges::set_difference(from, to, std::back_inserter(gone));
    std::ranges::set_difference(to, from, std::back_inserter(come));
    if (gone.empty() && come.empty()) return;
    in_transaction({}, [&] {
      versions_.replace(gone, come);
      for (const auto& head : to.empty() ? Rows{"base"} : come) journal_.insert(entry_of(head, Movement::stamp));
    });
    section("stamp " + (to.empty() ? "base" : join(to, " ")));
  }

  Script take() { return std::move(script_); }

 private:
  static void refuse_calls(const PreparedStep& step) {
    for (const auto& operation : step.operations) {
      if (const auto* call = std::get_if<Call>(&operation.value)) {
        throw UsageError("a script cannot call the data step " + call->step + " of the models library",
                         "run this revision with `migrate " + std::string(to_string(step.movement)) +
                             "`, and write scripts of what comes before and behind it",
                         operation.where);
      }
    }
  }

  /// Data steps of the library change rows, and here there are none.
  void replay(const PreparedStep& step) {
    std::vector<Operation> operations;
    std::ranges::remove_copy_if(step.operations, std::back_inserter(operations), [](const Operation& operation) {
      return std::holds_alternative<Call>(operation.value);
    });
    try {
      const auto whole = runs_whole(dialect_, step);
      const auto transaction = whole ? dialect_.begin(connection_, operations) : nullptr;
      run(operations);
      if (transaction) transaction->commit();
    } catch (Error& error) {
      error.details.push_back("the script begins behind revision " + label(*step.revision) +
                              ", which was tried on an empty database in memory to know the tables that it makes");
      throw;
    }
  }

  void write(const PreparedStep& step) {
    const auto written = connection_.size();
    const auto finish = [&] {
      for (const auto& statement : dialect_.put_back(connection_.since(written), options_.settings))
        connection_.run(statement);
      versions_.replace(step.remove, step.insert);
      auto entry = entry_of(step.revision->id, step.movement);
      entry.checksum = step.checksum;
      entry.operation = static_cast<std::int64_t>(step.operations.size());
      journal_.insert(entry);
    };
    if (!runs_whole(dialect_, step)) {
      write_in_the_open(step);
      return in_transaction({}, finish);
    }
    in_transaction(step.operations, [&] {
      run(step.operations);
      finish();
    });
  }

  /// What must not be in a transaction stands alone, and all between is one.
  void write_in_the_open(const PreparedStep& step) {
    if (!dialect_.transactional_ddl()) return run(step.operations);
    for (std::size_t done = 0; done < step.operations.size();) {
      const auto enclosed = enclosed_from(dialect_, step, done);
      const auto group = std::span(step.operations).subspan(done, std::max<std::size_t>(enclosed, 1));
      if (enclosed > 0) {
        in_transaction(group, [&] { run(group); });
      } else {
        run(group);
      }
      done += group.size();
    }
  }

  void run(std::span<const Operation> operations) {
    while (!operations.empty()) {
      const auto rendered = dialect_.render(connection_, operations);
      for (const auto& statement : rendered.statements) {
        if (statement.must_be_empty.empty()) {
          connection_.run(statement);
        } else {
          for (const auto& guard : dialect_.script_guard(statement)) connection_.run(guard);
        }
      }
      dialect_.note_offline(connection_, operations.first(rendered.operations));
      operations = operations.subspan(rendered.operations);
    }
  }

  void in_transaction(std::span<const Operation> planned, const std::function<void()>& work) {
    const auto transaction = dialect_.begin(connection_, planned);
    work();
    transaction->commit();
  }

  /// A database that was at base before has them already.
  void create(const Table& table) {
    const Operation operation{CreateTable{table}, {}};
    constexpr std::string_view create = "CREATE TABLE ";
    for (auto statement : dialect_.render(connection_, std::span(&operation, 1)).statements) {
      if (statement.sql.starts_with(create)) statement.sql.insert(create.size(), "IF NOT EXISTS ");
      connection_.run(statement);
    }
  }

  /// The real database has the rows; the one in memory gets them, so that they can be moved.
  void insert_silently(const std::string& row) {
    const auto written = connection_.size();
    versions_.replace({}, std::span(&row, 1));
    connection_.forget_after(written);
  }

  void look_where_it_is(const Rows& rows) {
    const auto table = dialect_.quote_table(options_.version_table);
    const auto column = dialect_.quote_name(version_column);
    const auto wanted = rows.empty() ? "base" : join(rows, ", ");
    Rows texts;
    for (const auto& row : rows) texts.push_back(dialect_.quote_text(row));
    std::string others = "SELECT " + column + " FROM " + table;
    if (!rows.empty()) others += " WHERE " + column + " NOT IN (" + join(texts, ", ") + ")";
    look("the database is not at " + wanted + ", where this script begins", others);
    if (rows.empty()) return;
    look("the database is not at " + wanted + ", where this script begins",
         fmt::format("SELECT n FROM (SELECT count(*) AS n FROM {}) AS rows_there WHERE n <> {}", table, rows.size()));
  }

  void look(const std::string& message, const std::string& sql) {
    const Statement guard{.sql = sql, .purpose = "is this the right script?", .must_be_empty = message};
    for (const auto& statement : dialect_.script_guard(guard)) connection_.run(statement);
  }

  JournalEntry entry_of(const std::string& revision, Movement movement) const {
    JournalEntry entry;
    entry.revision = revision;
    entry.movement = movement;
    entry.started_at = entry.finished_at = rfc3339_milliseconds(options_.clock());
    entry.who = "script of " + (options_.who.empty() ? process_label() : options_.who);
    entry.tool_version = options_.tool_version;
    return entry;
  }

  void section(const std::string& title) { script_.sections.push_back({title, connection_.take()}); }

  const Dialect& dialect_;
  const Graph& graph_;
  const EngineOptions& options_;
  ScriptConnection connection_;
  VersionTable versions_;
  Journal journal_;
  Script script_{dialect_.script_prelude(options_.settings), {}};
};

/// Where a script begins and where it goes.
struct Course {
  std::string from;  ///< empty: not said
  std::vector<std::string> to;
};

/// Of several targets, one may say where the script begins. `open`: what stands for an end that is left out.
Course course_of(const std::vector<std::string>& targets, const std::string& open) {
  Course course;
  for (const auto& target : targets) {
    const auto ends = split_range(target);
    if (ends && !course.from.empty()) {
      throw UsageError("the script's beginning is said twice: " + course.from + " and " + ends->from,
                       "write FROM:TO once, and the other targets alone");
    }
    if (ends) course.from = ends->from;
    const auto to = ends ? ends->to : target;
    course.to.push_back(to.empty() ? open : to);
  }
  return course;
}

Script move_script(const Dialect& dialect, const Graph& graph, const Rows& rows, const Plan& plan,
                   const EngineOptions& options) {
  if (plan.empty()) return {};
  ScriptWriter writer(dialect, graph, options);
  writer.begin_at(rows);
  writer.write(plan);
  return writer.take();
}

}  // namespace

Script upgrade_script(const Dialect& dialect, const Graph& graph, const std::vector<std::string>& targets,
                      const EngineOptions& options) {
  const auto course = course_of(targets, "head");
  const auto rows = rows_at(graph, course.from);
  return move_script(dialect, graph, rows, plan_upgrade(graph, rows, course.to), options);
}

Script downgrade_script(const Dialect& dialect, const Graph& graph, const std::vector<std::string>& targets,
                        const EngineOptions& options) {
  const auto course = course_of(targets, "base");
  if (course.from.empty()) {
    throw UsageError("a script of a downgrade needs both ends: nobody asks the database where it is",
                     "write `migrate downgrade FROM:TO --sql`, as head:" + course.to.front());
  }
  const auto rows = rows_at(graph, course.from);
  return move_script(dialect, graph, rows, plan_downgrade(graph, rows, course.to), options);
}

Script stamp_script(const Dialect& dialect, const Graph& graph, const std::vector<std::string>& targets,
                    const EngineOptions& options) {
  const auto course = course_of(targets, "base");
  const auto before = rows_at(graph, course.from);
  const auto after = rows_after(before, plan_stamp(graph, before, course.to));
  if (before == after) return {};
  ScriptWriter writer(dialect, graph, options);
  writer.begin_at(before);
  writer.write_stamp(before, after);
  return writer.take();
}

Script tables_script(const Dialect& dialect, const Graph& graph, const EngineOptions& options) {
  ScriptWriter writer(dialect, graph, options);
  writer.begin_at({});
  return writer.take();
}

}  // namespace migrate
