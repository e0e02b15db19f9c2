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

/// What a statement of plain SQL does concurrently to which index.
struct Concurrent {
  bool creates = false;
  std::string index;
};

/// The words of CREATE [UNIQUE] INDEX CONCURRENTLY [IF NOT EXISTS] name, DROP INDEX CONCURRENTLY [IF EXISTS] name.
std::optional<Concurrent> concurrent(std::string_view sql) {
  auto words = first_words(sql, 8);
  std::erase(words, "UNIQUE");
  if (words.size() < 4 || words[1] != "INDEX" || words[2] != "CONCURRENTLY") return std::nullopt;
  if (words[0] != "CREATE" && words[0] != "DROP") return std::nullopt;
  std::size_t at = 3;
  while (at + 1 < words.size() && (words[at] == "IF" || words[at] == "NOT" || words[at] == "EXISTS")) ++at;
  if (words[at] == "ON") return std::nullopt;  // it has no name
  const auto& name = words[at];
  return Concurrent{words[0] == "CREATE", name.starts_with('"') ? name : lower(name)};
}

/// The only statement of an `execute`.
std::optional<std::string> only_statement(const Execute& execute) {
  const auto statements = render_execute(execute, {});
  return statements.size() == 1 ? std::optional(statements.front().sql) : std::nullopt;
}

/// Whether a statement of plain SQL cannot run inside a transaction.
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

std::string index_name(const TableName& table, const std::string& index) { return quote_table({index, table.schema}); }

}  // namespace

std::vector<Statement> drop_left_over(Connection& connection, std::string_view sql) {
  const auto work = concurrent(sql);
  if (!work || !work->creates || connection.offline_schema()) return {};
  if (find_index(connection, work->index) != Found::invalid) return {};
  return {{.sql = "DROP INDEX CONCURRENTLY " + work->index,
           .purpose = "drop the invalid index " + work->index + " that an earlier try has left behind"}};
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
                        [&](const Execute& execute) {
                          const auto sql = only_statement(execute);
                          const auto work = sql ? concurrent(*sql) : std::nullopt;
                          return work &&
                                 find_index(connection, work->index) == (work->creates ? Found::valid : Found::nothing);
                        },
                        [](const auto&) { return false; },
                    },
                    operation.value);
}

}  // namespace migrate::postgresql
