#include "dialects/mysql/adapt.hpp"

#include <algorithm>

#include "dialects/ddl.hpp"
#include "dialects/key_element.hpp"
#include "dialects/mysql/catalog.hpp"
#include "dialects/mysql/ddl.hpp"
#include "dialects/mysql/expressions.hpp"
#include "dialects/mysql/key_ends.hpp"
#include "dialects/mysql/questions.hpp"
#include "dialects/mysql/tokens.hpp"
#include "dialects/mysql/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/schema/lookup.hpp"
#include "src/schema/tables_by_name.hpp"
#include "src/schema/targets.hpp"

namespace migrate::mysql {
namespace {

constexpr std::string_view prefix = "mysql.";

const std::vector<std::string> table_options{"mysql.engine",
                                             "mysql.charset",
                                             "mysql.collation",
                                             "mysql.row_format",
                                             "mysql.auto_increment",
                                             "mysql.partition_by",
                                             "mysql.system_versioning",
                                             "mysql.key_block_size",
                                             "mysql.compression",
                                             "mysql.encryption",
                                             "mysql.encrypted",
                                             "mysql.encryption_key_id",
                                             "mysql.page_compressed",
                                             "mysql.page_checksum",
                                             "mysql.page_compression_level",
                                             "mysql.transactional",
                                             "mysql.stats_persistent",
                                             "mysql.stats_auto_recalc",
                                             "mysql.stats_sample_pages",
                                             "mysql.checksum",
                                             "mysql.delay_key_write",
                                             "mysql.max_rows",
                                             "mysql.min_rows",
                                             "mysql.avg_row_length",
                                             "mysql.pack_keys",
                                             "mysql.tablespace",
                                             "mysql.connection",
                                             "mysql.insert_method",
                                             "mysql.union",
                                             "mysql.sequence",
                                             "mysql.period"};
const std::vector<std::string> column_options{
    "mysql.charset",    "mysql.on_update", "mysql.invisible", "mysql.srid", "mysql.without_system_versioning",
    "mysql.compressed", "mysql.check"};
const std::vector<std::string> index_options{"mysql.parser", "mysql.invisible", "mysql.ignored",
                                             "mysql.key_block_size"};
const std::vector<std::string> key_options{"mysql.without_overlaps"};
const std::vector<std::string> check_options{"mysql.not_enforced"};

const std::string* find_text_option(const Options& options, const std::string& key) {
  const auto found = options.find(key);
  return found == options.end() ? nullptr : std::get_if<std::string>(&found->second);
}

/// Under another name, where the option says something.
void rename_option(Options& options, const std::string& from, const std::string& to) {
  if (auto held = options.extract(from)) {
    held.key() = to;
    options.insert(std::move(held));
  }
}

std::vector<ElementToken> element_tokens(std::string_view sql) {
  std::vector<ElementToken> out;
  for (const auto& token : tokenize(sql)) {
    if (token.kind == TokenKind::end) break;
    const auto kind = token.kind == TokenKind::word     ? ElementToken::Kind::word
                      : token.kind == TokenKind::name   ? ElementToken::Kind::name
                      : token.kind == TokenKind::symbol ? ElementToken::Kind::symbol
                                                        : ElementToken::Kind::literal;
    out.push_back({kind, token.value(), token.offset, token.end()});
  }
  return out;
}

/// Adapts one table after the other and writes down what cannot be had.
class Adapter {
 public:
  Adapter(Schema schema, const ServerFacts& facts) : schema_(std::move(schema)), facts_(facts) {}

  Schema adapt() {
    for (auto& table : schema_.tables) {
      own_schema(table.schema);
      for (auto& key : table.foreign_keys) own_schema(key.references_schema);
    }
    complete_targets(schema_);
    for (auto& table : schema_.tables) adapt_table(table);
    for (auto& sequence : schema_.sequences) adapt_sequence(sequence);
    if (problems_.empty()) problems_ = foreign_key_problems(schema_);
    refuse_lacking(facts_.server.name(), std::move(problems_));
    schema_.enums.clear();
    return std::move(schema_);
  }

 private:
  void problem(std::string text) { problems_.push_back(std::move(text)); }
  std::string here() const { return "table " + table_; }
  std::string here(std::string_view what, std::string_view name) const {
    return here() + ", " + std::string(what) + (name.empty() ? "" : " " + std::string(name));
  }
  void lacks(std::string_view what, std::string_view name, std::string_view lack) {
    problem(here(what, name) + ": " + facts_.server.name() + " has no " + std::string(lack));
  }
  void own_schema(std::string& schema) const {
    if (schema == facts_.database) schema.clear();
  }

  void adapt_table(Table& table) {
    table_ = table.name;
    adapt_options(here(), table.options, table_options);
    use_collation(table.options, nullptr);
    for (const auto& exclusion : table.exclusions) lacks("exclusion", exclusion.name, "exclusion constraints");
    for (auto& column : table.columns) adapt_column(table, column);
    if (table.primary_key) adapt_primary_key(table);
    for (auto& unique : table.uniques) {
      adapt_key(table, unique, "unique");
      if (unique.nulls_not_distinct) lacks("unique", unique.name, "NULLS NOT DISTINCT");
    }
    for (auto& index : table.indexes) adapt_index(table, index);
    unite_uniques(table);
    for (auto& key : table.foreign_keys) adapt_foreign_key(table, key);
    for (auto& check : table.checks) adapt_check(check);
    if (!facts_.column_checks.empty())
      std::erase_if(table.checks, [&](const Check& one) { return is_column_check(table, one); });
    for (const auto& key : table.foreign_keys) add_index_for(table, key);
  }

  // — columns —

  void adapt_column(const Table& table, Column& column) {
    const auto where = here("column", column.name);
    take_type_in(column, "mysql");
    adapt_options(where, column.options, column_options);
    adapt_type(where, column);
    if (column.default_sql) adapt_default(column);
    if (!facts_.server.mariadb) adapt_precision(column);
    if (column.generated) adapt_generated(column);
    if (column.identity) adapt_identity(table, column, where);
    use_collation(column.options, &column.collation);
  }

  void adapt_type(const std::string& where, Column& column) {
    if (column.type.kind == TypeKind::enumeration) {
      const auto* found = find_enum(schema_, column.type.name);
      if (!found) return problem(where + ": there is no enum '" + column.type.name + "'");
      column.type = enum_of(found->values);
    }
    if (column.type.kind == TypeKind::native && column.type.dialect != "mysql") {
      return problem(where + ": MySQL and MariaDB have no type '" + column.type.dialect + ":" + column.type.name +
                     "'; give it one with type = { default = …, mysql = … }");
    }
    const auto said = take_charset(column.type);
    if (!said.charset.empty()) column.options["mysql.charset"] = said.charset;
    if (column.collation.empty()) column.collation = said.collation;
    column.type = canonical(column.type);
    if (column.type.kind == TypeKind::uuid && !facts_.server.uuid_type()) {
      column.type = Type{.kind = TypeKind::character, .length = 32, .scale = {}, .name = {}, .dialect = {}};
    }
  }
  static void adapt_default(Column& column) {
    std::string on_update;
    auto written = written_default(*column.default_sql, &on_update);
    if (!on_update.empty()) column.options.try_emplace("mysql.on_update", on_update);
    if (equal_ignoring_case(bare(written), "null") || written.empty()) {
      column.default_sql.reset();
    } else {
      column.default_sql = std::move(written);
    }
  }

  /// MySQL has no current time with fewer digits than the column
  /// (https://dev.mysql.com/doc/refman/8.4/en/timestamp-initialization.html).
  static void adapt_precision(Column& column) {
    const auto digits = digits_of(column.type);
    if (digits.empty() || says_no_digits(column.type)) return;
    const auto exact = "CURRENT_TIMESTAMP" + digits;
    if (column.default_sql == "CURRENT_TIMESTAMP") column.default_sql = exact;
    const auto update = column.options.find("mysql.on_update");
    if (update != column.options.end() && update->second == OptionValue(std::string("CURRENT_TIMESTAMP")))
      update->second = exact;
  }

  /// MariaDB has no NOT NULL for them, and shows that none is one (https://mariadb.com/kb/en/generated-columns/); but
  /// the times of a row's version are none.
  void adapt_generated(Column& column) const {
    column.default_sql.reset();
    if (facts_.server.mariadb && !is_row_time(column)) column.nullable = true;
  }

  void adapt_identity(const Table& table, Column& column, const std::string& where) {
    const auto& identity = *column.identity;
    std::vector<std::string> refused;
    if (identity.always) refused.emplace_back("always");
    if (identity.start.value_or(1) != 1)
      refused.emplace_back("start (say options = { mysql.auto_increment = … } of the table)");
    if (identity.increment.value_or(1) != 1) refused.emplace_back("increment");
    if (identity.min) refused.emplace_back("min");
    if (identity.max) refused.emplace_back("max");
    if (identity.cache) refused.emplace_back("cache");
    if (identity.cycle) refused.emplace_back("cycle");
    for (const auto& name : refused) problem(where + ": AUTO_INCREMENT has no '" + name + "'");
    column.identity.emplace();
    const auto first = [&](const auto& key) {
      return !key.columns.empty() && equal_ignoring_case(key.columns[0].column, column.name);
    };
    const bool keyed = (table.primary_key && first(*table.primary_key)) || std::ranges::any_of(table.uniques, first) ||
                       std::ranges::any_of(table.indexes, first);
    if (!keyed) problem(where + ": an AUTO_INCREMENT column must be the first of a key");
  }

  /// A character set is said by a collation; `collation` is null for a table, which has it among its options.
  void use_collation(Options& options, std::string* collation) const {
    const std::string* said = find_text_option(options, "mysql.charset");
    const std::string charset = said ? collation_name(*said) : "";
    if (said) {
      const bool more = collation ? !collation->empty() : options.contains("mysql.collation");
      const auto found = facts_.collations.find(charset);
      if (!more && found != facts_.collations.end()) {
        if (collation)
          *collation = found->second;
        else
          options["mysql.collation"] = found->second;
      }
      if (more || found != facts_.collations.end()) options.erase("mysql.charset");
    }
    if (collation) *collation = collation_name(*collation);
    if (const auto* name = find_text_option(options, "mysql.collation"); name && !collation)
      options["mysql.collation"] = collation_name(*name);
  }

  // — keys, indexes and constraints —

  void adapt_primary_key(Table& table) {
    auto& key = *table.primary_key;
    adapt_key(table, key, "primary key");
    key.name.clear();  // it is called PRIMARY, whatever anybody says
    for (const auto& element : key.columns) {
      if (element.column.empty()) lacks("primary key", "", "expressions in a primary key");
      const auto held = std::ranges::find_if(
          table.columns, [&](const Column& column) { return equal_ignoring_case(column.name, element.column); });
      if (held != table.columns.end()) held->nullable = false;
    }
  }

  template <class Key>
  void adapt_key(const Table& table, Key& key, std::string_view what) {
    adapt_options(here(what, key.name), key.options, key_options);
    if (key.options.contains("mysql.without_overlaps") && !facts_.server.periods()) lacks(what, key.name, "periods");
    if (key.deferrable || key.initially != Initially::unset) lacks(what, key.name, "deferrable constraints");
    if (!key.include.empty()) lacks(what, key.name, "INCLUDE");
    for (auto& element : key.columns) adapt_element(table, element, what, key.name);
  }

  void adapt_index(const Table& table, Index& index) {
    rename_option(index.options, "mysql.with_parser", "mysql.parser");
    const bool mariadb = facts_.server.mariadb;
    rename_option(index.options, mariadb ? "mysql.invisible" : "mysql.ignored",
                  mariadb ? "mysql.ignored" : "mysql.invisible");
    if (auto kind = index.options.extract("mysql.prefix")) {
      if (const auto* word = std::get_if<std::string>(&kind.mapped())) index.using_method = lower(*word);
    }
    adapt_options(here("index", index.name), index.options, index_options);
    adapt_method(table, index);
    if (!index.include.empty()) lacks("index", index.name, "INCLUDE");
    if (!index.with.empty()) lacks("index", index.name, "storage parameters");
    if (!index.where.empty()) lacks("index", index.name, "partial indexes");
    if (index.nulls_not_distinct) lacks("index", index.name, "NULLS NOT DISTINCT");
    for (auto& element : index.columns) adapt_element(table, element, "index", index.name);
    index.concurrently = false;
  }

  void adapt_method(const Table& table, Index& index) {
    static const std::vector<std::string> known{"btree", "hash", "fulltext", "spatial"};
    index.using_method = lower(index.using_method);
    if (index.using_method == "unique") {
      index.unique = true;
      index.using_method.clear();
    }
    if (index.using_method.empty()) return;
    if (std::ranges::find(known, index.using_method) == known.end()) {
      return lacks("index", index.name,
                   "index method '" + index.using_method + "'" + did_you_mean(index.using_method, known));
    }
    const auto* engine = find_text_option(table.options, "mysql.engine");
    const bool memory = engine && equal_ignoring_case(*engine, "memory");
    // InnoDB makes a tree of a hash, and says so in no catalog
    if (!memory && (index.using_method == "btree" || index.using_method == "hash")) index.using_method.clear();
    if (memory && index.using_method == "hash") index.using_method.clear();
  }

  void adapt_element(const Table& table, IndexColumn& element, std::string_view what, std::string_view name) {
    const ElementGrammar grammar{.collations = false, .lengths = true, .folds_columns = true};
    if (auto why = take_apart(element, element_tokens(element.expression), table.columns, grammar); !why.empty())
      problem(here(what, name) + ": " + why);
    if (!element.opclass.empty()) lacks(what, name, "operator classes ('" + element.opclass + "')");
    if (element.nulls != Nulls::unset) lacks(what, name, "NULLS FIRST and NULLS LAST in an index");
    if (!element.collation.empty()) lacks(what, name, "collations in an index");
    if (!element.expression.empty() && !facts_.server.expression_indexes()) lacks(what, name, "indexes of expressions");
    if (!facts_.server.descending_indexes()) element.order = Order::asc;  // read and forgotten by older servers
  }

  /// A unique index is a unique constraint where that says all of it: these servers know no difference.
  static void unite_uniques(Table& table) {
    for (auto& index : table.indexes) {
      if (!says_no_more(index)) continue;
      auto& unique = table.uniques.emplace_back();
      unique.name = index.name;
      unique.columns = index.columns;
    }
    std::erase_if(table.indexes, says_no_more);
  }
  static bool says_no_more(const Index& index) {
    return index.unique && index.using_method.empty() && index.comment.empty() && index.options.empty();
  }

  void adapt_foreign_key(const Table& table, ForeignKey& key) {
    adapt_options(here("foreign key", key.name), key.options, {});
    const auto* parent = by_name().find(key.references, key.references_schema);
    if (is_partitioned(table) || (parent && is_partitioned(*parent)))
      problem(here("foreign key", key.name) + ": partitioned tables have no foreign keys, and none refers to them");
    if (key.not_valid) lacks("foreign key", key.name, "NOT VALID");
    if (key.deferrable || key.initially != Initially::unset) lacks("foreign key", key.name, "deferrable constraints");
    if (key.match != Match::simple) lacks("foreign key", key.name, "MATCH but SIMPLE");
    if (key.on_delete == Action::set_default || key.on_update == Action::set_default)
      lacks("foreign key", key.name, "SET DEFAULT in InnoDB's foreign keys");
    const auto* engine = find_text_option(table.options, "mysql.engine");
    if (engine && !equal_ignoring_case(*engine, "innodb") && !equal_ignoring_case(*engine, "ndbcluster"))
      problem(here("foreign key", key.name) + ": tables of " + *engine + " have no foreign keys");
  }
  /// https://dev.mysql.com/doc/refman/8.4/en/partitioning-limitations.html
  static bool is_partitioned(const Table& table) {
    const auto* by = find_text_option(table.options, "mysql.partition_by");
    return by && !by->empty();
  }
  const TablesByName& by_name() {
    if (!by_name_) by_name_.emplace(schema_);
    return *by_name_;
  }

  void adapt_check(Check& check) {
    adapt_options(here("check", check.name), check.options, check_options);
    if (!facts_.server.keeps_checks()) lacks("check", check.name, "CHECK constraints");
    if (check.not_valid) lacks("check", check.name, "NOT VALID");
    if (check.no_inherit) lacks("check", check.name, "NO INHERIT");
  }

  /// Whether a column has the check already, which is then said there.
  bool is_column_check(Table& table, const Check& check) const {
    if (!check.name.empty()) return false;
    const auto expression = canonical_expression(check.expression);
    return std::ranges::any_of(table.columns, [&](Column& column) {
      const auto held = facts_.column_checks.find(table.name + "." + lower(column.name));
      if (held == facts_.column_checks.end() || canonical_expression(held->second) != expression) return false;
      column.options["mysql.check"] = held->second;
      return true;
    });
  }

  /// The server makes one by itself where there is none: said, it has a name, and goes when the foreign key goes.
  void add_index_for(Table& table, const ForeignKey& key) const {
    const auto usable = [&](const auto& one) {
      return covers(one.columns, key.columns, facts_.server.serves_keys_descending());
    };
    const bool there =
        (table.primary_key && usable(*table.primary_key)) || std::ranges::any_of(table.uniques, usable) ||
        std::ranges::any_of(table.indexes,
                            [&](const Index& index) { return usable(index) && index.using_method.empty(); });
    if (there || key.columns.empty()) return;
    auto& index = table.indexes.emplace_back();
    for (const auto& name : key.columns) index.columns.emplace_back().column = name;
  }

  void adapt_sequence(Sequence& sequence) {
    own_schema(sequence.schema);
    table_ = sequence.name;
    if (!facts_.server.sequences())
      problem("sequence " + sequence.name + ": " + facts_.server.name() + " has no sequences");
    if (!sequence.owned_by.empty()) problem("sequence " + sequence.name + ": no column can own it here");
  }

  /// Options of other dialects go; an unknown one of ours is a typo.
  void adapt_options(const std::string& where, Options& options, const std::vector<std::string>& known) {
    for (auto option = options.begin(); option != options.end();) {
      const auto& key = option->first;
      if (!key.starts_with(prefix)) {
        option = options.erase(option);
        continue;
      }
      if (std::ranges::find(known, key) == known.end()) {
        problem(where + ": MySQL and MariaDB have no option '" + key + "' here" + did_you_mean(key, known));
      }
      ++option;
    }
  }

  Schema schema_;
  const ServerFacts& facts_;
  std::optional<TablesByName> by_name_;
  std::string table_;
  std::vector<std::string> problems_;
};

bool says_charset(const Options& options) { return options.contains("mysql.charset"); }

bool names_charset(const Type& type) {
  return type.kind == TypeKind::native && lower(type.name).find(" char") != std::string::npos;
}

bool says_charset(const Table& table) {
  return says_charset(table.options) || std::ranges::any_of(table.columns, [](const Column& column) {
           const auto own = column.type_by_dialect.find("mysql");
           return says_charset(column.options) || names_charset(column.type) ||
                  (own != column.type_by_dialect.end() && names_charset(own->second));
         });
}

}  // namespace

ServerFacts facts_of(Connection& connection, const Schema& wanted) {
  ServerFacts out;
  const auto rows = connection.query("SELECT VERSION(), DATABASE()");
  out.server = server_of(text(rows.at(0).at(0)));
  out.database = text(rows[0].at(1));
  const auto said = [](const Table& table) { return says_charset(table); };
  if (std::ranges::any_of(wanted.tables, said)) {
    for (const auto& row : connection.query("SHOW CHARACTER SET"))
      out.collations[collation_name(text(row.at(0)))] = collation_name(text(row.at(2)));
  }
  const auto unnamed = [](const Table& table) {
    return std::ranges::any_of(table.checks, [](const Check& check) { return check.name.empty(); });
  };
  if (out.server.mariadb && std::ranges::any_of(wanted.tables, unnamed)) {
    for (const auto& row : connection.query(
             "SELECT table_name, constraint_name, check_clause FROM information_schema.check_constraints WHERE "
             "constraint_schema = DATABASE() AND level = 'Column'"))
      out.column_checks[text(row.at(0)) + "." + lower(text(row.at(1)))] =
          catalog_expression(text(row.at(2)), out.database);
  }
  return out;
}

Schema adapt(Schema wanted, const ServerFacts& facts) { return Adapter(std::move(wanted), facts).adapt(); }

}  // namespace migrate::mysql
