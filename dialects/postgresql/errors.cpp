#include "dialects/postgresql/errors.hpp"

#include <fmt/format.h>

#include <array>

#include "dialects/postgresql/privileges.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::postgresql {
namespace {

/// What to do, by SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html).
struct Remedy {
  std::string_view sqlstate, hint;
};
constexpr auto remedies = std::to_array<Remedy>({
    {"22P02", "correct the value, or the type it is given for"},
    {"23502", "give the rows that have NULL a value first, or say `backfill` where the column is made NOT NULL"},
    {"23503", "correct the rows whose references lead nowhere"},
    {"23505", "correct the rows that are there twice"},
    {"23514", "correct the rows that break the check"},
    {"23P01", "correct the rows that exclude each other"},
    {"25001", "write `transaction = false` in the header of the revision: then it runs outside a transaction"},
    {"2BP01", "drop or change first what depends on it; DETAIL names it"},
    {"42701", "the database is not what the revision was written for: 'migrate diff' compares"},
    {"42710", "the database is not what the revision was written for: 'migrate diff' compares"},
    {"42P07",
     "the database is not what the revision was written for: 'migrate diff' compares; if the change was made "
     "by hand, 'migrate stamp' says so"},
    {"42P18", "say the type of the value: ?::text"},
    {"53100", "make room on the server's disk and run the command again; the statement was undone"},
    {"53200",
     "the server has too little memory for this: lower maintenance_work_mem, or try again when less is going on"},
    {"53300", "wait until connections become free and run the command again, or raise max_connections"},
    {"55P04",
     "write `transaction = false` in the header of the revision (in SQL: `-- transaction: false`): the new value is "
     "then committed before it is used"},
    {"55006",
     "wait until nobody uses it, and run the command again; where the revision changed rows of the table first, put "
     "the "
     "change of the table into a revision of its own"},
    {"57014",
     "raise or remove statement_timeout ([apply] of migrate.toml, or the account's own), or cancel nobody's "
     "statement"},
    {"57P03", "wait until the server has started, and run the command again"},
});

std::string_view remedy_of(std::string_view sqlstate) {
  for (const auto& remedy : remedies) {
    if (remedy.sqlstate == sqlstate) return remedy.hint;
  }
  return {};
}

/// Types and operator classes that come with an extension.
std::string missing_extension(std::string_view message) {
  static constexpr auto parts = std::to_array<std::pair<std::string_view, std::string_view>>({
      {"type \"citext\"", "citext"},
      {"type \"geography", "postgis"},
      {"type \"geometry", "postgis"},
      {"type \"hstore\"", "hstore"},
      {"type \"ltree\"", "ltree"},
      {"type \"vector", "vector"},
      {"\"gin_trgm_ops\"", "pg_trgm"},
      {"\"gist_trgm_ops\"", "pg_trgm"},
      {"access method \"gist\"", "btree_gist"},
      {"uuid_generate_v", "\"uuid-ossp\""},
  });
  for (const auto& [part, extension] : parts) {
    if (message.find(part) != message.npos) {
      return fmt::format("it comes with an extension: CREATE EXTENSION {}, in an `execute` of a revision before",
                         extension);
    }
  }
  return {};
}

void add_details(DatabaseError& error, const ServerReport& report) {
  const auto add = [&](std::string_view name, const std::string& text) {
    if (text.empty()) return;
    bool first = true;
    for (const auto& line : migrate::split(text, '\n')) {
      error.details.push_back((first ? std::string(name) : std::string("  ")) + line);
      first = false;
    }
  };
  if (report.number) {
    const auto head = fmt::format("LINE {}: ", report.number);
    error.details.push_back(head + report.line);
    std::size_t width = head.size();
    for (std::size_t i = 0; i < std::min(report.caret, report.line.size()); ++i) {
      width += (static_cast<unsigned char>(report.line[i]) & 0xC0U) != 0x80U;
    }
    error.details.push_back(std::string(width, ' ') + "^");
  }
  add("DETAIL: ", report.detail);
  if (report.hint != error.hint) add("HINT: ", report.hint);
  add("CONTEXT: ", report.context);
  if (!report.constraint.empty() && report.message.find(report.constraint) == std::string::npos) {
    add("CONSTRAINT: ", report.constraint + (report.table.empty() ? "" : " of " + report.table));
  }
  if (!report.sqlstate.empty()) error.details.push_back("SQLSTATE: " + report.sqlstate);
}

template <class E>
[[noreturn]] void throw_with(E error, const ServerReport& report, std::string_view statement) {
  error.statement = std::string(statement);
  error.sqlstate = report.sqlstate;
  error.position = position_in(statement, report);
  add_details(error, report);
  throw error;
}

[[noreturn]] void throw_lock_error(const ServerReport& report, std::string_view statement, const Surroundings& around) {
  if (report.sqlstate != "55P03") {
    throw_with(LockError(report.message, "others change the same tables at the same time: run the command again"),
               report, statement);
  }
  const auto seconds = static_cast<double>(around.lock_attempt.count()) / 1000;
  auto message = fmt::format("somebody else holds what this needs, and did not let go within {} s", seconds);
  if (!around.blockers.empty()) message += ": " + around.blockers;
  throw_with(LockError(message,
                       "end that transaction, or run the command again when less is going on; lock_timeout in [apply] "
                       "says for how long it is tried"),
             report, statement);
}

std::string hint_of(const ServerReport& report, const Surroundings& around) {
  if (report.sqlstate == "42501") return privilege_hint(report.message, around);
  if (report.sqlstate == "25006") {
    return around.standby ? "the server is a read-only replica: give the URL of the primary server, or say "
                            "target_session_attrs=read-write in it"
                          : "transactions are read-only by default here: ALTER ROLE " + around.account +
                                " SET default_transaction_read_only = off, or use another account";
  }
  if (report.sqlstate == "0A000" && report.message.find("transaction block") != std::string::npos) {
    return std::string(remedy_of("25001"));
  }
  if (report.sqlstate == "42704" || report.sqlstate == "42883") {
    if (auto hint = missing_extension(report.message); !hint.empty()) return hint;
  }
  const auto remedy = remedy_of(report.sqlstate);
  return remedy.empty() ? report.hint : std::string(remedy);
}

}  // namespace

void throw_statement_error(const ServerReport& report, std::string_view statement, const Surroundings& around) {
  if (around.lost) {
    DatabaseError error("the connection to the server was lost: " + report.message,
                        "see whether the server runs and what its log says, then run the command again");
    error.statement = std::string(statement);
    error.sqlstate = report.sqlstate.empty() ? "08006" : report.sqlstate;
    throw error;
  }
  if (report.sqlstate == "55P03" || report.sqlstate == "40P01" || report.sqlstate == "40001") {
    throw_lock_error(report, statement, around);
  }
  throw_with(DatabaseError(report.message, hint_of(report, around)), report, statement);
}

}  // namespace migrate::postgresql
