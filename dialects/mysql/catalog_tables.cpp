// The passes for tables, their columns and sequences.
#include <fmt/format.h>

#include <algorithm>

#include "dialects/mysql/catalog.hpp"
#include "dialects/mysql/expressions.hpp"
#include "dialects/mysql/lease.hpp"
#include "dialects/mysql/text.hpp"
#include "dialects/mysql/tokens.hpp"
#include "dialects/mysql/types.hpp"
#include "src/base/text.hpp"

namespace migrate::mysql {
namespace {

OptionValue option_value(const std::string& value) {
  const bool digits = !value.empty() && value.size() < 18 && value.find_first_not_of("0123456789") == value.npos;
  if (digits) return static_cast<std::int64_t>(std::stoll(value));
  return lower(value);
}

/// `row_format=DYNAMIC partitioned COMPRESSION="zlib"`
void read_create_options(Options& options, bool& partitioned, std::string_view words) {
  const auto tokens = tokenize(words);
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].is_word("partitioned")) {
      partitioned = true;
    } else if (i + 2 < tokens.size() && tokens[i + 1].is("=")) {
      options["mysql." + lower(tokens[i].value())] = option_value(tokens[i + 2].value());
      i += 2;
    }
  }
}

void read_table(Catalog& catalog, const SqlRow& row) {
  FoundTable held{.index = catalog.found.tables.size(), .collation = collation_name(text(row[4]))};
  Table table;
  table.schema = catalog.schema_name(row[0]);
  table.name = text(row[1]);
  table.comment = text(row[6]);
  if (!equal_ignoring_case(text(row[3]), catalog.default_engine)) table.options["mysql.engine"] = text(row[3]);
  if (held.collation != catalog.default_collation) table.options["mysql.collation"] = held.collation;
  read_create_options(table.options, held.partitioned, text(row[5]));
  if (text(row[2]) == "SYSTEM VERSIONED") table.options["mysql.system_versioning"] = true;
  catalog.tables.emplace(Catalog::key(row[0], row[1]), std::move(held));
  catalog.found.tables.push_back(std::move(table));
}

/// One row of the columns' query.
class ColumnReader {
 public:
  ColumnReader(const Catalog& catalog, const FoundTable& table, const SqlRow& row)
      : catalog_(catalog), table_(table), row_(row), extra_(lower(text(row[7]))) {}

  Column read() {
    Column out;
    out.name = text(row_[2]);
    const std::string_view type = text(row_[5]);  // MariaDB: longtext /*M!100301 COMPRESSED*/
    out.type = type_of(type.substr(0, type.find(" /*")));
    if (type.find("COMPRESSED*/") != type.npos) out.options["mysql.compressed"] = true;
    out.nullable = text(row_[4]) == "YES";
    out.comment = text(row_[9]);
    const auto collation = collation_name(text(row_[6]));
    if (collation != table_.collation) out.collation = collation;
    read_value(out);
    if (has("invisible")) out.options["mysql.invisible"] = true;
    if (has("without system versioning")) out.options["mysql.without_system_versioning"] = true;
    if (row_.size() > 11 && row_[11]) out.options["mysql.srid"] = static_cast<std::int64_t>(number(row_[11]));
    return out;
  }

 private:
  bool has(std::string_view word) const { return extra_.find(word) != extra_.npos; }

  /// Where its values come from: a default, an expression, a counter.
  void read_value(Column& out) {
    const bool stored = has("stored generated") || has("persistent");
    if (stored || has("virtual generated")) {
      out.generated = Generated{catalog_expression(text(row_[8]), text(row_[0])), stored};
      return;
    }
    if (has("auto_increment")) {
      out.identity.emplace();
      return;
    }
    out.default_sql = catalog_default(catalog_.server, row_[3], out.type, has("default_generated"), text(row_[0]));
    constexpr std::string_view words = "on update ";
    if (const auto at = extra_.find(words); at != extra_.npos) {
      const auto rest = std::string_view(extra_).substr(at + words.size());
      const auto moment = rest.substr(0, rest.find(' '));
      out.options["mysql.on_update"] = current_timestamp(moment).value_or(std::string(moment));
    }
  }

  const Catalog& catalog_;
  const FoundTable& table_;
  const SqlRow& row_;
  std::string extra_;
};

/// What a sequence has where nobody says anything (https://mariadb.com/kb/en/create-sequence/).
Sequence read_sequence(const Catalog& catalog, const SqlRow& row) {
  Sequence out;
  out.schema = catalog.schema_name(row[0]);
  out.name = text(row[1]);
  const auto value = [&](std::size_t i) { return static_cast<std::int64_t>(std::stoll(row[i].value_or("0"))); };
  const auto start = value(2), low = value(3), high = value(4), step = value(5), cache = value(6);
  const bool up = step >= 0;
  const std::int64_t largest = INT64_MAX - 1;
  if (step != 1) out.increment = step;
  if (low != (up ? 1 : -INT64_MAX)) out.min = low;
  if (high != (up ? largest : -1)) out.max = high;
  if (start != (up ? low : high)) out.start = start;
  if (cache != 1000) out.cache = cache;
  out.cycle = text(row[7]) == "1";
  return out;
}

}  // namespace

std::string query_for_tables(const Catalog& catalog) {
  return "SELECT table_schema, table_name, table_type, engine, table_collation, create_options, table_comment FROM "
         "information_schema.tables WHERE " +
         catalog.scope();
}

void read_tables(Catalog& catalog, SqlRows& rows) {
  catalog.found.tables.reserve(rows.size());
  for (const auto& row : rows) {
    const auto& kind = text(row[2]);
    if (is_lease_table(text(row[1]), text(row[6]))) continue;
    if (kind == "BASE TABLE" || kind == "SYSTEM VERSIONED") read_table(catalog, row);
    if (kind == "SEQUENCE") catalog.sequences.push_back(Catalog::key(row[0], row[1]));
  }
}

std::string query_for_columns(const Catalog& catalog) {
  const bool srid = !catalog.server.mariadb && catalog.server.version >= 80003;
  return fmt::format(
      "SELECT table_schema, table_name, column_name, column_default, is_nullable, column_type, collation_name, extra, "
      "generation_expression, column_comment, ordinal_position{} FROM information_schema.columns WHERE {}",
      srid ? ", srs_id" : "", catalog.scope());
}

void read_columns(Catalog& catalog, SqlRows& rows) {
  std::ranges::stable_sort(rows, {}, [](const SqlRow& row) { return number(row[10]); });
  for (const auto& row : rows) {
    if (const auto* held = catalog.found_table(row[0], row[1])) {
      catalog.table(*held).columns.push_back(ColumnReader(catalog, *held, row).read());
    }
  }
}

void read_sequences(Catalog& catalog) {
  if (catalog.sequences.empty()) return;
  std::vector<std::string> queries;
  for (const auto& key : catalog.sequences) {
    const auto schema = key.substr(0, key.find('\0'));
    const auto name = key.substr(key.find('\0') + 1);
    queries.push_back(fmt::format(
        "SELECT {}, {}, start_value, minimum_value, maximum_value, increment, cache_size, cycle_option FROM {}",
        quote_text(schema), quote_text(name), quote_table({name, schema})));
  }
  for (const auto& row : catalog.connection.query(join(queries, " UNION ALL "))) {
    catalog.found.sequences.push_back(read_sequence(catalog, row));
  }
}

}  // namespace migrate::mysql
