// Random changes of a schema, as somebody would change models. Each has a chance of its own, so that a failure can be
// tried with some of them left out.
#pragma once

#include "tests/support/pairs/start.hpp"
#include "tests/support/pairs/subject.hpp"

namespace migrate::test {

class PairChanges : PairSubject {
 public:
  PairChanges(Random& random, const PairFeatures& features, PairParts& parts, Schema& schema)
      : PairSubject(random, features, parts, schema), start_(random, features, parts) {}

  /// One change; its name, empty where the one that was drawn cannot be made here.
  std::string make() {
    using Change = bool (PairChanges::*)();
    static const std::vector<std::pair<const char*, Change>> all{
        {"retype tied columns", &PairChanges::retype_tied},
        {"retype tied columns", &PairChanges::retype_tied},
        {"retype a column", &PairChanges::retype_column},
        {"rename a column", &PairChanges::rename_column},
        {"rename a column", &PairChanges::rename_column},
        {"rename a table", &PairChanges::rename_table},
        {"exchange a primary key", &PairChanges::exchange_primary_key},
        {"replace an index", &PairChanges::replace_index},
        {"move an index's name", &PairChanges::move_index_name},
        {"drop a table", &PairChanges::drop_table},
        {"create a table", &PairChanges::create_table},
        {"split a column", &PairChanges::split_column},
        {"add a column", &PairChanges::add_column},
        {"drop a column", &PairChanges::drop_column},
        {"change a generated column", &PairChanges::change_generated},
        {"change a check", &PairChanges::change_check},
        {"change a foreign key", &PairChanges::change_foreign_key},
        {"add a foreign key", &PairChanges::add_foreign_key},
        {"change uniques", &PairChanges::change_unique},
        {"change an index", &PairChanges::change_index},
        {"change a default", &PairChanges::change_default},
        {"change nullability", &PairChanges::change_nullability},
        {"change a comment", &PairChanges::change_comment},
        {"change the enum", &PairChanges::change_enum},
        {"change a sequence", &PairChanges::change_sequence},
        {"say a type in other words", &PairChanges::say_natively},
        {"change a table's options", &PairChanges::change_options},
        {"change character sets", &PairChanges::change_charset},
        {"change a collation", &PairChanges::change_collation},
    };
    const auto& [name, change] = random_.pick(all);
    if (std::ranges::find(features_.left_out, name) != features_.left_out.end()) return "";
    return (this->*change)() ? name : "";
  }

  using PairSubject::touched;

 private:
  // — columns —

  void set_type(Table& of, Column& one, const Type& type) {
    const bool same_text = is_number(one.type) || one.type.kind == TypeKind::varchar;
    if (!same_text || !(is_number(type) || is_text(type))) touch(of, one);
    if (parts_.family(one) != (is_number(type) ? Family::number : Family::text)) {
      one.default_sql.reset();
      one.collation.clear();
    }
    if (!is_text(type)) one.collation.clear();
    if (!is_number(type)) one.identity.reset();
    if (type.kind == TypeKind::text) {
      one.default_sql.reset();
      for (auto& index : of.indexes)
        std::erase_if(index.columns, [&](const auto& key) { return key.column == one.name; });
      std::erase_if(of.indexes, [](const Index& index) { return index.columns.empty(); });
    }
    one.type = type;
    parts_.fill(one);
  }

  bool retype_tied() {
    auto& of = table();
    auto* chosen = column(of, [&](const Column& one) { return is_tied(of, one) && !splits_rows(of, one); });
    if (!chosen)
      chosen = column(of, [&](const Column& one) { return PairParts::in_key(of, one.name) && !splits_rows(of, one); });
    if (!chosen) return false;
    const auto old = chosen->type;
    const auto type = parse_type(random_.pick(features_.key_types));
    const auto tied = tied_to(schema_, {of.name, chosen->name});
    const bool other_family = is_number(old) != is_number(type);
    for (const auto& [name, one] : tied) {
      auto& held = table_named(schema_, name);
      const auto& member = *find_named(held.columns, one);
      if (splits_rows(held, member) || (PairParts::in_key(held, one) && fresh_.contains({name, one}))) return false;
      if (other_family && (is_read(held, member) || has_own_text(held, one))) return false;
    }
    if (type == old) return false;
    for (const auto& [name, one] : tied) {
      auto& held = table_named(schema_, name);
      set_type(held, *find_named(held.columns, one), type);
    }
    return true;
  }
  /// Whether an index has it in a manner that only text has.
  static bool has_own_text(const Table& of, const std::string& name) {
    return std::ranges::any_of(of.indexes, [&](const Index& index) {
      return std::ranges::any_of(index.columns, [&](const IndexColumn& one) {
        return one.column == name && (one.length || !one.collation.empty());
      });
    });
  }

  bool retype_column() {
    auto& of = table();
    auto* one = column(of, [&](const Column& held) { return is_ordinary(of, held) && !is_unique(of, held); });
    const auto* type = one ? find_pair_type(features_, one->type) : nullptr;
    if (!type || type->becomes.empty()) return false;
    const auto to = parse_type(random_.pick(type->becomes));
    const bool other = type->family != family_of(features_, to);
    if ((other || to.kind == TypeKind::text) && (is_read(of, *one) || has_own_text(of, one->name))) return false;
    if (to.kind == TypeKind::text && !children_of(schema_, of.name).empty()) return false;
    set_type(of, *one, to);
    return true;
  }

  bool rename_column() {
    auto& of = table();
    auto* one = column(of, [&](const Column& held) { return held.renamed_from.empty() && !splits_rows(of, held); });
    if (!one || fresh_.contains({of.name, one->name})) return false;
    rename_everywhere(schema_, parts_.expressions, {of.name, one->name}, parts_.next("n"));
    return true;
  }
  bool rename_table() {
    auto& of = table();
    if (!of.renamed_from.empty() || fresh_.contains({of.name, ""})) return false;
    const auto from = of.name, to = parts_.next("tn");
    rename_everywhere(schema_, from, to);
    std::set<ColumnPlace> moved;
    for (const auto& [name, one] : fresh_) moved.insert({name == from ? to : name, one});
    fresh_ = std::move(moved);
    return true;
  }

  bool add_column() {
    auto& of = table();
    auto one = parts_.column(parts_.next("c"));
    parts_.fill(one);
    fresh_.insert({of.name, one.name});
    of.columns.insert(of.columns.begin() + static_cast<std::ptrdiff_t>(random_.below(of.columns.size() + 1)), one);
    return true;
  }
  bool drop_column() {
    auto& of = table();
    auto* one = column(of, [&](const Column& held) {
      return is_ordinary(of, held) && !fresh_.contains({of.name, held.name}) && comes_back(of, held);
    });
    if (!one || of.columns.size() < 2) return false;
    drop_everywhere(schema_, parts_.expressions, {of.name, one->name});
    return true;
  }
  bool split_column() {
    auto& of = table();
    auto* one = column(of, [&](const Column& held) {
      return is_ordinary(of, held) && is_text(held.type) && !fresh_.contains({of.name, held.name}) &&
             comes_back(of, held);
    });
    if (!one) return false;
    const auto at = one - of.columns.data();
    const Column half{.name = parts_.next("c"), .type = one->type}, rest{.name = parts_.next("c"), .type = one->type};
    for (const auto& added : {half, rest}) fresh_.insert({of.name, added.name});
    const auto name = one->name;
    of.columns.insert(of.columns.begin() + at, {half, rest});
    drop_everywhere(schema_, parts_.expressions, {of.name, name});
    return true;
  }

  bool change_generated() {
    auto& of = table();
    auto* one = column(of, [](const Column& held) { return held.generated.has_value(); });
    if (!one) {
      auto made = parts_.generated(schema_, of);
      if (!made) return false;
      fresh_.insert({of.name, made->name});
      of.columns.push_back(*made);
      return true;
    }
    if (random_.chance(40)) {
      drop_everywhere(schema_, parts_.expressions, {of.name, one->name});
    } else if (features_.not_null_generated && !one->nullable) {
      one->nullable = true;
    } else if (parts_.family(*one) == Family::number) {
      one->generated->expression = "(" + one->generated->expression + ") + 3";
    } else {
      one->generated->expression = "lower(" + one->generated->expression + ")";
    }
    return true;
  }

  bool change_default() {
    auto& of = table();
    auto* one = column(of, [&](const Column& held) { return is_ordinary(of, held); });
    const auto* type = one ? find_pair_type(features_, one->type) : nullptr;
    if (!type || type->default_sql.empty()) return false;
    one->default_sql = one->default_sql ? std::nullopt : std::optional(type->default_sql);
    parts_.fill(*one);
    return true;
  }
  bool change_nullability() {
    auto& of = table();
    auto* one = column(of, [&](const Column& held) {
      return is_ordinary(of, held) && find_pair_type(features_, held.type) && !is_unique(of, held);
    });
    if (!one) return false;
    one->nullable = !one->nullable;
    if (!one->nullable) one->initial = find_pair_type(features_, one->type)->values.front();
    touch(of, *one);
    return true;
  }
  bool change_comment() {
    if (!features_.comments) return false;
    auto& of = table();
    auto& text = random_.chance(30) ? of.comment : const_cast<Column&>(random_.pick(of.columns)).comment;
    text = text.empty() ? "new, it's" : "";
    return true;
  }
  bool say_natively() {
    auto& of = table();
    auto* one = column(of, [&](const Column& held) {
      const auto* type = find_pair_type(features_, held.type);
      return type && !type->native.empty() && !is_tied(of, held);
    });
    if (!one) return false;
    const auto& type = *find_pair_type(features_, one->type);
    one->type = parse_type(one->type == parse_type(type.type) ? type.native : type.type);
    return true;
  }
  bool change_collation() {
    if (features_.collations.empty()) return false;
    auto& of = table();
    auto* one = column(of, [&](const Column& held) { return is_ordinary(of, held) && is_text(held.type); });
    if (!one) return false;
    one->collation = one->collation.empty() ? random_.pick(features_.collations) : "";
    return true;
  }

  // — keys —

  /// A new number takes its place, and the old one stays unique for those that refer to it.
  bool exchange_primary_key() {
    auto& of = table();
    if (!of.primary_key || is_fresh(of, of.primary_key->columns) || is_partitioned(of) || has_children(schema_, of) ||
        !parent_of(of).empty())
      return false;
    const auto old = *of.primary_key;
    for (auto& other : schema_.tables) {
      for (auto& key : other.foreign_keys) {
        if (key.references == of.name) key.target = target_of(schema_, key);
      }
    }
    for (auto& one : of.columns) one.identity.reset();
    Column id{.name = parts_.next("pk"), .type = parse_type(random_.pick({"integer", "bigint"})), .nullable = false};
    id.identity.emplace();
    fresh_.insert({of.name, id.name});
    of.columns.insert(of.columns.begin(), id);
    of.primary_key->columns = {{.column = id.name}};
    if (random_.chance(50)) of.primary_key->name = "";
    of.uniques.push_back({.name = parts_.maybe_next("uq"), .columns = old.columns});
    return true;
  }

  bool add_foreign_key() {
    const auto at = static_cast<std::size_t>(&table() - schema_.tables.data());
    const auto before = schema_.tables[at].columns.size();
    start_.add_reference(schema_, at, true);
    auto& of = schema_.tables[at];
    for (auto i = before; i < of.columns.size(); ++i) fresh_.insert({of.name, of.columns[i].name});
    return true;
  }
  bool change_foreign_key() {
    auto& of = table();
    auto* key = one_of(of.foreign_keys);
    if (!key) return false;
    if (random_.chance(35)) return drop_one(of.foreign_keys);
    const auto before = *key;
    key->on_update = Action::no_action;
    parts_.set_actions(of, *key);
    if (is_partitioned(of)) key->not_valid = false;
    return !(*key == before);
  }
  bool change_unique() {
    auto& of = table();
    if (is_partitioned(of) || !parent_of(of).empty()) return false;
    std::vector<Unique> free;
    for (const auto& one : of.uniques) {
      if (!is_target(of, column_names(one.columns))) free.push_back(one);
    }
    if (!free.empty() && random_.chance(50)) {
      std::erase(of.uniques, random_.pick(free));
      return true;
    }
    auto one = parts_.unique(schema_, of);
    if (!one || is_fresh(of, one->columns)) return false;
    of.uniques.push_back(*one);
    return true;
  }
  bool is_target(const Table& of, const std::vector<std::string>& columns) const {
    for (const auto& other : schema_.tables) {
      for (const auto& key : other.foreign_keys) {
        const auto target = key.references == of.name ? target_of(schema_, key) : std::vector<std::string>();
        if (!target.empty() && std::ranges::is_permutation(target, columns)) return true;
      }
    }
    return false;
  }
  bool is_fresh(const Table& of, const std::vector<IndexColumn>& columns) const {
    return std::ranges::any_of(columns, [&](const IndexColumn& one) {
      const auto* held = find_named(of.columns, one.column);
      const bool is_filled = held && !held->initial.empty();  // many rows may have one value then
      return is_filled || fresh_.contains({of.name, one.column});
    });
  }
  bool change_check() {
    auto& of = table();
    auto* held = one_of(of.checks);
    if (held && random_.chance(40)) return drop_one(of.checks);
    auto made = parts_.check(schema_, of);
    if (!made) return false;
    if (held && random_.chance(50)) {
      held->expression = made->expression;
    } else {
      of.checks.push_back(*made);
    }
    return true;
  }

  // — indexes —

  std::optional<Index> new_index(const Table& of) {
    auto out = parts_.index(schema_, of);
    if (!out) return out;
    out->unique = out->unique && !is_fresh(of, out->columns) && !is_partitioned(of) && parent_of(of).empty();
    return out;
  }
  bool change_index() {
    auto& of = const_cast<Table&>(random_.pick(schema_.tables));
    auto* held = one_of(of.indexes);
    if (held && random_.chance(40)) {
      if (held->unique && is_target(of, column_names(held->columns))) return false;
      std::erase(of.indexes, Index(*held));
      return true;
    }
    auto made = new_index(of);
    if (!made) return false;
    if (held && random_.chance(40) && !held->unique) {
      made->name = held->name;
      *held = *made;
    } else {
      of.indexes.push_back(*made);
    }
    return true;
  }
  /// By another that serves the same foreign key.
  bool replace_index() {
    auto& of = table();
    auto* key = one_of(of.foreign_keys);
    if (!key) return false;
    const auto serves = [&](const Index& one) { return !one.unique && one.columns[0].column == key->columns[0]; };
    std::erase_if(of.indexes, serves);
    Index made{.name = parts_.next("ix")};
    for (const auto& name : key->columns) made.columns.push_back({.column = name});
    const auto* more =
        column(of, [&](const Column& one) { return is_number(one.type) && !names(key->columns, one.name); });
    if (more && random_.chance(60)) made.columns.push_back({.column = more->name});
    of.indexes.push_back(made);
    return true;
  }
  bool move_index_name() {
    auto& of = table();
    auto* held = one_of(of.indexes);
    if (!held || held->name.empty() || held->unique) return false;
    const auto name = held->name;
    auto& other = table();
    auto made = new_index(other);
    if (!made || other.schema != of.schema) return false;
    std::erase_if(of.indexes, [&](const Index& one) { return one.name == name; });
    made->name = name;
    other.indexes.push_back(*made);
    return true;
  }

  // — tables and what is beside them —

  bool create_table() {
    start_.add_table(schema_);
    auto& of = schema_.tables.back();
    fresh_.insert({of.name, ""});
    for (auto& one : of.columns) fresh_.insert({of.name, one.name});
    return true;
  }
  bool drop_table() {
    auto& of = table();
    if (schema_.tables.size() < 3 || has_children(schema_, of) || fresh_.contains({of.name, ""})) return false;
    const auto name = of.name;
    std::vector<ColumnPlace> columns;
    for (const auto& other : schema_.tables) {
      for (const auto& key : other.foreign_keys) {
        if (key.references != name || other.name == name) continue;
        for (const auto& one : key.columns) columns.emplace_back(other.name, one);
      }
    }
    std::ptrdiff_t before = 0;  // a key that refers to something else by now has no rows to refer to on the way back
    for (const auto& other : before_.tables) {
      before += other.name == old_name(of)
                    ? 0
                    : std::ranges::count(other.foreign_keys, old_name(of), &ForeignKey::references);
    }
    if (before > std::ssize(columns)) return false;
    for (const auto& [other, one] : columns) {  // on the way back they have no row to refer to: they are NULL then
      const auto& held = table_named(schema_, other);
      const auto* member = find_named(held.columns, one);
      if (!member->nullable || member->identity || fresh_.contains({other, one}) || is_target(held, {one}))
        return false;
    }
    for (const auto& place : columns) {
      if (find_named(table_named(schema_, place.first).columns, place.second))
        drop_everywhere(schema_, parts_.expressions, place);
    }
    std::erase_if(schema_.sequences, [&](const Sequence& one) { return one.owned_by.starts_with(name + "."); });
    std::erase_if(schema_.tables, [&](const Table& one) { return one.name == name; });
    return true;
  }
  bool change_enum() {
    auto& values = schema_.enums[0].values;
    values.insert(values.begin() + static_cast<std::ptrdiff_t>(random_.below(values.size() + 1)), parts_.next("v"));
    return true;
  }
  bool change_sequence() {
    if (!features_.sequences) return false;
    auto* held = one_of(schema_.sequences);
    if (!held || random_.chance(40)) {
      schema_.sequences.push_back(start_.sequence(schema_));
    } else if (random_.chance(30)) {
      return drop_one(schema_.sequences);
    } else if (random_.chance(50)) {
      held->owned_by = held->owned_by.empty() ? start_.owner(schema_) : "";
    } else {
      held->increment = held->increment ? std::nullopt : std::optional<std::int64_t>(3);
    }
    return true;
  }
  bool change_options() {
    if (features_.table_options.empty()) return false;
    auto& of = table();
    const auto& option = random_.pick(features_.table_options);
    of.options[option[0]] = option[1 + random_.below(option.size() - 1)];
    return true;
  }
  /// Of a table, and of all whose texts refer to its own or are referred to.
  bool change_charset() {
    if (!features_.charsets) return false;
    std::set<std::string> all{table().name};
    for (std::size_t before = 0; before != all.size();) {
      before = all.size();
      for (const auto& other : schema_.tables) {
        for (const auto& key : other.foreign_keys) {
          if (all.contains(other.name) || all.contains(key.references)) all.insert({other.name, key.references});
        }
      }
    }
    const auto charset = random_.pick({"latin1", "utf8mb4"});
    for (const auto& name : all) table_named(schema_, name).options["mysql.charset"] = charset;
    return true;
  }

  PairStart start_;
};

}  // namespace migrate::test
