// The part of the runner for SQL that somebody wrote and that has no transaction around it, on databases whose schema
// changes can be rolled back. Each statement commits together with the note that it ran. One that the database refuses
// inside a transaction is noted as begun before it runs, and as done behind it: between the two, the catalog says
// whether it ran, and where that cannot, the next run stops and asks.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "src/base/text.hpp"
#include "src/engine/checksum.hpp"
#include "src/engine/run.hpp"
#include "src/schema/expression.hpp"

namespace migrate {
namespace {

std::string first_word(const std::string& sql) {
  const auto words = identifiers(sql);
  return words.empty() ? "" : lower(words.front());
}

bool rolls_back(const Statement& statement) {
  const auto word = first_word(statement.sql);
  return word == "rollback" || word == "abort";
}

/// The table that the statement makes for its session alone; empty where it makes none.
std::string temporary_table(const std::vector<std::string>& words) {
  const auto is = [&](std::size_t i, std::string_view word) {
    return i < words.size() && equal_ignoring_case(words[i], word);
  };
  const auto is_temporary = [&](std::size_t i) { return is(i, "temporary") || is(i, "temp"); };
  std::size_t at = 0;
  if (is(0, "create")) {
    at = is(1, "local") || is(1, "global") ? 2 : 1;
    if (!is_temporary(at++)) return {};
    if (is(at, "recursive")) ++at;
    if (!is(at, "table") && !is(at, "view") && !is(at, "sequence")) return {};
    ++at;
    while (is(at, "if") || is(at, "not") || is(at, "exists")) ++at;
  } else {
    const auto into = std::ranges::find_if(words, [](const auto& word) { return equal_ignoring_case(word, "into"); });
    at = static_cast<std::size_t>(into - words.begin()) + 1;
    if (!is(0, "select") || !is_temporary(at++)) return {};
    if (is(at, "table")) ++at;
  }
  if (is(at, "pg_temp") || is(at, "temp")) ++at;
  return at < words.size() ? words[at] : "";
}

}  // namespace

/// A temporary table goes with its session, and a later run could not go on. Within a transaction of the revision's own
/// it may come and be used.
void Runner::refuse_temporary_tables(const PreparedStep& step) {
  std::map<std::string, std::size_t> made;  // by name; the own transaction that it was made in, 0: none
  for (const auto& operation : step.operations) {
    if (!std::holds_alternative<Execute>(operation.value)) continue;
    std::size_t transactions = 0;
    bool inside = false;
    for (const auto& statement : dialect_.render(connection_, std::span(&operation, 1)).statements) {
      if (dialect_.controls_transaction(statement.sql)) {
        inside = !inside;
        if (inside) ++transactions;
        continue;
      }
      const auto words = identifiers(statement.sql);
      for (const auto& word : words) {
        const auto found = made.find(lower(word));
        if (found == made.end() || (inside && found->second == transactions)) continue;
        DatabaseError error("the temporary table " + word +
                                " has to outlast the transaction that makes it: a run that goes on after an "
                                "interruption would not have it",
                            "make it an ordinary table and drop that in the end, or put BEGIN and COMMIT around all "
                            "that uses it",
                            statement.where);
        error.statement = statement.sql;
        throw error;
      }
      if (auto name = temporary_table(words); !name.empty()) made[lower(name)] = inside ? transactions : 0;
    }
  }
}

/// The statements of one `execute`, and how far they are.
class Runner::SqlRun {
 public:
  SqlRun(Runner& runner, const PreparedStep& step, JournalEntry& entry)
      : runner_(runner), step_(step), entry_(entry), rendered_(runner.render(runner.connection_, step, 1)) {}

  void run() {
    take_up();
    runner_.at_.statements = statements().size();
    while (at_ < statements().size()) {
      runner_.at_.statements_kept = at_;
      const auto& statement = statements()[at_];
      if (dialect().controls_transaction(statement.sql)) {
        run_own_transaction();
      } else if (statement.effect == Effect::session) {
        set(statement);
        ++at_;
      } else if (dialect().runs_alone(statement.sql)) {
        run_alone(statement);
      } else {
        run_noted(statement);
      }
    }
    runner_.at_.statements_kept = 0;
    runner_.at_.done += rendered_.operations;
    runner_.at_.working = false;
    // the last note of a step is the one that closes it
    if (runner_.at_.done < step_.operations.size())
      runner_.write_beside_settings(step_, {}, entry_, [&] { runner_.note_progress(step_, entry_); });
    runner_.at_.kept = runner_.at_.done;
  }

 private:
  const Dialect& dialect() const { return runner_.dialect_; }
  std::span<const Statement> statements() const { return rendered_.statements; }
  std::string sum(std::size_t count) const {
    return checksum(std::span(step_.operations).first(runner_.at_.done), statements().first(count));
  }

  /// Goes on where an earlier run has stopped, with the settings that it had.
  void take_up() {
    if (entry_.statement == 0) return;
    at_ = statements_done(entry_);
    if (at_ > statements().size()) runner_.refuse_changed(step_, entry_);
    const bool numbered = entry_.format > 0, clean = numbered && sum(at_) == entry_.checksum;
    if (!clean) {
      const bool same = at_ < statements().size() && sum(numbered ? at_ + 1 : at_) == entry_.checksum;
      if (!same) runner_.refuse_changed(step_, entry_);
    }
    runner_.set_session_again(statements().first(at_));
    if (clean) return;
    const auto& statement = statements()[at_];
    const bool alone = dialect().runs_alone(statement.sql);
    auto ran = alone ? dialect().has_run(runner_.connection_, statement.sql) : std::nullopt;
    if (!ran) ran = runner_.verdict(step_, at_ + 1, statement);
    if (*ran) ++at_;
  }

  /// What the journal says from the next note on: so many are done, and whether the next one is begun.
  void say(std::size_t done, bool begun) {
    entry_.operation = static_cast<std::int64_t>(runner_.at_.done);
    entry_.statement = static_cast<std::int64_t>(done + 1);
    entry_.checksum = sum(begun ? done + 1 : done);
    entry_.format = journal_format;
  }

  void set(const Statement& statement) {
    runner_.session_is_set_ = true;
    runner_.execute(statement);
  }

  /// The own settings for the note; those of the revision again behind it.
  void note_in(Transaction& transaction, std::size_t done) {
    const bool put_back = runner_.session_is_set_ && transaction.put_back_settings();
    say(done, false);
    runner_.journal_.write(entry_);
    if (!put_back) return;
    runner_.set_session_again(step_);
    runner_.set_session_again(statements().first(done));
  }

  /// The statement and the note that it ran, in one transaction.
  void run_noted(const Statement& statement) {
    const auto before = entry_;
    runner_.repeatable_ = true;
    try {
      const auto transaction = dialect().enclose(runner_.connection_);
      runner_.execute(statement);
      note_in(*transaction, at_ + 1);
      runner_.commit(*transaction);
    } catch (...) {
      entry_ = before;
      throw;
    }
    ++at_;
  }

  void note_by_itself(std::size_t done, bool begun) {
    runner_.write_beside_settings(step_, statements().first(done), entry_, [&] {
      say(done, begun);
      runner_.journal_.write(entry_);
    });
  }

  void run_alone(const Statement& statement) {
    const auto way = dialect().clear_way(runner_.connection_, statement.sql);
    for (auto one : way) {
      one.where = statement.where;
      runner_.confirm_lock();
      runner_.execute(one);
    }
    const bool finished = !way.empty() && dialect().has_run(runner_.connection_, statement.sql).value_or(false);
    if (!finished) {
      runner_.confirm_lock();
      runner_.repeatable_ = true;
      note_by_itself(at_, true);
      try {
        runner_.execute(statement);
      } catch (const Error&) {
        forget_begun();
        throw;
      }
    }
    ++at_;
    note_by_itself(at_, false);
  }

  /// A statement that was refused has not run.
  void forget_begun() {
    try {
      note_by_itself(at_, false);
    } catch (const Error&) {  // the connection is lost: the next run asks the catalog
    }
  }

  /// From a BEGIN of the revision's own to its end, which holds the note too.
  void run_own_transaction() {
    const auto rest = statements().subspan(at_ + 1);
    const auto ends = [&](const Statement& one) { return dialect().controls_transaction(one.sql); };
    const auto end = at_ + 1 + static_cast<std::size_t>(std::ranges::find_if(rest, ends) - rest.begin());
    if (end == statements().size()) {
      throw DatabaseError("this statement begins a transaction, and none behind it ends one",
                          "write COMMIT behind what belongs together", statements()[at_].where);
    }
    const auto before = entry_;
    runner_.repeatable_ = true;
    try {
      for (auto i = at_; i < end; ++i) {
        runner_.session_is_set_ = runner_.session_is_set_ || statements()[i].effect == Effect::session;
        runner_.execute(statements()[i]);
      }
      runner_.confirm_lock();
      if (!rolls_back(statements()[end])) {
        say(end + 1, false);
        runner_.journal_.write(entry_);
      }
      runner_.execute(statements()[end]);
    } catch (const Error&) {
      entry_ = before;
      try {
        runner_.connection_.execute("ROLLBACK");
      } catch (const Error&) {  // there is none any more
      }
      throw;
    }
    at_ = end + 1;
    if (rolls_back(statements()[end])) note_by_itself(at_, false);
  }

  Runner& runner_;
  const PreparedStep& step_;
  JournalEntry& entry_;
  Rendered rendered_;
  std::size_t at_ = 0;
};

/// Begun again after a lock was not had, it goes on as a later run would.
void Runner::run_sql(const PreparedStep& step, JournalEntry& entry) { SqlRun(*this, step, entry).run(); }

std::size_t Runner::number_of(const PreparedStep& step, std::size_t statement) {
  std::size_t out = statement;
  for (const auto& operation : std::span(step.operations).first(at_.done)) {
    const bool is_sql = std::holds_alternative<Execute>(operation.value);
    out += is_sql ? dialect_.render(connection_, std::span(&operation, 1)).statements.size() : 1;
  }
  return out;
}

bool Runner::verdict(const PreparedStep& step, std::size_t statement, const Statement& doubtful) {
  const auto number = number_of(step, statement);
  const auto found = std::ranges::find_if(options_.verdicts, [&](const Verdict& one) {
    return one.revision == step.revision->id && one.statement == number;
  });
  if (found != options_.verdicts.end()) return found->done;
  DatabaseError error(
      fmt::format("an earlier run was interrupted at statement {} of {}, and neither the journal nor the catalog tells "
                  "whether it ran",
                  number, step.revision->id),
      fmt::format("look whether it has, then say so: `migrate {0} --done {1}:{2}` goes on behind it, `migrate {0} "
                  "--not-done {1}:{2}` runs it",
                  command_, step.revision->id, number),
      doubtful.where);
  error.statement = doubtful.sql;
  throw error;
}

}  // namespace migrate
