#include "dialects/postgresql/concurrently.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "dialects/postgresql/change_constraint.hpp"
#include "dialects/postgresql/ddl.hpp"
#include "dialects/postgresql/ddl_text.hpp"
#include "dialects/postgresql/guard.hpp"
#include "dialects/postgresql/questions.hpp"
#include "dialects/postgresql/render_data.hpp"
#include "dialects/postgresql/render_enum.hpp"
#include "dialects/postgresql/scan.hpp"
#include "dialects/postgresql/text.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/lookup.hpp"

namespace migrate::postgresql {
namespace {

enum class Found { nothing, valid, invalid };

/// Whether the index is there as an earlier run has built it, and only its comment is missing.
bool lacks_comment(Connection& connection, const TableName& table, const Index& index) {
  if (index.comment.empty() || !index.concurrently || connection.offline_schema()) return false;
  const auto rows =
      connection.query("SELECT indisvalid AND indrelid = " + regclass(table) +
                       " AND indnkeyatts = " + std::to_string(index.columns.size()) +
                       " AND indisunique = " + (index.unique ? "true" : "false") +
                       " AND obj_description(indexrelid, 'pg_class') IS NULL FROM pg_index WHERE indexrelid = " +
                       regclass({index.name, table.schema}));
  return !rows.empty() && rows[0].at(0) == "t";
}

/// `name` as SQL writes it, qualified where it has to be.
Found find_index(Connection& connection, const std::string& name) {
  const auto rows =
      connection.query("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(" + quote_text(name) + ")");
  if (rows.empty()) return Found::nothing;
  return rows[0].at(0) == "t" ? Found::valid : Found::invalid;
}

void refuse_partitioned(Connection& connection, const TableName& table, const Index& index) {
  if (!is_partitioned(connection, table)) return;
  throw DatabaseError(
      "index " + index.name + " on " + display(table) + " cannot be built concurrently: the table is partitioned",
      "leave `concurrently` out, which locks the table; or by op = \"execute\": CREATE INDEX " +
          quote_name(index.name) + " ON ONLY " + quote_table(table) +
          " (…), then for each partition CREATE INDEX CONCURRENTLY …, and ALTER INDEX " + quote_name(index.name) +
          " ATTACH PARTITION …");
}

/// A statement that runs alone, as far as the catalog can show its effect.
struct Alone {
  enum class Kind { create_index, drop_index, reindex, detach, create_object, drop_object, repeatable, unknown };
  Kind kind = Kind::unknown;
  std::string name{};   ///< as SQL writes it; of create_object and drop_object a text constant
  std::string table{};  ///< that the index is on, or the partitioned one
  std::string where{};  ///< the catalog and its column that objects of the kind are in: "pg_database WHERE datname"
};

/// The words of a statement one after the other.
class Words {
 public:
  explicit Words(std::string_view sql) : tokens_(scan(sql)) {}

  bool take(std::string_view word) {
    if (at_ == tokens_.size() || !tokens_[at_].is(word)) return false;
    ++at_;
    return true;
  }
  bool next_is(std::string_view word) const { return at_ < tokens_.size() && tokens_[at_].is(word); }
  void pass(std::initializer_list<std::string_view> any) {
    while (std::ranges::any_of(any, [&](auto word) { return take(word); })) {
    }
  }
  /// (VERBOSE, CONCURRENTLY): whether CONCURRENTLY is among them.
  bool pass_options() {
    bool found = false;
    if (at_ == tokens_.size() || !tokens_[at_].is_symbol('(')) return found;
    for (; at_ < tokens_.size() && !tokens_[at_].is_symbol(')'); ++at_)
      found = found || tokens_[at_].is("concurrently");
    ++at_;
    return found;
  }
  /// `app."My index"`, as it is written; empty where no name stands there.
  std::vector<std::string> take_name() {
    std::vector<std::string> out;
    while (at_ < tokens_.size() && is_name(tokens_[at_])) {
      out.push_back(quote_name(folded(tokens_[at_++])));
      if (at_ == tokens_.size() || !tokens_[at_].is_symbol('.')) break;
      ++at_;
    }
    return out;
  }

 private:
  static bool is_name(const SqlToken& token) {
    return token.kind == SqlToken::Kind::word || token.kind == SqlToken::Kind::quoted_name;
  }

  std::vector<SqlToken> tokens_;
  std::size_t at_ = 0;
};

Alone create_index_alone(Words& words) {
  words.pass({"if", "not", "exists"});
  if (words.next_is("on")) return {};  // the server finds it a name
  auto index = words.take_name();
  if (!words.take("on") || index.empty()) return {};
  words.take("only");
  auto table = words.take_name();
  if (table.size() == 2) index.insert(index.begin(), table.front());  // an index is where its table is
  return {.kind = Alone::Kind::create_index, .name = join(index, "."), .table = join(table, ".")};
}

Alone object_alone(Words& words, Alone::Kind kind) {
  static constexpr auto places =
      std::to_array<std::pair<std::string_view, std::string_view>>({{"database", "pg_database WHERE datname"},
                                                                    {"tablespace", "pg_tablespace WHERE spcname"},
                                                                    {"subscription", "pg_subscription WHERE subname"}});
  for (const auto& [word, where] : places) {
    if (!words.take(word)) continue;
    words.pass({"if", "not", "exists"});
    const auto name = words.take_name();
    if (name.empty()) return {};
    return {.kind = kind, .name = name.front(), .where = std::string(where)};
  }
  return {};
}

Alone alone(std::string_view sql) {
  Words words(sql);
  if (words.take("create")) {
    words.take("unique");
    if (!words.take("index")) return object_alone(words, Alone::Kind::create_object);
    return words.take("concurrently") ? create_index_alone(words) : Alone{};
  }
  if (words.take("drop")) {
    if (!words.take("index")) return object_alone(words, Alone::Kind::drop_object);
    if (!words.take("concurrently")) return {};
    words.pass({"if", "exists"});
    return {.kind = Alone::Kind::drop_index, .name = join(words.take_name(), ".")};
  }
  if (words.take("reindex")) {
    words.pass_options();
    const bool index = words.take("index"), table = !index && words.take("table");
    words.take("concurrently");
    const auto name = join(words.take_name(), ".");
    if (index) return {.kind = Alone::Kind::reindex, .name = name};
    return {.kind = Alone::Kind::reindex, .table = table ? name : ""};
  }
  if (words.take("alter")) {
    if (!words.take("table")) return {.kind = Alone::Kind::repeatable};  // ALTER SYSTEM
    words.pass({"if", "exists", "only"});
    const auto parent = join(words.take_name(), ".");
    if (!words.take("detach") || !words.take("partition")) return {};
    return {.kind = Alone::Kind::detach, .name = join(words.take_name(), "."), .table = parent};
  }
  if (words.next_is("vacuum") || words.next_is("cluster")) return {.kind = Alone::Kind::repeatable};
  return {};
}

/// The name as a text that to_regclass takes.
std::string regclass_of(const std::string& name) { return "to_regclass(" + quote_text(name) + ")"; }

/// A session that has lost its client may still be at the statement: whoever has the migration lock ends it, since what
/// it leaves is to be looked at.
void end_lost_sessions(Connection& connection, std::string_view sql) {
  constexpr std::size_t shown = 1000;  // of track_activity_query_size, which cannot be smaller than 100
  const auto text = quote_text(sql.substr(0, std::min(shown, sql.size())));
  const auto query =
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
      "datname = current_database() AND state = 'active' AND application_name = "
      "current_setting('application_name') AND left(query, 100) = left(" +
      text + ", 100)";
  for (int tries = 0; tries < 600; ++tries) {
    if (connection.query(query).at(0).at(0) == "0") return;
    connection.query("SELECT pg_sleep(0.1)");
  }
}

bool exists(Connection& connection, const Alone& work) {
  return !connection.query("SELECT 1 FROM " + work.where + " = " + quote_text(work.name)).empty();
}

/// Whether a partition is still one: "" where it is not, "f", or "t" where a DETACH has begun.
std::string detach_pending(Connection& connection, const Alone& work) {
  const auto rows =
      connection.query("SELECT inhdetachpending FROM pg_inherits WHERE inhrelid = " + regclass_of(work.name) +
                       " AND inhparent = " + regclass_of(work.table));
  return rows.empty() ? "" : rows[0].at(0).value_or("");
}

std::string index_name(const TableName& table, const std::string& index) { return quote_table({index, table.schema}); }

}  // namespace

bool runs_alone(std::string_view sql) {
  const auto words = first_words(sql, 12);
  const auto begins = [&](std::initializer_list<std::string_view> with) {
    return words.size() >= with.size() && std::equal(with.begin(), with.end(), words.begin());
  };
  if (words.empty()) return false;
  const bool concurrently = std::ranges::count(words, "CONCURRENTLY") > 0;
  if (words[0] == "REINDEX") {
    static constexpr auto whole = std::to_array<std::string_view>({"DATABASE", "SYSTEM", "SCHEMA"});
    const auto all = std::ranges::any_of(whole, [&](auto word) { return std::ranges::count(words, word) > 0; });
    return concurrently || all || upper(sql).find("CONCURRENTLY") != std::string::npos;
  }
  if (words[0] == "CREATE" || words[0] == "DROP") {
    return (concurrently && std::ranges::count(words, "INDEX") > 0) || begins({words[0], "DATABASE"}) ||
           begins({words[0], "TABLESPACE"}) || begins({words[0], "SUBSCRIPTION"});
  }
  if (begins({"ALTER", "TABLE"})) return concurrently && std::ranges::count(words, "DETACH") > 0;
  return words[0] == "VACUUM" || begins({"ALTER", "SYSTEM"}) || (words[0] == "CLUSTER" && words.size() == 1);
}

std::optional<bool> has_run(Connection& connection, std::string_view sql) {
  const auto work = alone(sql);
  end_lost_sessions(connection, sql);
  switch (work.kind) {
    case Alone::Kind::create_index: return find_index(connection, work.name) == Found::valid;
    case Alone::Kind::drop_index: return find_index(connection, work.name) == Found::nothing;
    case Alone::Kind::detach: return detach_pending(connection, work).empty();
    case Alone::Kind::create_object: return exists(connection, work);
    case Alone::Kind::drop_object: return !exists(connection, work);
    case Alone::Kind::reindex:
    case Alone::Kind::repeatable: return false;
    case Alone::Kind::unknown: return std::nullopt;
  }
  return std::nullopt;
}

std::vector<Statement> clear_way(Connection& connection, std::string_view sql) {
  const auto work = alone(sql);
  std::vector<Statement> out;
  if (connection.offline_schema()) return out;
  const auto drop = [&](const std::string& index) {
    out.push_back({.sql = "DROP INDEX CONCURRENTLY " + index,
                   .purpose = "drop the invalid index " + index + " that an earlier try has left behind"});
  };
  if (work.kind == Alone::Kind::create_index && find_index(connection, work.name) == Found::invalid) {
    end_lost_sessions(connection, sql);
    if (find_index(connection, work.name) == Found::invalid) drop(work.name);
  }
  if (work.kind == Alone::Kind::reindex && (!work.name.empty() || !work.table.empty())) {
    const auto table = work.table.empty()
                           ? "(SELECT indrelid FROM pg_index WHERE indexrelid = " + regclass_of(work.name) + ")"
                           : regclass_of(work.table);
    for (const auto& row :
         connection.query("SELECT indexrelid::regclass FROM pg_index JOIN pg_class ON oid = indexrelid "
                          "WHERE NOT indisvalid AND relname ~ '_cc(new|old)[0-9]*$' AND indrelid = " +
                          table))
      drop(row.at(0).value_or(""));
  }
  if (work.kind == Alone::Kind::detach && detach_pending(connection, work) == "t")
    out.push_back({.sql = "ALTER TABLE " + work.table + " DETACH PARTITION " + work.name + " FINALIZE",
                   .purpose = "finish what an earlier try has begun"});
  return out;
}

std::vector<Statement> create_index(Connection& connection, const TableName& table, const std::string& only,
                                    const Index& index) {
  std::vector<Statement> out;
  const auto name = index_name(table, index.name);
  if (lacks_comment(connection, table, index)) return {{.sql = render_comment("INDEX " + name, index.comment)}};
  if (index.concurrently) {
    refuse_partitioned(connection, table, index);
    if (!connection.offline_schema() && find_index(connection, name) == Found::invalid)
      out.push_back({.sql = "DROP INDEX CONCURRENTLY " + name,
                     .purpose = "drop the invalid index " + index.name + " that an earlier try has left behind"});
  }
  if (index.unique)
    out.push_back(
        no_duplicates(table, only, index.columns, index.where, index.nulls_not_distinct, "unique index " + index.name));
  out.push_back({.sql = render_index(table, index),
                 .way = "reads every row of " + display(table) + ": index " + index.name +
                        (index.concurrently ? " (rows can be written meanwhile)" : "")});
  if (!index.comment.empty()) out.push_back({.sql = render_comment("INDEX " + name, index.comment)});
  return out;
}

bool outside_transaction(const Operation& operation, std::span<const Operation> rest) {
  return std::visit(Overloaded{
                        [](const CreateIndex& create) { return create.index.concurrently; },
                        [](const DropIndex& drop) { return drop.index && drop.index->concurrently; },
                        [](const Execute& execute) {
                          return std::ranges::any_of(render_execute(execute, {}),
                                                     [](const Statement& one) { return runs_alone(one.sql); });
                        },
                        [&](const AlterEnum& alter) { return new_value_is_used(alter, rest); },
                        [&](const Batch& batch) {
                          return std::ranges::any_of(batch.operations,
                                                     [](const Operation& one) { return outside_transaction(one, {}); });
                        },
                        [](const auto&) { return false; },
                    },
                    operation.value);
}

bool is_done(Connection& connection, const Operation& operation) {
  if (connection.offline_schema()) return false;
  return std::visit(Overloaded{
                        [&](const CreateIndex& create) {
                          const auto index = with_name(create.table, create.index);
                          return find_index(connection, index_name(create.table, index.name)) == Found::valid &&
                                 !lacks_comment(connection, create.table, index);
                        },
                        [&](const DropIndex& drop) {
                          return find_index(connection, index_name(drop.table, drop.name)) == Found::nothing;
                        },
                        [&](const AlterEnum& alter) { return values_now(connection, alter.to) == alter.to.values; },
                        [](const auto&) { return false; },
                    },
                    operation.value);
}

}  // namespace migrate::postgresql
