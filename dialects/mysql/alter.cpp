#include "dialects/mysql/alter.hpp"

#include <algorithm>

#include "dialects/mysql/ddl.hpp"
#include "dialects/mysql/guards.hpp"
#include "dialects/mysql/play.hpp"
#include "dialects/mysql/text.hpp"
#include "dialects/mysql/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/expression.hpp"
#include "src/schema/lookup.hpp"

namespace migrate::mysql {
namespace {

/// Whether rows are filled with a constant before the ALTER, whatever else it does to other columns.
bool fills_first(const Operation& operation) {
  const auto* altered = std::get_if<AlterColumn>(&operation.value);
  return altered && !altered->backfill.empty() && altered->using_expression.empty() &&
         identifiers(altered->backfill).empty();
}

/// Whether rows are written between the schema changes of the operation, so that it shares its ALTER with no other.
bool stands_alone(const Operation& operation) {
  if (const auto* added = std::get_if<AddColumn>(&operation.value)) return !added->backfill.empty();
  if (const auto* altered = std::get_if<AlterColumn>(&operation.value))
    return !fills_first(operation) && (!altered->backfill.empty() || !altered->using_expression.empty());
  return changes_charset(operation);
}

/// Whether a rule about rows goes: a unique, an index, a check.
bool drops_rule(const Operation& operation) {
  const auto* drop = std::get_if<DropConstraint>(&operation.value);
  if (drop) return !drop->constraint || !std::holds_alternative<PrimaryKey>(*drop->constraint);
  return std::holds_alternative<DropIndex>(operation.value);
}

std::vector<std::string> columns_touched(const Operation& operation) {
  std::vector<std::string> out;
  if (const auto* added = std::get_if<AddColumn>(&operation.value)) {
    out = {added->column.name, added->insert_before, added->insert_after};
  } else if (const auto* dropped = std::get_if<DropColumn>(&operation.value)) {
    out = {dropped->column};
  } else if (const auto* altered = std::get_if<AlterColumn>(&operation.value)) {
    out = {altered->column, altered->to ? altered->to->name : altered->set.name};
  }
  std::erase(out, "");
  for (auto& name : out) name = lower(name);
  return out;
}

std::string name_created(const Operation& operation) {
  return std::visit(Overloaded{
                        [](const CreateUnique& o) { return o.unique.name; },
                        [](const CreateCheck& o) { return o.check.name; },
                        [](const CreateForeignKey& o) { return o.foreign_key.name; },
                        [](const CreateIndex& o) { return o.index.name; },
                        [](const RenameIndex& o) { return o.to; },
                        [](const RenameConstraint& o) { return o.to; },
                        [](const auto&) { return std::string(); },
                    },
                    operation.value);
}

/// Whether the operation makes something that names columns.
bool names_columns(const Operation& operation) {
  const auto& held = operation.value;
  return std::holds_alternative<CreateIndex>(held) || std::holds_alternative<CreateUnique>(held) ||
         std::holds_alternative<CreatePrimaryKey>(held) || std::holds_alternative<CreateForeignKey>(held) ||
         std::holds_alternative<CreateCheck>(held) || std::holds_alternative<RenameConstraint>(held) ||
         std::holds_alternative<DropIndex>(held) || std::holds_alternative<DropConstraint>(held);
}

/// Whether the table's keys and indexes are others behind the operation.
bool changes_keys(const Operation& operation) {
  const auto& held = operation.value;
  return names_columns(operation) && !std::holds_alternative<CreateForeignKey>(held) &&
         !std::holds_alternative<CreateCheck>(held);
}

std::string name_dropped(const Operation& operation) {
  return std::visit(
      Overloaded{
          [](const DropConstraint& o) { return o.name.empty() && o.constraint ? name_of(*o.constraint) : o.name; },
          [](const DropIndex& o) { return o.name; },
          [](const RenameIndex& o) { return o.from; },
          [](const RenameConstraint& o) { return o.from; },
          [](const auto&) { return std::string(); },
      },
      operation.value);
}

}  // namespace

bool changes_charset(const Operation& operation) {
  const auto* options = std::get_if<SetTableOptions>(&operation.value);
  return options && (text_option(options->from, "mysql.charset") != text_option(options->to, "mysql.charset") ||
                     text_option(options->from, "mysql.collation") != text_option(options->to, "mysql.collation"));
}

bool follows_table(const Column& column) {
  return column.collation.empty() && !column.options.contains("mysql.charset") && has_charset(own_type(column));
}

std::string column_renamed(const Operation& operation) {
  const auto touched = columns_touched(operation);
  const bool altered = std::holds_alternative<AlterColumn>(operation.value);
  return altered && touched.size() > 1 && touched[0] != touched[1] ? touched[0] : "";
}

bool alters_one_table(const Operation& operation) {
  const auto& held = operation.value;
  return table_of(operation) && !std::holds_alternative<CreateTable>(held) &&
         !std::holds_alternative<DropTable>(held) && !std::holds_alternative<RenameTable>(held) &&
         !std::holds_alternative<BulkInsert>(held) && !std::holds_alternative<Batch>(held);
}

/// The servers look at a foreign key that goes in the same statement as if it stayed (ER_DROP_INDEX_FK), where it leads
/// to the table itself.
bool AlterTable::drops_index_under_own_key(const Operation& operation) const {
  const auto* index = std::get_if<DropIndex>(&operation.value);
  const auto* drop = std::get_if<DropConstraint>(&operation.value);
  if (!index && !drop) return false;
  if (drop && drop->constraint && !std::holds_alternative<Unique>(*drop->constraint)) return false;
  const std::vector<IndexColumn>* columns = nullptr;
  if (index && index->index) columns = &index->index->columns;
  if (drop && drop->constraint) columns = &std::get<Unique>(*drop->constraint).columns;
  return std::ranges::any_of(own_targets_, [&](const auto& target) { return !columns || covers(*columns, target); });
}

bool AlterTable::fits(const Operation& operation) const {
  if (taken_.empty()) return true;
  if (alone_ || stands_alone(operation) || !(table_of(operation) == table_)) return false;
  const auto touched = columns_touched(operation);
  const auto is_touched = [&](const std::string& name) { return columns_.contains(lower(name)); };
  if (std::ranges::any_of(touched, is_touched)) return false;
  if (created_.contains(lower(name_dropped(operation)))) return false;
  // a foreign key to its own table is held against the table as it was before the statement
  if (const auto* key = std::get_if<CreateForeignKey>(&operation.value);
      key && parent_of(key->foreign_key) == table_ &&
      (changes_keys_ || std::ranges::any_of(key->foreign_key.target, is_touched))) {
    return false;
  }
  if (drops_index_under_own_key(operation)) return false;
  // what rows are filled with may be what a rule forbids that goes here
  if (fills_first(operation) && std::ranges::any_of(taken_, drops_rule)) return false;
  // within one statement keys name columns as they are after it
  if (!column_renamed(operation).empty() && names_columns_) return false;
  // a foreign key that goes leaves its name taken until the statement ends
  return !dropped_keys_.contains(lower(name_created(operation)));
}

bool AlterTable::take(const Operation& operation) {
  if (!alters_one_table(operation) || !fits(operation)) return false;
  const auto renamed = column_renamed(operation);
  const bool followed = !renamed.empty() && (is_followed(renamed) || is_key_end(renamed));
  if (followed && !taken_.empty()) return false;
  alone_ = followed || stands_alone(operation);
  if (taken_.empty()) where_ = operation.where;
  try {
    std::visit(
        [&](const auto& held) {
          if constexpr (requires { add(held); }) add(held);
        },
        operation.value);
  } catch (Error& error) {
    if (error.where == Where{}) error.where = operation.where;
    throw;
  }
  for (auto& name : columns_touched(operation)) columns_.insert(std::move(name));
  if (auto name = name_created(operation); !name.empty()) created_.insert(lower(name));
  names_columns_ = names_columns_ || names_columns(operation);
  changes_keys_ = changes_keys_ || changes_keys(operation);
  taken_.push_back(operation);
  if (now_) {
    Schema held;
    held.tables.push_back(std::move(*now_));
    play(held, operation);
    now_ = std::move(held.tables.front());
  }
  return true;
}

/// The table as it is before this ALTER: the catalog's word, and on top of it that of the operations before.
std::optional<Table> AlterTable::at_start() const {
  auto first = table_;
  for (auto operation = ground_.before.rbegin(); operation != ground_.before.rend(); ++operation) {
    const auto* renamed = std::get_if<RenameTable>(&operation->value);
    if (renamed && renamed->to == first.name && renamed->table.schema == first.schema) first = renamed->table;
  }
  auto found = table_now(ground_.connection, first);
  if (!found) return std::nullopt;
  Schema held;
  held.tables.push_back(std::move(*found));
  for (const auto& operation : ground_.before) {
    const auto table = table_of(operation);
    if (!table || table->name != held.tables.front().name || table->schema != table_.schema) continue;
    try {
      play(held, operation);
    } catch (const RevisionError&) {  // a run that goes on behind a crash finds it in the catalog
    }
  }
  return std::move(held.tables.front());
}

/// The table as it is after the operations that were taken: the catalog's word, and theirs on top of it.
const Table* AlterTable::known() {
  if (now_) return &*now_;
  auto found = at_start();
  if (!found && ground_.connection.offline_schema()) return nullptr;
  if (!found) {
    throw DatabaseError("there is no table " + display(table_),
                        "does the revision that makes it come before this one?");
  }
  start_ = found;
  Schema held;
  held.tables.push_back(std::move(*found));
  for (const auto& operation : taken_) play(held, operation);
  now_ = std::move(held.tables.front());
  return &*now_;
}

const Table& AlterTable::now() {
  if (const auto* held = known()) return *held;
  throw DatabaseError("a script cannot know the table " + display(table_) + ", which SQL has made",
                      "write all that the operation changes into it (from and to, the constraint itself), or run the "
                      "revision on the database");
}

const Column& AlterTable::column_now(const std::string& name) {
  const auto& columns = now().columns;
  const auto found =
      std::ranges::find_if(columns, [&](const Column& column) { return equal_ignoring_case(column.name, name); });
  if (found != columns.end()) return *found;
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(column.name);
  throw DatabaseError("table " + display(table_) + " has no column " + name + did_you_mean(name, names),
                      "it has: " + join(names, ", "));
}

/// Skipped where the query would name what only the ALTER makes.
void AlterTable::guard(Statement statement, const std::vector<std::string>& columns) {
  const auto is_new = [&](const std::string& name) { return columns_.contains(lower(name)); };
  if (std::ranges::any_of(columns, is_new)) return;
  if (columns.empty() &&
      std::ranges::any_of(columns_, [&](const auto& name) { return mentions(statement.sql, name); })) {
    return;
  }
  guards_.push_back(std::move(statement));
}

void AlterTable::add(const SetTableComment& operation) { clause("COMMENT = " + quote_text(operation.to)); }

void AlterTable::add(const SetTableOptions& operation) {
  Options changed;
  for (const auto& [key, value] : operation.to) {
    const auto before = operation.from.find(key);
    if (before == operation.from.end() || before->second != value) changed.insert({key, value});
  }
  for (const auto& [key, value] : operation.from) {
    if (operation.to.contains(key)) continue;
    if (key == "mysql.partition_by")
      last_clause_ = "REMOVE PARTITIONING";
    else if (key == "mysql.system_versioning")
      clause("DROP SYSTEM VERSIONING");
    else if (key == "mysql.row_format")
      clause("ROW_FORMAT = DEFAULT");
    else if (key == "mysql.engine")
      clause("ENGINE = InnoDB");
    else if (key == "mysql.key_block_size")
      clause("KEY_BLOCK_SIZE = 0");
    else if (key.starts_with("mysql.stats_"))
      clause(upper(key.substr(6)) + " = DEFAULT");
  }
  change_period(text_option(operation.from, "mysql.period"), text_option(operation.to, "mysql.period"));
  if (changes_charset({operation, {}})) convert_charset(operation.to);
  std::erase_if(changed,
                [](const auto& held) { return held.first == "mysql.charset" || held.first == "mysql.collation"; });
  for (auto& text : render_options(changed)) clause(std::move(text));
  if (has_option(changed, "mysql.system_versioning")) clause("ADD SYSTEM VERSIONING");
  if (const auto by = text_option(changed, "mysql.partition_by"); !by.empty()) last_clause_ = "PARTITION BY " + by;
}

/// `from` and `to`: a name and its two columns, or "".
void AlterTable::change_period(const std::string& from, const std::string& to) {
  if (from == to) return;
  if (!from.empty()) clause("DROP PERIOD FOR " + from.substr(0, from.find('(')));
  if (!to.empty()) clause("ADD PERIOD FOR " + to);
}

/// Columns that have the table's character set go with it; those that say their own keep it. A column that says none
/// takes the one that the same ALTER gives the table, and is not marked with it as its own.
void AlterTable::convert_charset(const Options& to) {
  auto charset = text_option(to, "mysql.charset"), collation = text_option(to, "mysql.collation");
  if (charset.empty() && collation.empty() && !ground_.connection.offline_schema()) {
    const auto row = ground_.connection.query("SELECT @@character_set_database, @@collation_database").at(0);
    charset = row[0].value_or("");
    collation = row[1].value_or("");
  }
  if (charset.empty()) charset = collation.substr(0, collation.find('_'));
  if (charset.empty()) charset = "utf8mb4";
  for (const auto& column : now().columns) {
    if (!follows_table(column)) continue;
    clause("MODIFY " + render_column(column, ground_.server));
  }
  clause("DEFAULT CHARACTER SET = " + charset + (collation.empty() ? "" : " COLLATE = " + collation));
}

Statement AlterTable::update(const std::string& set, const std::string& where, std::string purpose) const {
  Statement out;
  out.sql = "UPDATE " + quote_table(table_) + " SET " + set + (where.empty() ? "" : " WHERE " + where);
  out.purpose = std::move(purpose);
  out.where = where_;
  out.effect = Effect::rows;
  return out;
}

Statement AlterTable::alter(const std::vector<std::string>& clauses) const {
  const auto name = display(table_);
  Statement out;
  out.sql = "ALTER TABLE " + quote_table(table_) + (clauses.size() == 1 ? " " : "\n    ") + join(clauses, ",\n    ");
  out.purpose = "alter table " + name;
  out.where = where_;
  out.tables = {table_};
  if (!last_clause_.empty()) {  // partitions stand last, and are always copied
    out.sql += (clauses.empty() ? "" : "\n    ") + last_clause_;
    return out;
  }
  if (ground_.server.adds_columns_instantly())
    out.manners.push_back({", ALGORITHM=INSTANT", "alter " + name + ": at once (ALGORITHM=INSTANT)"});
  out.manners.push_back(
      {", ALGORITHM=INPLACE, LOCK=NONE", "alter " + name + ": in place, with nobody locked out (ALGORITHM=INPLACE)"});
  out.manners.push_back({"", "alter " + name + ": copies the table, or locks it (ALGORITHM=COPY)"});
  return out;
}

std::vector<Statement> AlterTable::statements() const {
  auto out = guards_;
  for (auto& statement : out) statement.where = where_;
  out.insert(out.end(), first_.begin(), first_.end());
  auto clauses = clauses_;
  std::ranges::move(keys_left_bare(), std::back_inserter(clauses));
  std::ranges::move(keep_numbering(), std::back_inserter(clauses));
  for (const auto& index : outshone_) {
    clauses.push_back("DROP INDEX " + quote_name(index.name));
    clauses.push_back("ADD " + render_index(index, ground_.server));
  }
  if (!clauses.empty() || !last_clause_.empty()) out.push_back(alter(clauses));
  out.insert(out.end(), last_.begin(), last_.end());
  return out;
}

}  // namespace migrate::mysql
