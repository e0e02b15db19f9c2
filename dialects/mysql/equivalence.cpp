#include "dialects/mysql/equivalence.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "dialects/mysql/catalog.hpp"
#include "dialects/mysql/ddl.hpp"
#include "dialects/mysql/expressions.hpp"
#include "dialects/mysql/probe.hpp"
#include "dialects/mysql/tokens.hpp"
#include "dialects/mysql/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/type_text.hpp"

namespace migrate::mysql {
namespace {

/// What the server says of itself that a comparison depends on.
struct Settings {
  Server server;
  std::string database, collation, engine;
  bool folds_tables = false;        ///< lower_case_table_names
  bool explicit_timestamps = true;  ///< explicit_defaults_for_timestamp
};

Settings settings_of(Connection& connection) {
  const auto rows = connection.query(
      "SELECT VERSION(), DATABASE(), @@collation_database, @@default_storage_engine, @@lower_case_table_names, "
      "@@explicit_defaults_for_timestamp");
  const auto& row = rows.at(0);
  return {server_of(text(row[0])), text(row[1]),        collation_name(text(row[2])),
          lower(text(row[3])),     text(row[4]) != "0", text(row[5]) == "1"};
}

/// Options that stay where a model does not speak of them.
bool stays_unless_said(const std::string& key) {
  return key == "mysql.check" || key == "mysql.invisible" || key == "mysql.ignored" || key == "mysql.compressed" ||
         key == "mysql.without_system_versioning";
}

/// The texts of partitions as words; in which engine they are is the table's affair.
std::string partition_text(const std::string& sql) {
  std::string out;
  const auto tokens = tokenize(sql);
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].is_word("engine")) {
      i += tokens[i + 1].is("=") ? 2 : 1;
      continue;
    }
    out += lower(tokens[i].value()) + ' ';
  }
  return out;
}

bool is_word(const std::optional<std::string>& sql, std::string_view word) {
  return sql && equal_ignoring_case(*sql, word);
}

class MysqlEquivalence final : public Equivalence {
 public:
  MysqlEquivalence(Connection& connection, Settings settings, const Schema& current, const Schema& wanted)
      : settings_(std::move(settings)), probe_(connection, settings_.server) {
    for (const auto& table : wanted.tables) wanted_.emplace(place(table), &table);
    prepare(current);
  }

  std::string key(std::string_view name) const override { return lower(name); }
  std::string table_key(std::string_view name) const override {
    return settings_.folds_tables ? lower(name) : std::string(name);
  }
  std::string schema_key(std::string_view name) const override {
    return name == settings_.database ? "" : table_key(name);
  }

  bool same_type(const Table&, const Column& current, const Column& wanted) const override {
    if (current.type == wanted.type) return true;
    if (says_no_digits(wanted.type)) return is_moment_of(current.type, wanted.type);
    if (wanted.type.kind == TypeKind::uuid) {
      return current.type.kind == TypeKind::character && current.type.length == 32;
    }
    if (wanted.type.kind != TypeKind::native || wanted.type.dialect != "mysql") return false;
    const auto answer = probe_.answer({.kind = Question::Kind::type, .sql = wanted.type.name});
    return answer && *answer == type_text(current.type);
  }

  bool same_default(const Table&, const Column& current, const Column& wanted) const override {
    if (current.default_sql == wanted.default_sql || is_implied(current, wanted)) return true;
    if (!current.default_sql || !wanted.default_sql) return false;
    if (says_no_digits(wanted.type) && are_now(*current.default_sql, *wanted.default_sql)) return true;
    if (canonical_default(*current.default_sql, wanted.type) == canonical_default(*wanted.default_sql, wanted.type))
      return true;
    if (!needs_server(current, wanted)) return false;
    const auto a = probe_.answer(default_of(current, wanted.type)), b = probe_.answer(default_of(wanted, wanted.type));
    return a && b && canonical_default(*a, wanted.type) == canonical_default(*b, wanted.type);
  }

  bool same_expression(const Table& table, std::string_view current, std::string_view wanted) const override {
    if (current == wanted || canonical_expression(current) == canonical_expression(wanted)) return true;
    const auto found = wanted_.find(place(table));
    const Table& other = found == wanted_.end() ? table : *found->second;
    const auto a = probe_.answer(expression_of(table, current, false)),
               b = probe_.answer(expression_of(other, wanted, true));
    return a && b && canonical_expression(*a) == canonical_expression(*b);
  }

  bool regenerates_in_place(const Column& current, const Column& wanted) const override {
    return changes_in_place(current.generated, wanted.generated);
  }
  bool same_identity(const Table&, const Column& current, const Column& wanted) const override {
    return current.identity.has_value() == wanted.identity.has_value();
  }

  bool same_collation(std::string_view current, std::string_view wanted) const override {
    return collation_name(current) == collation_name(wanted);
  }
  bool same_column_collation(const Table& table, const Column& current, const Column& wanted) const override {
    if (same_collation(current.collation, wanted.collation)) return true;
    if (wanted.type.kind == TypeKind::json && wanted.collation.empty()) return true;
    const auto found = wanted_.find(place(table));
    const auto inherited = collation_of(table);
    auto asked = wanted.collation;
    if (asked.empty() && found != wanted_.end() && found->second->options.contains("mysql.collation"))
      asked = collation_of(*found->second);
    return same_collation(current.collation.empty() ? inherited : current.collation, asked.empty() ? inherited : asked);
  }

  /// https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html: InnoDB checks at once, so that both are
  /// one
  bool same_action(Action current, Action wanted) const override {
    const auto plain = [](Action action) { return action == Action::restrict ? Action::no_action : action; };
    return plain(current) == plain(wanted);
  }

  bool same_sequence(const Sequence& current, const Sequence& wanted) const override {
    Sequence a = current, b = wanted;
    for (auto* one : {&a, &b}) {
      one->type.reset();
      if (one->increment == 1) one->increment.reset();
      if (one->start == 1) one->start.reset();
      if (one->min == 1) one->min.reset();
      if (one->cache == 1000) one->cache.reset();
    }
    b.schema = a.schema;
    b.name = a.name;
    return a == b;
  }

  Options column_options(const Column& current, const Column& wanted) const override {
    auto out = wanted.options;
    for (const auto& option : current.options) {
      if (stays_unless_said(option.first)) out.insert(option);
    }
    const auto held = text_option(current.options, "mysql.on_update");
    if (says_no_digits(wanted.type) && are_now(held, text_option(out, "mysql.on_update")))
      out["mysql.on_update"] = held;
    return out;
  }
  Options table_options(const Table& current, const Table& wanted) const override {
    auto out = wanted.options;
    out.insert(current.options.begin(), current.options.end());
    const auto by = out.find("mysql.partition_by");
    if (by == out.end()) return out;
    if (by->second == OptionValue(false) || by->second == OptionValue(std::string())) {
      out.erase(by);
    } else if (!wanted.foreign_keys.empty()) {
      throw ConfigurationError("the models want foreign keys of the table " +
                                   display(TableName{current.name, current.schema}) +
                                   ", which is partitioned, and partitioned tables have none",
                               "take them out, or say that it is not partitioned: mysql.partition_by = false");
    }
    return out;
  }
  bool same_options(const Options& current, const Options& wanted) const override {
    auto held = meaningful(current);
    const auto asked = meaningful(wanted);
    std::erase_if(
        held, [&](const auto& option) { return stays_unless_said(option.first) && !wanted.contains(option.first); });
    return held == asked;
  }

 private:
  std::string place(const Table& table) const { return schema_key(table.schema) + '\0' + table_key(table.name); }

  std::string collation_of(const Table& table) const {
    const auto said = table.options.find("mysql.collation");
    return said == table.options.end() ? settings_.collation : std::get<std::string>(said->second);
  }

  /// Options that say something: without those that say what holds anyway, in one spelling.
  Options meaningful(const Options& options) const {
    Options out;
    for (const auto& [key, value] : options) {
      if (key == "mysql.auto_increment" || value == OptionValue(false)) continue;
      const auto* text = std::get_if<std::string>(&value);
      if (text && text->empty()) continue;
      if (!text) {
        out[key] = value;
        continue;
      }
      const auto folded = lower(*text);
      const bool default_of_all = (key == "mysql.collation" && collation_name(*text) == settings_.collation) ||
                                  (key == "mysql.engine" && folded == settings_.engine) ||
                                  (key == "mysql.row_format" && folded == "default");
      if (!default_of_all) out[key] = key == "mysql.partition_by" ? partition_text(*text) : folded;
    }
    return out;
  }

  /// A timestamp that cannot be NULL gets defaults of its own where the server is set up as those of old
  /// (https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_explicit_defaults_for_timestamp).
  bool is_implied(const Column& current, const Column& wanted) const {
    const bool timestamp = current.type.kind == TypeKind::native && current.type.name.starts_with("timestamp");
    if (settings_.explicit_timestamps || !timestamp || wanted.default_sql || wanted.nullable) return false;
    return is_word(current.default_sql, "CURRENT_TIMESTAMP") || is_word(current.default_sql, "'0000-00-00 00:00:00'");
  }

  /// Both the current time, with whatever digits.
  static bool are_now(std::string_view one, std::string_view other) {
    constexpr std::string_view now = "CURRENT_TIMESTAMP";
    return one.starts_with(now) && other.starts_with(now);
  }

  /// Two constants of a text are what they are; of other types they may be one value in two spellings.
  static bool needs_server(const Column& current, const Column& wanted) {
    if (says_no_digits(wanted.type) && are_now(*current.default_sql, *wanted.default_sql)) return false;
    const bool constants = is_constant(bare(*current.default_sql)) && is_constant(bare(*wanted.default_sql));
    const auto kind = wanted.type.kind;
    const bool text = kind == TypeKind::varchar || kind == TypeKind::character || kind == TypeKind::text ||
                      holds_bytes(wanted.type) || !values_of(wanted.type).empty();
    return !constants || !text;
  }

  static Question default_of(const Column& column, const Type& type) {
    return {.kind = Question::Kind::default_value, .sql = *column.default_sql, .type = type};
  }
  static Question expression_of(const Table& table, std::string_view sql, bool of_models) {
    return {.kind = Question::Kind::expression, .sql = std::string(sql), .table = &table, .of_models = of_models};
  }

  // — what is going to be asked, all at once —

  void prepare(const Schema& current) {
    std::vector<Question> questions;
    for (const auto& table : current.tables) {
      const auto found = wanted_.find(place(table));
      if (found != wanted_.end() && table != *found->second) gather(table, *found->second, questions);
    }
    if (!questions.empty()) probe_.prepare(questions);
  }

  void gather(const Table& current, const Table& wanted, std::vector<Question>& out) const {
    std::unordered_map<std::string, const Column*> columns;
    for (const auto& column : current.columns) columns.emplace(key(column.name), &column);
    for (const auto& column : wanted.columns) {
      const auto found = columns.find(key(column.name));
      if (found != columns.end()) gather_column(current, *found->second, wanted, column, out);
    }
    gather_unpaired(current, current.checks, wanted, wanted.checks, out);
  }

  void gather_column(const Table& current, const Column& a, const Table& wanted, const Column& b,
                     std::vector<Question>& out) const {
    if (a.default_sql && b.default_sql && *a.default_sql != *b.default_sql && needs_server(a, b) &&
        canonical_default(*a.default_sql, b.type) != canonical_default(*b.default_sql, b.type)) {
      out.push_back(default_of(a, b.type));
      out.push_back(default_of(b, b.type));
    }
    if (!a.generated || !b.generated || a.generated->expression == b.generated->expression) return;
    if (canonical_expression(a.generated->expression) == canonical_expression(b.generated->expression)) return;
    out.push_back(expression_of(current, a.generated->expression, false));
    out.push_back(expression_of(wanted, b.generated->expression, true));
  }

  /// Checks that have no partner of the same text.
  static void gather_unpaired(const Table& current, const std::vector<Check>& there, const Table& wanted,
                              const std::vector<Check>& asked, std::vector<Question>& out) {
    const auto lacks = [](const std::vector<Check>& among, const Check& one) {
      return std::ranges::none_of(among, [&](const Check& other) {
        return other.expression == one.expression ||
               canonical_expression(other.expression) == canonical_expression(one.expression);
      });
    };
    std::vector<Question> open_there, open_asked;
    for (const auto& check : there) {
      if (lacks(asked, check)) open_there.push_back(expression_of(current, check.expression, false));
    }
    for (const auto& check : asked) {
      if (lacks(there, check)) open_asked.push_back(expression_of(wanted, check.expression, true));
    }
    if (open_there.empty() || open_asked.empty()) return;
    std::ranges::move(open_there, std::back_inserter(out));
    std::ranges::move(open_asked, std::back_inserter(out));
  }

  Settings settings_;
  std::unordered_map<std::string, const Table*> wanted_;
  mutable Probe probe_;
};

}  // namespace

std::unique_ptr<Equivalence> equivalence(Connection& connection, const Schema& current, const Schema& wanted) {
  return std::make_unique<MysqlEquivalence>(connection, settings_of(connection), current, wanted);
}

}  // namespace migrate::mysql
