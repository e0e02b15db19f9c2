#include "dialects/postgresql/render_sequence.hpp"

#include "dialects/postgresql/dependents.hpp"
#include "dialects/postgresql/dotted.hpp"
#include "dialects/postgresql/text.hpp"
#include "dialects/postgresql/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"

namespace migrate::postgresql {
namespace {

TableName qualified_sequence(const Sequence& sequence) { return {sequence.name, sequence.schema}; }

std::string with_number(std::string_view words, std::int64_t number) {
  return " " + std::string(words) + " " + std::to_string(number);
}

std::string sequence_options(const Sequence& sequence) {
  std::string out;
  if (sequence.type) out += " AS " + sql_of(*sequence.type);
  if (sequence.increment) out += with_number("INCREMENT BY", *sequence.increment);
  if (sequence.min) out += with_number("MINVALUE", *sequence.min);
  if (sequence.max) out += with_number("MAXVALUE", *sequence.max);
  if (sequence.start) out += with_number("START WITH", *sequence.start);
  if (sequence.cache) out += with_number("CACHE", *sequence.cache);
  if (sequence.cycle) out += " CYCLE";
  return out;
}

/// `hero.id` or `billing.hero.id`; without a schema of its own the table is in the sequence's.
std::string owner_text(const Sequence& sequence) {
  const auto [table, column] = owner_of(sequence);
  if (table.name.empty()) {
    throw DatabaseError(
        "sequence " + sequence.name + " is to be owned by '" + sequence.owned_by + "', which is no column",
        "write its table in front: owned_by = \"hero." + sequence.owned_by + "\"");
  }
  return quote_table(table) + "." + quote_name(column);
}

void change(std::string& out, std::string_view words, const std::optional<std::int64_t>& from,
            const std::optional<std::int64_t>& to, std::string_view otherwise) {
  if (from == to) return;
  if (to) {
    out += with_number(words, *to);
  } else {
    out.append(" ").append(otherwise);
  }
}

std::string sequence_changes(const Sequence& from, const Sequence& to) {
  std::string out;
  if (from.type != to.type) out += " AS " + (to.type ? sql_of(*to.type) : "bigint");
  const bool down = to.increment.value_or(1) < 0;
  change(out, "INCREMENT BY", from.increment, to.increment, "INCREMENT BY 1");
  change(out, "MINVALUE", from.min, to.min, "NO MINVALUE");
  change(out, "MAXVALUE", from.max, to.max, "NO MAXVALUE");
  const auto start = "START WITH " + std::to_string(down ? to.max.value_or(-1) : to.min.value_or(1));
  change(out, "START WITH", from.start, to.start, start);
  change(out, "CACHE", from.cache, to.cache, "CACHE 1");
  if (from.cycle != to.cycle) out += to.cycle ? " CYCLE" : " NO CYCLE";
  return out;
}

}  // namespace

SequenceOwner owner_of(const Sequence& sequence) {
  const auto parts = split_dotted(sequence.owned_by);
  if (parts.size() < 2) return {};
  return {{parts[parts.size() - 2], parts.size() > 2 ? parts[parts.size() - 3] : sequence.schema}, parts.back()};
}

Statement create_sequence(const Sequence& sequence) {
  return {.sql = "CREATE SEQUENCE " + quote_table(qualified_sequence(sequence)) + sequence_options(sequence)};
}

Statement own_sequence(const Sequence& sequence) {
  return {.sql = "ALTER SEQUENCE " + quote_table(qualified_sequence(sequence)) + " OWNED BY " + owner_text(sequence)};
}

std::vector<Statement> alter_sequence(const AlterSequence& operation) {
  const auto &from = operation.from, &to = operation.to;
  std::vector<Statement> out;
  if (from.name != to.name)
    out.push_back(
        {.sql = "ALTER SEQUENCE " + quote_table(qualified_sequence(from)) + " RENAME TO " + quote_name(to.name)});
  const auto self = quote_table({to.name, from.schema});
  if (const auto text = sequence_changes(from, to); !text.empty())
    out.push_back({.sql = "ALTER SEQUENCE " + self + text});
  if (from.owned_by != to.owned_by)
    out.push_back({.sql = "ALTER SEQUENCE " + self + " OWNED BY " + (to.owned_by.empty() ? "NONE" : owner_text(to))});
  if (from.schema != to.schema && !to.schema.empty())
    out.push_back({.sql = "ALTER SEQUENCE " + self + " SET SCHEMA " + quote_name(to.schema)});
  return out;
}

std::vector<Statement> drop_sequence(Connection& connection, const DropSequence& operation) {
  const TableName name{operation.name, operation.sequence ? operation.sequence->schema : ""};
  refuse_to_drop_sequence(connection, name);
  const bool owned = operation.sequence && !operation.sequence->owned_by.empty();  // it goes with its column
  return {{.sql = std::string("DROP SEQUENCE ") + (owned ? "IF EXISTS " : "") + quote_table(name)}};
}

}  // namespace migrate::postgresql
