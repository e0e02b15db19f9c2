#include "dialects/mysql/dependents.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "dialects/mysql/text.hpp"
#include "dialects/mysql/tokens.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::mysql {
namespace {

using Kind = CatalogChange::Kind;
using NameSet = std::set<std::string>;

const std::string foreign_key = "foreign key";

/// An object with the names that its text holds, in lower case.
struct Dependent {
  std::string kind, schema, name;
  std::string table{};   ///< that it belongs to; empty: it stands for itself
  NameSet names{};       ///< all of them, but for those of `of_row`
  NameSet of_row{};      ///< columns behind NEW. and OLD., which are the own table's
  NameSet references{};  ///< of a foreign key: the columns that it refers to
};

/// Strings and comments name nothing.
void read_names(Dependent& into, std::string_view sql) {
  const auto text = with_opened_comments(sql);
  const auto tokens = tokenize(text);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].kind != TokenKind::word && tokens[i].kind != TokenKind::name) continue;
    const bool of_row =
        i >= 2 && tokens[i - 1].is(".") && (tokens[i - 2].is_word("new") || tokens[i - 2].is_word("old"));
    (of_row ? into.of_row : into.names).insert(lower(tokens[i].value()));
  }
}

std::string relative_schema(const std::string& column) { return "IF(" + column + " = DATABASE(), '', " + column + ")"; }

/// Of each: class, schema, name, the table that it belongs to, its text; of a foreign key, for each of its columns, the
/// schema and table that it refers to, and the column there.
std::string query_for_dependents(const std::string& schemas) {
  const auto part = [&](const std::string& kind, const std::string& schema, const std::string& rest) {
    return "SELECT '" + kind + "', " + relative_schema(schema) + ", " + rest + " AND " + schema + " IN (" + schemas +
           ")";
  };
  return part("view", "table_schema", "table_name, '', view_definition, '' FROM information_schema.views WHERE TRUE") +
         " UNION ALL " +
         part("trigger", "trigger_schema",
              "trigger_name, event_object_table, action_statement, '' FROM information_schema.triggers WHERE TRUE") +
         " UNION ALL " +
         part("event", "event_schema",
              "event_name, '', event_definition, '' FROM information_schema.events WHERE TRUE") +
         " UNION ALL SELECT LOWER(routine_type), " + relative_schema("routine_schema") +
         ", routine_name, '', routine_definition, '' FROM information_schema.routines WHERE routine_schema IN (" +
         schemas + ")" + " UNION ALL SELECT 'foreign key', " + relative_schema("referenced_table_schema") +
         ", constraint_name, table_name, referenced_table_name, referenced_column_name FROM "
         "information_schema.key_column_usage WHERE referenced_table_schema IN (" +
         schemas + ") ORDER BY 1, 2, 3";
}

Dependent dependent_of(const SqlRow& row) {
  Dependent out{row[0].value_or(""), row[1].value_or(""), row[2].value_or(""), row[3].value_or("")};
  if (out.kind == foreign_key) {
    out.names.insert(lower(row[4].value_or("")));
    out.references.insert(lower(row[5].value_or("")));
  } else {
    read_names(out, row[4].value_or(""));
  }
  return out;
}

std::vector<Dependent> dependents_in(Connection& connection, std::span<const CatalogChange> changes) {
  NameSet schemas;
  for (const auto& change : changes) {
    schemas.insert(change.table.schema.empty() ? "DATABASE()" : quote_text(change.table.schema));
  }
  std::vector<Dependent> out;
  const std::vector<std::string> list(schemas.begin(), schemas.end());
  for (const auto& row : connection.query(query_for_dependents(join(list, ", ")))) out.push_back(dependent_of(row));
  return out;
}

/// What an earlier operation of the list has taken out of the way: tables with their triggers and keys, and keys.
class Cleared {
 public:
  explicit Cleared(std::span<const Operation> operations) {
    for (std::size_t i = 0; i < operations.size(); ++i) add(operations[i], i);
  }
  bool table_before(const std::string& name, std::size_t operation) const { return before(tables_, name, operation); }
  bool key_before(const std::string& name, std::size_t operation) const { return before(keys_, name, operation); }
  bool table(const std::string& name) const { return tables_.contains(lower(name)); }

 private:
  using Places = std::map<std::string, std::size_t>;

  void add(const Operation& operation, std::size_t place) {
    if (const auto* drop = std::get_if<DropTable>(&operation.value)) tables_.emplace(lower(drop->table.name), place);
    if (const auto* batch = std::get_if<Batch>(&operation.value)) {
      for (const auto& inner : batch->operations) add(inner, place);
    }
    if (const auto* drop = std::get_if<DropConstraint>(&operation.value)) {
      const auto* key = drop->constraint ? std::get_if<ForeignKey>(&*drop->constraint) : nullptr;
      keys_.emplace(lower(drop->name.empty() && key ? key->name : drop->name), place);
    }
  }
  static bool before(const Places& places, const std::string& name, std::size_t operation) {
    const auto found = places.find(lower(name));
    return found != places.end() && found->second <= operation;
  }

  Places tables_, keys_;
};

bool concerns_column(const CatalogChange& change) { return !change.column.empty(); }

bool belongs_to(const Dependent& object, const CatalogChange& change) {
  return !object.table.empty() && equal_ignoring_case(object.table, change.table.name);
}

/// Whether the change takes away something that the object names.
bool names_what_changes(const Dependent& object, const CatalogChange& change) {
  const auto table = lower(change.table.name), column = lower(change.column);
  const bool names_table = object.names.contains(table);
  if (!concerns_column(change)) return names_table;
  if (object.kind == foreign_key) return names_table && object.references.contains(column);
  return (names_table && object.names.contains(column)) ||
         (belongs_to(object, change) && object.of_row.contains(column));
}

std::optional<Severity> severity_of(const Dependent& object, const CatalogChange& change) {
  if (change.kind == Kind::retype_column || object.schema != change.table.schema) return std::nullopt;
  const bool own = belongs_to(object, change), drops_table = change.kind == Kind::drop_table;
  if (object.kind == "trigger" && own && drops_table) return Severity::lost;
  if (!names_what_changes(object, change)) return std::nullopt;
  if (object.kind == foreign_key && (own || (!drops_table && change.kind != Kind::drop_column))) return std::nullopt;
  // the servers look at what these name only when they run
  const bool looked_at_late = object.kind != "view" && object.kind != "trigger" && object.kind != foreign_key;
  return looked_at_late ? Severity::warning : Severity::refused;
}

/// Views over the views that are found break with them, as far as they name the column.
void add_views_over(const std::vector<Dependent>& all, const CatalogChange& change, std::set<const Dependent*>& found) {
  for (bool more = true; more;) {
    more = false;
    for (const auto& object : all) {
      if (object.kind != "view" || found.contains(&object)) continue;
      const bool over = std::ranges::any_of(found, [&](const Dependent* below) {
        return below->kind == "view" && object.names.contains(lower(below->name)) &&
               (!concerns_column(change) || object.names.contains(lower(change.column)));
      });
      if (over) more = found.insert(&object).second;
    }
  }
}

std::string shown(const Dependent& object) {
  return object.schema.empty() ? object.name : object.schema + "." + object.name;
}

std::vector<CatalogFinding> findings_of(const std::vector<Dependent>& all, const CatalogChange& change,
                                        const Cleared& cleared) {
  std::set<const Dependent*> found;
  for (const auto& object : all) {
    if (!severity_of(object, change)) continue;
    const bool goes = !belongs_to(object, change) && cleared.table(object.table);
    if (goes && (object.kind == "trigger" || cleared.table_before(object.table, change.operation))) continue;
    if (object.kind == foreign_key && cleared.key_before(object.name, change.operation)) continue;
    found.insert(&object);
  }
  add_views_over(all, change, found);
  std::vector<CatalogFinding> out;
  for (const auto& object : all) {
    if (!found.contains(&object)) continue;
    out.push_back({.severity = severity_of(object, change).value_or(Severity::refused),
                   .operation = change.operation,
                   .kind = object.kind,
                   .name = shown(object),
                   .table = belongs_to(object, change) ? "" : object.table});
  }
  return out;
}

}  // namespace

std::vector<CatalogFinding> findings(Connection& connection, std::span<const Operation> operations) {
  const auto changes = catalog_changes(operations);
  const bool takes_away =
      std::ranges::any_of(changes, [](const auto& change) { return change.kind != Kind::retype_column; });
  if (!takes_away || connection.offline_schema()) return {};
  const auto all = dependents_in(connection, changes);
  const Cleared cleared(operations);
  std::vector<CatalogFinding> out;
  for (const auto& change : changes) {
    for (auto& finding : findings_of(all, change, cleared)) {
      if (std::ranges::find(out, finding) == out.end()) out.push_back(std::move(finding));
    }
  }
  return out;
}

void refuse_to_break(Connection& connection, const CatalogChange& change, std::span<const Operation> rest,
                     const std::string& what) {
  if (connection.offline_schema()) return;
  std::vector<std::string> broken;
  for (const auto& finding : findings_of(dependents_in(connection, {&change, 1}), change, Cleared(rest))) {
    // the server itself refuses what a key holds, and knows which keys are away just now
    if (finding.severity != Severity::refused || finding.kind == foreign_key) continue;
    broken.push_back(finding.kind + " " + finding.name + (finding.table.empty() ? "" : " of " + finding.table));
  }
  if (broken.empty()) return;
  throw DatabaseError("to " + what + " would break " + join(broken, ", "),
                      "drop them in the revision before it and create them again behind it, with execute");
}

std::vector<ObjectCount> left_out(Connection& connection, std::span<const std::string> schemas) {
  std::vector<std::string> names;
  for (const auto& name : schemas) names.push_back(quote_text(name));
  const auto list = names.empty() ? "DATABASE()" : join(names, ", ");
  const auto count = [&](std::string_view one, std::string_view many, std::string_view table, std::string_view rest) {
    return "SELECT '" + std::string(one) + "', '" + std::string(many) + "', count(*) FROM information_schema." +
           std::string(table) + " IN (" + list + ")" + std::string(rest);
  };
  const auto rows = connection.query(
      count("view", "views", "views WHERE table_schema", "") + " UNION ALL " +
      count("trigger", "triggers", "triggers WHERE trigger_schema", "") + " UNION ALL " +
      count("procedure", "procedures", "routines WHERE routine_schema", " AND routine_type = 'PROCEDURE'") +
      " UNION ALL " +
      count("function", "functions", "routines WHERE routine_schema", " AND routine_type = 'FUNCTION'") +
      " UNION ALL " + count("event", "events", "events WHERE event_schema", ""));
  return object_counts_of(rows);
}

RowRules row_rules(Connection& connection) {
  const auto rows = connection.query(
      "SELECT 'trigger', event_object_table, '' FROM information_schema.triggers WHERE trigger_schema = DATABASE() "
      "UNION ALL SELECT 'routine', routine_name, '' FROM information_schema.routines WHERE routine_schema = "
      "DATABASE() UNION ALL SELECT 'cascade', referenced_table_name, table_name FROM "
      "information_schema.referential_constraints WHERE constraint_schema = DATABASE() AND (update_rule NOT IN "
      "('RESTRICT', 'NO ACTION') OR delete_rule NOT IN ('RESTRICT', 'NO ACTION'))");
  return row_rules_of(rows);
}

}  // namespace migrate::mysql
