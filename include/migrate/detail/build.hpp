// From the facts about all models to the schema they describe: types, defaults, keys, and every reference looked up.
// What cannot be understood is collected, so that a person sees all of it at once. Whether the schema makes sense as
// a whole (a foreign key to nowhere, two tables of one name) is src/models/check.hpp's question.
//
// The classes are templates without a need for it, so that only the file that exports the models compiles them.
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "migrate/detail/build_column.hpp"
#include "migrate/detail/describe.hpp"

namespace migrate::detail {

/// The model whose table_args() are being read, among all.
struct Scope {
  const std::vector<ModelFacts>* models;
  const ModelFacts* model;
  Problems* problems;

  void complain(std::string what) const { problems->push_back(model->table_name + ": " + std::move(what)); }
};
inline constinit thread_local const Scope* scope = nullptr;

/// The column that a member pointer means, of the struct it is of.
inline const FoundColumn* find_column(const ModelFacts& model, const ColumnReference& reference) {
  for (const auto& column : model.columns) {
    if (column.tag == reference.tag() && column.offset == reference.offset()) return &column;
  }
  return nullptr;
}

MIGRATE_INLINE std::string local_column(const ColumnReference& reference) {
  if (reference.text()) return reference.text();
  if (!scope) return {};
  if (const auto* found = find_column(*scope->model, reference)) return found->name;
  scope->complain("its table_args name a member of " + std::string(reference.tag()->type_name) +
                  " that is not a column of this table");
  return {};
}

MIGRATE_INLINE Type sequence_type(std::string_view text) {
  const auto type = read_type(text);
  if (scope && !type) scope->complain(no_such_type(text));
  return type.value_or(Type{.kind = TypeKind::bigint});
}

MIGRATE_INLINE Action read_action(std::string_view text, std::string_view word) {
  Action action = Action::no_action;
  const std::string problem = parse_action(text, word, action);
  if (scope && !problem.empty()) scope->complain(problem);
  return action;
}

/// Where a foreign key goes; `problem` says why it goes nowhere.
struct Target {
  std::string schema{}, table{}, column{};
  std::string problem{};
};

inline Target parse_target(std::string_view text) {
  const auto last = text.rfind('.');
  if (last == text.npos || last == 0 || last + 1 == text.size()) {
    return {.problem = "the foreign key '" + std::string(text) + "' is not of the form 'table.column'"};
  }
  const auto table = text.substr(0, last);
  const auto dot = table.find('.');
  Target target;
  if (dot != table.npos) target.schema = table.substr(0, dot);
  target.table = table.substr(dot == table.npos ? 0 : dot + 1);
  target.column = text.substr(last + 1);
  return target;
}

/// A member of a mixin, or of a base of a struct that cannot be touched, is a column of each model that has it.
inline Target find_target_in_parts(const std::vector<ModelFacts>& models, const ColumnReference& reference) {
  const std::string type(reference.tag()->type_name);
  Target found;
  std::string tables;
  for (const auto& model : models) {
    const auto* column = find_column(model, reference);
    if (!column) continue;
    if (tables.empty()) found = {model.schema, model.table_name, column->name, {}};
    tables += (tables.empty() ? "" : ", ") + model.table_name;
  }
  if (tables.empty()) {
    found.problem = "the foreign key refers to " + type +
                    ", which is not among the exported models: add it to MIGRATE_EXPORT_MODELS";
  } else if (tables != found.table) {
    found.problem = "the foreign key refers to a member of " + type + ", which several tables have (" + tables +
                    "): write it as text, \"" + found.table + "." + found.column + "\"";
  }
  return found;
}

/// `from` is the struct that the referring member is of, and `own` its model: a key inside a mixin means its own table.
inline Target find_target(const std::vector<ModelFacts>& models, const ColumnReference& reference,
                          const ModelFacts& own, const ModelTag* from = nullptr) {
  if (reference.text()) return parse_target(reference.text());
  const std::string type(reference.tag()->type_name);
  for (const auto& model : models) {
    if (model.tag != reference.tag()) continue;
    if (const auto* column = find_column(model, reference)) return {model.schema, model.table_name, column->name, {}};
    return {.problem = "the foreign key's target is not a column of " + type};
  }
  if (from == reference.tag()) {
    if (const auto* column = find_column(own, reference)) return {own.schema, own.table_name, column->name, {}};
  }
  return find_target_in_parts(models, reference);
}

MIGRATE_INLINE void set_target(ForeignKey& key, std::initializer_list<ColumnReference> target) {
  if (!scope) return;
  for (const auto& reference : target) {
    Target found = find_target(*scope->models, reference, *scope->model);
    if (!found.problem.empty()) {
      scope->complain(found.problem);
      continue;
    }
    if (!key.target.empty() && key.references != found.table) {
      scope->complain("the target columns of a foreign key are of two tables, '" + key.references + "' and '" +
                      found.table + "'");
    }
    key.references = std::move(found.table);
    key.references_schema = std::move(found.schema);
    key.target.push_back(std::move(found.column));
  }
}

/// Gives each table its name, in the way that the models are called by; what says only that way is not a model.
inline void name_tables(std::vector<ModelFacts>& models) {
  Naming naming = &snake_case;
  for (auto at = models.begin(); at != models.end();) {
    if (at->naming) naming = at->naming;
    at = at->naming ? models.erase(at) : at + 1;
  }
  for (auto& model : models) {
    model.naming = naming;
    if (model.table_name.empty()) model.table_name = naming(model.tag->type_name);
  }
}

/// The facts about each model; what one of them throws is a fact too.
template <class = void>
std::vector<ModelFacts> describe_models(std::initializer_list<void (*)(ModelFacts&)> models) {
  std::vector<ModelFacts> all(models.size());
  std::size_t next = 0;
  for (const auto describe : models) {
    ModelFacts& facts = all[next++];
    try {
      describe(facts);
    } catch (const std::exception& error) {
      facts.failure = std::string("building it threw an exception: ") + error.what();
    }
  }
  name_tables(all);
  return all;
}

/// The tables of a set of models.
template <class = void>
class SchemaBuilder {
 public:
  explicit SchemaBuilder(const std::vector<ModelFacts>& models) : models_(models) {
    for (const auto& model : models_) {
      if (model.failure.empty()) {
        add_table(model);
      } else {
        problems.push_back(std::string(model.tag->type_name) + ": " + model.failure);
      }
    }
  }

  Schema schema{};
  Problems problems{};

 private:
  void add_table(const ModelFacts& model) {
    if (model.table_name.find('<') != std::string::npos) {
      problems.push_back(std::string(model.tag->type_name) +
                         ": a template has no name of its own for its table: add `static constexpr auto tablename`");
    }
    schema.tables.emplace_back();
    Table& table = schema.tables.back();
    table.name = model.table_name;
    table.schema = model.schema;
    table.comment = model.comment;
    table.renamed_from = model.renamed_from;
    for (const auto& found : model.columns) add_column(table, model, found);
    if (model.args) add_args(table, model);
    set_key(table, model);
    for (const auto& found : model.relationships) add_relationship(table, model, found);
  }

  void add_column(Table& table, const ModelFacts& model, const FoundColumn& found) {
    const std::string place = table.name + "." + found.name;
    const Field& field = found.field;
    std::optional<Enum> enumeration;
    if (found.facts->enumeration) enumeration = found.facts->enumeration(model.naming);
    ColumnBuilder<> builder(found, enumeration ? &*enumeration : nullptr, problems, place);
    table.columns.push_back(builder.build());
    const Type& type = table.columns.back().type;
    if (enumeration && type.kind == TypeKind::enumeration && type.name == enumeration->name)
      add_enum(std::move(*enumeration), place);
    if (field.index) {
      table.indexes.emplace_back().unique = field.unique;
      table.indexes.back().columns.emplace_back().column = found.name;
    } else if (field.unique) {
      table.uniques.emplace_back().columns.emplace_back().column = found.name;
    }
    if (field.foreign_key.given()) add_foreign_key(table, model, found, place);
  }

  void add_enum(Enum value, const std::string& place) {
    if (value.values.empty()) {
      problems.push_back(place + ": the enum '" + value.name +
                         "' has no enumerators between -16 and 255: list them in migrate::enum_values");
    }
    for (const auto& one : value.values) {
      if (one.empty())
        problems.push_back(place + ": a value in enum_values of the enum '" + value.name + "' has no name");
    }
    for (const auto& known : schema.enums) {
      if (known.name != value.name) continue;
      if (known.values != value.values) {
        problems.push_back(place + ": there are two enums '" + value.name + "' with different enumerators");
      }
      return;
    }
    schema.enums.push_back(std::move(value));
  }

  void add_foreign_key(Table& table, const ModelFacts& model, const FoundColumn& found, const std::string& place) {
    const Field& field = found.field;
    Target target = find_target(models_, field.foreign_key, model, found.tag);
    if (!target.problem.empty()) return problems.push_back(place + ": " + target.problem);
    ForeignKey& key = table.foreign_keys.emplace_back();
    key.columns.push_back(found.name);
    key.references_schema = std::move(target.schema);
    key.references = std::move(target.table);
    key.target.push_back(std::move(target.column));
    key.deferrable = field.deferrable;
    for (const std::string& problem :
         {parse_action(field.ondelete, "ondelete", key.on_delete),
          parse_action(field.onupdate, "onupdate", key.on_update), parse_initially(field.initially, key.initially)}) {
      if (!problem.empty()) problems.push_back(place + ": " + problem);
    }
    if (key.initially == Initially::deferred) key.deferrable = true;  // as in SQL
  }

  void add_args(Table& table, const ModelFacts& model) {
    const Scope here{&models_, &model, &problems};
    scope = &here;
    TableArgs all;
    note_doing("table_args() of ", model.tag->type_name);
    try {
      all = model.args();
    } catch (const std::exception& error) {
      here.complain(std::string("its table_args() threw an exception: ") + error.what());
    }
    scope = nullptr;
    note_doing({}, {});
    Table& args = all.table;
    for (auto& one : all.sequences) add_sequence(std::move(one), table);
    for (auto& one : args.uniques) table.uniques.push_back(std::move(one));
    for (auto& one : args.indexes) table.indexes.push_back(std::move(one));
    for (auto& one : args.foreign_keys) table.foreign_keys.push_back(std::move(one));
    table.checks = std::move(args.checks);
    table.exclusions = std::move(args.exclusions);
    table.primary_key = std::move(args.primary_key);
    table.options = std::move(args.options);
    if (!args.comment.empty()) table.comment = std::move(args.comment);
  }

  void add_sequence(Sequence value, const Table& table) {
    if (value.schema.empty()) value.schema = table.schema;
    for (const auto& known : schema.sequences) {
      if (known.name != value.name || known.schema != value.schema) continue;
      if (known != value) problems.push_back(table.name + ": there are two sequences '" + value.name + "'");
      return;
    }
    schema.sequences.push_back(std::move(value));
  }

  void set_key(Table& table, const ModelFacts& model) {
    const bool named_apart = table.primary_key.has_value();
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
      if (!named_apart && model.columns[i].field.primary_key) {
        if (!table.primary_key) table.primary_key.emplace();
        table.primary_key->columns.emplace_back().column = table.columns[i].name;
      }
    }
    if (!table.primary_key) return;
    for (const auto& part : table.primary_key->columns) {
      for (std::size_t i = 0; i < model.columns.size(); ++i) {
        if (table.columns[i].name != part.column) continue;
        if (!model.columns[i].field.nullable) table.columns[i].nullable = false;
        if (table.primary_key->columns.size() == 1) number_rows(table, table.columns[i], model.columns[i].field);
      }
    }
  }

  /// SQLAlchemy's autoincrement="auto": a single integer key that nothing else gives a value numbers the rows.
  static void number_rows(const Table& table, Column& column, const Field& field) {
    const auto kind = column.type.kind;
    const bool integer = kind == TypeKind::smallint || kind == TypeKind::integer || kind == TypeKind::bigint;
    if (!integer || field.identity.said() || column.default_sql || column.generated || !column.initial.empty()) return;
    for (const auto& key : table.foreign_keys) {
      for (const auto& name : key.columns) {
        if (name == column.name) return;
      }
    }
    column.identity.emplace();
  }

  void add_relationship(Table& table, const ModelFacts& model, const FoundRelationship& found) {
    const std::string place = table.name + "." + found.name;
    for (const auto& related : models_) {
      if (related.tag != found.to) continue;
      auto& out = table.relationships.emplace_back();
      out.name = found.name;
      out.references = related.table_name;
      out.many = found.many;
      for (const auto& via : found.columns) {
        const auto* column = find_column(via.tag() == related.tag ? related : model, via);
        if (column) out.columns.push_back(column->name);
        if (!column) problems.push_back(place + ": via() names no column of its two tables");
      }
      return;
    }
    problems.push_back(place + ": the relationship is to " + std::string(found.to->type_name) +
                       ", which is not among the exported models: add it to MIGRATE_EXPORT_MODELS");
  }

  const std::vector<ModelFacts>& models_;
};

}  // namespace migrate::detail
