#include "src/autogenerate/compare_table.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "src/autogenerate/column_order.hpp"
#include "src/schema/lookup.hpp"
#include "src/schema/names.hpp"

namespace migrate {
namespace {

/// Pairs the things of two lists: by name where both have one, else by content.
template <class T>
struct Pairing {
  std::vector<const T*> dropped;
  std::vector<const T*> created;
  std::vector<std::pair<const T*, const T*>> renamed;  ///< same content, another name that the model asks for
};

class TableComparison {
 public:
  TableComparison(const Table& current, const Table& wanted, const Equivalence& rules, const NamingTemplates& naming)
      : current_(current), wanted_(wanted), rules_(rules), naming_(naming), name_{current.name, current.schema} {}

  TableChanges run() {
    find_renewed();
    auto foreign_keys = pair(current_.foreign_keys, wanted_.foreign_keys);
    drop(out_.dropped_foreign_keys, foreign_keys);
    auto indexes = pair(current_.indexes, wanted_.indexes);
    for (const auto* index : indexes.dropped) add(DropIndex{name_, index->name, *index});
    auto checks = pair(current_.checks, wanted_.checks);
    auto uniques = pair(current_.uniques, wanted_.uniques);
    auto exclusions = pair(current_.exclusions, wanted_.exclusions);
    drop(out_.changes, checks);
    drop(out_.changes, uniques);
    drop(out_.changes, exclusions);
    out_.weakens_keys = out_.weakens_keys || !uniques.dropped.empty();
    const bool new_key = drop_primary_key();
    columns();
    if (new_key) add(CreatePrimaryKey{name_, *with_names().primary_key});
    for (const auto* unique : uniques.created) add(CreateUnique{name_, named(&Table::uniques, unique)});
    for (const auto* check : checks.created) add(CreateCheck{name_, named(&Table::checks, check)});
    for (const auto* held : exclusions.created) add(CreateExclude{name_, named(&Table::exclusions, held)});
    for (const auto* index : indexes.created) add(CreateIndex{name_, named(&Table::indexes, index)});
    rename<RenameIndex>(indexes);
    rename<RenameConstraint>(uniques);
    rename<RenameConstraint>(checks);
    rename<RenameConstraint>(exclusions);
    rename<RenameConstraint>(foreign_keys);
    table_attributes();
    for (const auto* key : foreign_keys.created) {
      out_.created_foreign_keys.push_back({CreateForeignKey{name_, named(&Table::foreign_keys, key)}});
    }
    return std::move(out_);
  }

 private:
  // — what is the same —

  bool same(const std::vector<std::string>& current, const std::vector<std::string>& wanted) const {
    return std::ranges::equal(
        current, wanted, {}, [&](const auto& n) { return rules_.key(n); },
        [&](const auto& n) { return rules_.key(n); });
  }
  bool same_text(const std::string& current, const std::string& wanted) const {
    return current.empty() == wanted.empty() && (current.empty() || rules_.same_expression(current_, current, wanted));
  }
  bool same(const IndexColumn& current, const IndexColumn& wanted) const {
    return rules_.key(current.column) == rules_.key(wanted.column) &&
           same_text(current.expression, wanted.expression) && current.order == wanted.order &&
           current.nulls == wanted.nulls && rules_.same_collation(current.collation, wanted.collation) &&
           current.opclass == wanted.opclass && current.length == wanted.length;
  }
  bool same(const std::vector<IndexColumn>& current, const std::vector<IndexColumn>& wanted) const {
    return std::ranges::equal(current, wanted, [&](const auto& a, const auto& b) { return same(a, b); });
  }
  /// Storage parameters that the models do not say are not asked.
  static bool has_all(const std::map<std::string, std::string>& current,
                      const std::map<std::string, std::string>& wanted) {
    return std::ranges::all_of(wanted, [&](const auto& one) {
      const auto held = current.find(one.first);
      return held != current.end() && held->second == one.second;
    });
  }
  static bool deferred(Initially initially) { return initially == Initially::deferred; }
  bool same(const PrimaryKey& a, const PrimaryKey& b) const {
    return same(a.columns, b.columns) && a.deferrable == b.deferrable &&
           deferred(a.initially) == deferred(b.initially) && same(a.include, b.include) &&
           rules_.same_options(a.options, b.options);
  }
  bool same(const Unique& a, const Unique& b) const {
    return same(a.columns, b.columns) && a.deferrable == b.deferrable &&
           deferred(a.initially) == deferred(b.initially) && a.nulls_not_distinct == b.nulls_not_distinct &&
           same(a.include, b.include) && rules_.same_options(a.options, b.options);
  }
  bool same(const Index& a, const Index& b) const {
    return same(a.columns, b.columns) && a.unique == b.unique && same_text(a.where, b.where) &&
           a.using_method == b.using_method && same(a.include, b.include) && has_all(a.with, b.with) &&
           a.nulls_not_distinct == b.nulls_not_distinct && (!rules_.keeps_comments() || a.comment == b.comment) &&
           rules_.same_options(a.options, b.options);
  }
  bool same(const ForeignKey& a, const ForeignKey& b) const {
    return same(a.columns, b.columns) && rules_.table_key(a.references) == rules_.table_key(b.references) &&
           rules_.schema_key(a.references_schema) == rules_.schema_key(b.references_schema) &&
           same(a.target, b.target) && rules_.same_action(a.on_delete, b.on_delete) &&
           rules_.same_action(a.on_update, b.on_update) && a.match == b.match && a.deferrable == b.deferrable &&
           deferred(a.initially) == deferred(b.initially) && a.not_valid == b.not_valid &&
           rules_.same_options(a.options, b.options);
  }
  bool same(const Check& a, const Check& b) const {
    return same_text(a.expression, b.expression) && a.not_valid == b.not_valid && a.no_inherit == b.no_inherit &&
           rules_.same_options(a.options, b.options);
  }
  bool same(const Exclusion& a, const Exclusion& b) const {
    return std::ranges::equal(
               a.elements, b.elements,
               [&](const auto& x, const auto& y) { return x.op == y.op && same(x.element, y.element); }) &&
           a.using_method == b.using_method && same_text(a.where, b.where) && a.deferrable == b.deferrable &&
           deferred(a.initially) == deferred(b.initially);
  }

  // — pairing —

  /// Which names a part may have to be the one that is wanted.
  enum class Named { same, free, any };

  /// Those that agree in name and content come first; then those that nobody else asks for by their names. A name that
  /// the model leaves open is none that it gives to another.
  template <class T>
  Pairing<T> pair(const std::vector<T>& current, const std::vector<T>& wanted) const {
    std::vector<bool> taken(current.size(), false);
    std::vector<const T*> open;
    for (const auto& one : wanted) open.push_back(&one);
    std::set<std::string> asked;
    for (const auto& one : wanted) asked.insert(rules_.key(one.name));
    Pairing<T> out;
    for (const auto how : {Named::same, Named::free, Named::any}) {
      std::erase_if(open, [&](const T* one) {
        if (how == Named::any && one->name.empty()) return false;
        const auto found = find_same(current, *one, taken, how, asked);
        if (found == current.size()) return false;
        taken[found] = true;
        if (how != Named::same) match(out, current[found], *one);
        return true;
      });
    }
    std::ranges::move(open, std::back_inserter(out.created));
    for (std::size_t i = 0; i < current.size(); ++i) {
      if (!taken[i]) out.dropped.push_back(&current[i]);
    }
    return out;
  }
  /// The same content under another name.
  template <class T>
  static void match(Pairing<T>& out, const T& current, const T& wanted) {
    if (wanted.name.empty()) return;
    if (!current.name.empty()) {
      out.renamed.emplace_back(&current, &wanted);
    } else {  // it gets its name as a new one
      out.dropped.push_back(&current);
      out.created.push_back(&wanted);
    }
  }
  template <class T>
  std::size_t find_same(const std::vector<T>& current, const T& wanted, const std::vector<bool>& taken, Named how,
                        const std::set<std::string>& asked) const {
    for (std::size_t i = 0; i < current.size(); ++i) {
      if (taken[i] || is_on_renewed(current[i])) continue;
      const auto name = rules_.key(current[i].name);
      if (how == Named::same && name != rules_.key(wanted.name)) continue;
      if (how == Named::free && !name.empty() && asked.contains(name)) continue;
      if (same(current[i], wanted)) return i;
    }
    return current.size();
  }
  /// `wanted_` with a name for everything: made only where something is created.
  const Table& with_names() {
    if (!named_) name_all(named_.emplace(wanted_), naming_);
    return *named_;
  }
  template <class T>
  const T& named(std::vector<T> Table::*list, const T* one) {
    return (with_names().*list)[static_cast<std::size_t>(one - (wanted_.*list).data())];
  }

  // — operations —

  template <class O>
  void add(O operation) {
    out_.changes.push_back({std::move(operation), {}});
  }
  template <class T>
  void drop(std::vector<Operation>& to, const Pairing<T>& pairing) const {
    for (const auto* one : pairing.dropped) to.push_back({DropConstraint{name_, one->name, *one}, {}});
  }
  /// A name that another one still has is free only when that has got its own; where they go round in a circle, one
  /// steps aside.
  template <class O, class T>
  void rename(const Pairing<T>& pairing) {
    std::vector<std::pair<std::string, std::string>> open;
    for (const auto& [from, to] : pairing.renamed) open.emplace_back(from->name, to->name);
    while (!open.empty()) {
      const auto free = std::ranges::find_if(open, [&](const auto& one) {
        return std::ranges::none_of(open,
                                    [&](const auto& other) { return &other != &one && other.first == one.second; });
      });
      if (free != open.end()) {
        add(O{name_, free->first, free->second});
        open.erase(free);
      } else {
        const auto aside = with_suffix(open.front().first, "_aside");
        add(O{name_, open.front().first, aside});
        open.front().first = aside;
      }
    }
  }

  /// Whether a new primary key is to be created; drops the old one where it differs.
  bool drop_primary_key() {
    const auto& current = current_.primary_key;
    const auto& wanted = wanted_.primary_key;
    if (current && wanted && !is_on_renewed(*current) && same(*current, *wanted)) {
      if (!current->name.empty() && !wanted->name.empty() && rules_.key(current->name) != rules_.key(wanted->name)) {
        add(RenameConstraint{name_, current->name, wanted->name});
      }
      return false;
    }
    if (current) {
      add(DropConstraint{name_, current->name, *current});
      out_.weakens_keys = true;
    }
    return wanted.has_value();
  }

  void columns() {
    std::unordered_map<std::string, const Column*> current, wanted;
    for (const auto& column : current_.columns) current[rules_.key(column.name)] = &column;
    for (const auto& column : wanted_.columns) wanted[rules_.key(column.name)] = &column;
    for (const auto& column : current_.columns) {
      const auto key = rules_.key(column.name);
      if (wanted.contains(key) && !renewed_.contains(key)) continue;
      columns_.push_back(
          {DropColumn{name_, column.name, column, needs_value(column) ? neutral_value(column.type) : ""}, {}});
      out_.weakens_keys = true;
    }
    for (const auto& column : wanted_.columns) {
      const auto key = rules_.key(column.name);
      const auto found = current.find(key);
      if (found != current.end() && !renewed_.contains(key)) alter(*found->second, column);
    }
    for (const auto& column : wanted_.columns) {
      const auto key = rules_.key(column.name);
      if (!current.contains(key) || renewed_.contains(key)) add_column(column);
    }
    std::ranges::move(in_order_of_need(std::move(columns_), key_), std::back_inserter(out_.changes));
  }

  // — generated columns that have to go and come again —

  void find_renewed() {
    const auto is_generated = [](const Column& column) { return column.generated.has_value(); };
    if (std::ranges::none_of(current_.columns, is_generated) && std::ranges::none_of(wanted_.columns, is_generated))
      return;
    for (const auto& column : wanted_.columns) {
      const auto* held = held_column(column);
      if (!held || (!held->generated && !column.generated)) continue;
      if (is_replaced(*held, column) || reads_retyped(*held)) renewed_.insert(rules_.key(column.name));
    }
  }
  bool is_replaced(const Column& held, const Column& wanted) const {
    return !same_generated(held.generated, wanted.generated) && !rules_.regenerates_in_place(held, wanted) &&
           has_dependents(current_, held, key_);
  }
  bool reads_retyped(const Column& generated) const {
    if (rules_.retypes_under_generated()) return false;
    return std::ranges::any_of(wanted_.columns, [&](const Column& other) {
      const auto* before = held_column(other);
      return before && before != &generated && reads(generated, before->name, key_) &&
             !(rules_.same_type(current_, *before, other) && rules_.same_column_collation(current_, *before, other));
    });
  }
  const Column* held_column(const Column& wanted) const {
    const auto found = std::ranges::find_if(
        current_.columns, [&](const Column& held) { return rules_.key(held.name) == rules_.key(wanted.name); });
    return found == current_.columns.end() ? nullptr : &*found;
  }
  template <class T>
  bool is_on_renewed(const T& one) const {
    return !renewed_.empty() && is_on(one, renewed_, key_);
  }

  void add_column(Column column) {
    AddColumn out{name_, {}, needs_value(column) ? column.initial : ""};
    column.initial.clear();
    column.renamed_from.clear();
    out.column = std::move(column);
    columns_.push_back({std::move(out), {}});
  }

  void alter(const Column& current, const Column& wanted) {
    Column to = current;  // what means the same keeps the database's spelling
    if (!rules_.same_type(current_, current, wanted)) {
      to.type = wanted.type;
      out_.weakens_keys = true;
    }
    if (!rules_.same_nullability(current_, current, wanted)) to.nullable = wanted.nullable;
    if (!rules_.same_default(current_, current, wanted)) to.default_sql = wanted.default_sql;
    if (!rules_.same_identity(current_, current, wanted)) to.identity = wanted.identity;
    if (!same_generated(current.generated, wanted.generated)) to.generated = wanted.generated;
    if (!rules_.same_column_collation(current_, current, wanted)) to.collation = wanted.collation;
    if (rules_.keeps_comments()) to.comment = wanted.comment;
    const auto options = rules_.column_options(current, wanted);
    if (!rules_.same_options(current.options, options)) to.options = options;
    if (to == current) return;
    const bool tightened = current.nullable && !to.nullable;
    columns_.push_back({AlterColumn{name_, current.name, current, to, {}, "", tightened ? wanted.initial : ""}, {}});
  }

  bool same_generated(const std::optional<Generated>& a, const std::optional<Generated>& b) const {
    if (!a || !b) return a.has_value() == b.has_value();
    return a->stored == b->stored && same_text(a->expression, b->expression);
  }

  void table_attributes() {
    const auto options = rules_.table_options(current_, wanted_);
    if (!rules_.same_options(current_.options, options)) add(SetTableOptions{name_, current_.options, options});
    if (rules_.keeps_comments() && current_.comment != wanted_.comment)
      add(SetTableComment{name_, current_.comment, wanted_.comment});
  }

  const Table& current_;
  const Table& wanted_;
  const Equivalence& rules_;
  const NamingTemplates& naming_;
  NameKey key_ = [this](std::string_view name) { return rules_.key(name); };
  std::set<std::string> renewed_;  ///< generated columns that go and come again
  std::vector<Operation> columns_;
  std::optional<Table> named_;
  TableName name_;
  TableChanges out_;
};

}  // namespace

TableChanges compare_tables(const Table& current, const Table& wanted, const Equivalence& rules,
                            const NamingTemplates& naming) {
  return TableComparison(current, wanted, rules, naming).run();
}

bool needs_value(const Column& column) {
  return !column.nullable && !column.default_sql && !column.generated && !column.identity;
}

std::string neutral_value(const Type& type) {
  switch (type.kind) {
    case TypeKind::boolean:
    case TypeKind::smallint:
    case TypeKind::integer:
    case TypeKind::bigint:
    case TypeKind::real:
    case TypeKind::double_precision:
    case TypeKind::numeric: return "0";
    case TypeKind::date: return "'1970-01-01'";
    case TypeKind::time: return "'00:00:00'";
    case TypeKind::timestamp:
    case TypeKind::timestamptz: return "'1970-01-01 00:00:00'";
    case TypeKind::uuid: return "'00000000-0000-0000-0000-000000000000'";
    case TypeKind::json: return "'null'";
    default: return "''";
  }
}

}  // namespace migrate
