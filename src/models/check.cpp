#include "src/models/check.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "migrate/detail/write_toml.hpp"
#include "src/base/text.hpp"

namespace migrate {
namespace {

std::string full_name(std::string_view schema, std::string_view name) {
  return schema.empty() ? std::string(name) : std::string(schema) + "." + std::string(name);
}
std::string full_name(const Table& table) { return full_name(table.schema, table.name); }

std::vector<std::string> column_names(const Table& table) {
  std::vector<std::string> names;
  for (const auto& column : table.columns) names.push_back(column.name);
  return names;
}

const Column* find_column(const Table& table, std::string_view name) {
  const auto found = std::ranges::find(table.columns, name, &Column::name);
  return found == table.columns.end() ? nullptr : &*found;
}

bool is_integer(TypeKind kind) {
  return kind == TypeKind::smallint || kind == TypeKind::integer || kind == TypeKind::bigint;
}
bool is_text(TypeKind kind) {
  return kind == TypeKind::varchar || kind == TypeKind::character || kind == TypeKind::text;
}

/// What a database's own type can be compared with, only that database knows.
bool can_refer(const Type& from, const Type& to, Widths widths) {
  if (from.kind == TypeKind::native || to.kind == TypeKind::native) return true;
  if (is_text(from.kind) && is_text(to.kind)) return true;
  if (widths == Widths::may_differ && is_integer(from.kind) && is_integer(to.kind)) return true;
  return from.kind == to.kind && from.name == to.name;
}

class Checker {
 public:
  Checker(const Schema& schema, Widths widths) : schema_(schema), widths_(widths) {
    for (const auto& table : schema.tables) tables_.emplace(full_name(table), &table);
  }

  std::vector<std::string> run() {
    check_enums();
    std::set<std::string> seen;
    std::map<std::string, std::string> index_tables;
    for (const auto& table : schema_.tables) {
      if (!seen.insert(full_name(table)).second) add(full_name(table), "there are two tables of this name");
      check_table(table, index_tables);
    }
    return std::move(found_);
  }

 private:
  void add(std::string_view place, std::string_view what) {
    found_.push_back(std::string(place) + ": " + std::string(what));
  }

  void check_enums() {
    std::set<std::string> seen;
    for (const auto& type : schema_.enums) {
      const auto name = full_name(type.schema, type.name);
      if (!seen.insert(name).second) add(name, "there are two enums of this name");
      if (type.values.empty()) add(name, "the enum has no values");
      std::set<std::string> values;
      for (const auto& value : type.values) {
        if (!values.insert(value).second) add(name, "the enum has the value '" + value + "' twice");
      }
    }
  }

  void check_table(const Table& table, std::map<std::string, std::string>& index_tables) {
    if (table.columns.empty()) add(full_name(table), "it has no columns");
    std::set<std::string> seen;
    for (const auto& column : table.columns) {
      if (!seen.insert(column.name).second) add(full_name(table), "it has two columns '" + column.name + "'");
      check_column(table, column);
    }
    if (table.primary_key) check_key(table, "the primary key", table.primary_key->columns);
    for (const auto& one : table.uniques) check_key(table, described("the unique constraint", one.name), one.columns);
    for (const auto& one : table.indexes) check_key(table, described("the index", one.name), one.columns);
    for (const auto& one : table.foreign_keys) check_foreign_key(table, one);
    for (const auto& one : table.checks) {
      if (trim(one.expression).empty()) add(full_name(table), described("the check", one.name) + " has no expression");
    }
    for (const auto& one : table.relationships) check_relationship(table, one);
    check_names(table, index_tables);
  }

  static std::string described(std::string_view kind, std::string_view name) {
    return std::string(kind) + (name.empty() ? "" : " '" + std::string(name) + "'");
  }

  void check_column(const Table& table, const Column& column) {
    const auto place = full_name(table) + "." + column.name;
    if (column.identity && column.default_sql) add(place, "it numbers its rows and has a default: only one can be");
    if (column.generated && column.default_sql) add(place, "it is generated and has a default: only one can be");
    if (column.type.kind != TypeKind::enumeration) return;
    const auto type = std::ranges::find(schema_.enums, column.type.name, &Enum::name);
    if (type == schema_.enums.end()) {
      std::vector<std::string> names;
      for (const auto& one : schema_.enums) names.push_back(one.name);
      return add(place, "there is no enum '" + column.type.name + "'" + did_you_mean(column.type.name, names));
    }
    const std::string text(trim(column.default_sql.value_or("")));
    if (text.size() < 2 || text.front() != '\'' || text.find('\'', 1) != text.size() - 1) return;
    const auto value = text.substr(1, text.size() - 2);
    if (std::ranges::find(type->values, value) != type->values.end()) return;
    add(place, "its default '" + value + "' is not a value of the enum '" + type->name + "'" +
                   did_you_mean(value, type->values));
  }

  bool check_column_name(const Table& table, const std::string& what, const std::string& name) {
    if (find_column(table, name)) return true;
    add(full_name(table),
        what + " names the column '" + name + "', which it does not have" + did_you_mean(name, column_names(table)));
    return false;
  }

  void check_key(const Table& table, const std::string& what, const std::vector<IndexColumn>& columns) {
    if (columns.empty()) add(full_name(table), what + " has no columns");
    std::set<std::string> seen;
    for (const auto& part : columns) {
      if (part.column.empty() || !check_column_name(table, what, part.column)) continue;
      if (!seen.insert(part.column).second)
        add(full_name(table), what + " names the column '" + part.column + "' twice");
    }
  }

  void check_foreign_key(const Table& table, const ForeignKey& key) {
    const auto what = described("the foreign key", key.name);
    const auto place =
        key.columns.size() == 1 ? full_name(table) + "." + key.columns.front() : full_name(table) + ": " + what;
    bool known = true;
    for (const auto& name : key.columns) known = check_column_name(table, what, name) && known;
    if (key.columns.empty()) return add(full_name(table), what + " has no columns");
    const Table* target = find_target(key);
    if (!target) {
      return add(place, "the foreign key refers to the table '" + full_name(key.references_schema, key.references) +
                            "', which is not among the models" +
                            did_you_mean(full_name(key.references_schema, key.references), table_names()));
    }
    if (known) check_actions(table, key, place);
    if (known) check_target(table, key, *target, place);
  }

  /// A table without a schema may be meant from a table with one, in the database's default schema.
  const Table* find_target(const ForeignKey& key) const {
    const auto found = tables_.find(full_name(key.references_schema, key.references));
    return found == tables_.end() ? nullptr : found->second;
  }

  std::vector<std::string> table_names() const {
    std::vector<std::string> names;
    for (const auto& [name, table] : tables_) names.push_back(name);
    return names;
  }

  void check_actions(const Table& table, const ForeignKey& key, const std::string& place) {
    for (const auto& [action, word] : {std::pair{key.on_delete, "ondelete"}, {key.on_update, "onupdate"}}) {
      if (action != Action::set_null) continue;
      for (const auto& name : key.columns) {
        if (!find_column(table, name)->nullable) {
          add(place, std::string(word) + " is SET NULL, but the column" +
                         (key.columns.size() > 1 ? " '" + name + "'" : "") + " cannot be null");
        }
      }
    }
  }

  void check_target(const Table& table, const ForeignKey& key, const Table& target, const std::string& place) {
    auto columns = key.target;
    if (columns.empty() && target.primary_key) {
      for (const auto& part : target.primary_key->columns) columns.push_back(part.column);
    }
    if (columns.size() != key.columns.size()) {
      return add(place, "the foreign key has " + count_of(key.columns.size(), "column") + ", but its target in '" +
                            full_name(target) + "' has " + count_of(columns.size(), "column"));
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto* from = find_column(table, key.columns[i]);
      const auto* to = find_column(target, columns[i]);
      if (!to) {
        add(place, "the foreign key refers to the column '" + columns[i] + "', which the table '" + full_name(target) +
                       "' does not have" + did_you_mean(columns[i], column_names(target)));
      } else if (!can_refer(from->type, to->type, widths_)) {
        add(place, "its type is " + detail::type_text(from->type) + ", but the foreign key's target " +
                       full_name(target) + "." + to->name + " is " + detail::type_text(to->type));
      }
    }
  }

  void check_relationship(const Table& table, const TableRelationship& relationship) {
    const auto refers = [&](const Table& from, const Table& to) {
      return std::ranges::any_of(from.foreign_keys, [&](const ForeignKey& key) {
        return key.references == to.name && (relationship.columns.empty() || key.columns == relationship.columns);
      });
    };
    const auto place = full_name(table) + "." + relationship.name;
    const auto other = std::ranges::find(schema_.tables, relationship.references, &Table::name);
    if (other == schema_.tables.end()) {
      return add(place, "the relationship is to the table '" + relationship.references +
                            "', which is not among the models" + did_you_mean(relationship.references, table_names()));
    }
    if (refers(table, *other) || refers(*other, table)) return;
    const bool linked = relationship.many && std::ranges::any_of(schema_.tables, [&](const Table& link) {
                          return refers(link, table) && refers(link, *other);
                        });
    if (!linked) add(place, "no foreign key joins '" + full_name(table) + "' and '" + full_name(*other) + "'");
  }

  void check_names(const Table& table, std::map<std::string, std::string>& index_tables) {
    std::set<std::string> seen;
    const auto once = [&](const std::string& name) {
      if (!name.empty() && !seen.insert(name).second)
        add(full_name(table), "it has two constraints or indexes '" + name + "'");
    };
    if (table.primary_key) once(table.primary_key->name);
    for (const auto& one : table.uniques) once(one.name);
    for (const auto& one : table.foreign_keys) once(one.name);
    for (const auto& one : table.checks) once(one.name);
    for (const auto& one : table.exclusions) once(one.name);
    for (const auto& one : table.indexes) {
      once(one.name);
      const auto [known, fresh] = index_tables.emplace(full_name(table.schema, one.name), full_name(table));
      if (!fresh && !one.name.empty() && known->second != full_name(table)) {
        add(full_name(table), "its index '" + one.name + "' has the name of one of '" + known->second + "'");
      }
    }
  }

  const Schema& schema_;
  Widths widths_;
  std::map<std::string, const Table*> tables_;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> problems(const Schema& schema, Widths widths) { return Checker(schema, widths).run(); }

std::vector<std::string> warnings(const Schema& schema) {
  std::vector<std::string> out;
  for (const auto& table : schema.tables) {
    if (!table.primary_key) out.push_back(full_name(table) + ": it has no primary key");
  }
  return out;
}

}  // namespace migrate
