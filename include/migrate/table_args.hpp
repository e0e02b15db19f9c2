// What a model says about its table as a whole: keys, indexes and checks over several columns, comment, settings.
//
//     static auto table_args() {
//       return migrate::table_args(migrate::unique(&Hero::name, &Hero::team_id),
//                                  migrate::check("age_positive", "age >= 0"),
//                                  migrate::index(migrate::expression("lower(name)")).unique());
//     }
//
// A text that comes first is the constraint's name; without one, the naming convention gives it. Columns are member
// pointers, also to members of a nested struct; any column can be given by its name: `column("created_at")`.
#pragma once

#include <concepts>
#include <initializer_list>
#include <utility>
#include <vector>

#include "migrate/field.hpp"

namespace migrate {

namespace detail {

/// The column's name, in the model whose table_args() are being read.
std::string local_column(const ColumnReference& reference);
/// Sets the table and the target columns of a foreign key of that model.
void set_target(ForeignKey& key, std::initializer_list<ColumnReference> target);
/// The meaning of "CASCADE", "SET NULL", … behind `word`.
Action read_action(std::string_view text, std::string_view word);
/// The type that a sequence counts in.
Type sequence_type(std::string_view text);

}  // namespace detail

/// An element of a key or an index: a column or an expression, with its order.
class KeyPart {
 public:
  template <class Class, class Member>
  requires(std::is_member_object_pointer_v<Member Class::*>) KeyPart(Member Class::*member) {
    element.column = detail::local_column(ColumnReference(member));
  }
  explicit KeyPart(IndexColumn part) : element(std::move(part)) {}

  // clang-format off
  KeyPart&& asc() && { element.order = Order::asc; return std::move(*this); }
  KeyPart&& desc() && { element.order = Order::desc; return std::move(*this); }
  KeyPart&& nulls_first() && { element.nulls = Nulls::first; return std::move(*this); }
  KeyPart&& nulls_last() && { element.nulls = Nulls::last; return std::move(*this); }
  KeyPart&& collation(const char* name) && { element.collation = name; return std::move(*this); }
  KeyPart&& opclass(const char* name) && { element.opclass = name; return std::move(*this); }
  /// MySQL: an index over the first characters only.
  KeyPart&& length(int characters) && { element.length = characters; return std::move(*this); }
  /// In exclude(): the operator by which two rows must not agree.
  ExclusionElement with(const char* op) && { return {std::move(element), op}; }
  // clang-format on

  IndexColumn element{};
};

/// `column(&Hero::age).desc()`; by its name: `column("created_at")`.
template <class Class, class Member>
KeyPart column(Member Class::*member) {
  return KeyPart(member);
}
inline KeyPart column(const char* name) { return KeyPart(IndexColumn{.column = name}); }
/// `index(expression("lower(name)"))`
inline KeyPart expression(const char* sql) { return KeyPart(IndexColumn{.column = {}, .expression = sql}); }

/// Columns for `include`: members or names.
using Names = std::initializer_list<ColumnReference>;

/// A key, an index, a check or a sequence as unique(), index(), check() and so on make it. The setters may be chained;
/// each is there where the Value has what it sets. (As a template, it costs nothing where it is not used.)
template <class Value>
class Arg {
 public:
  // clang-format off
  Arg&& name(const char* name) && { value.name = name; return std::move(*this); }

  Arg&& deferrable() && requires requires(Value v) { v.deferrable; } { value.deferrable = true; return std::move(*this); }
  Arg&& initially_deferred() && requires requires(Value v) { v.initially; } { value.deferrable = true; value.initially = Initially::deferred; return std::move(*this); }
  Arg&& nulls_not_distinct() && requires requires(Value v) { v.nulls_not_distinct; } { value.nulls_not_distinct = true; return std::move(*this); }
  Arg&& include(Names columns) && requires requires(Value v) { v.include; } { for (const auto& column : columns) value.include.push_back(detail::local_column(column)); return std::move(*this); }
  Arg&& option(const char* key, detail::Literal setting) && requires requires(Value v) { v.options; } { value.options[key] = setting.option_value(); return std::move(*this); }

  // of an index
  Arg&& unique() && requires requires(Value v) { v.unique; } { value.unique = true; return std::move(*this); }
  Arg&& where(const char* predicate) && requires requires(Value v) { v.where; } { value.where = predicate; return std::move(*this); }
  Arg&& using_method(const char* method) && requires requires(Value v) { v.using_method; } { value.using_method = method; return std::move(*this); }
  Arg&& with(const char* parameter, const char* setting) && requires requires(Value v) { v.with; } { value.with[parameter] = setting; return std::move(*this); }
  Arg&& concurrently() && requires requires(Value v) { v.concurrently; } { value.concurrently = true; return std::move(*this); }
  Arg&& comment(const char* text) && requires requires(Value v) { v.comment; } { value.comment = text; return std::move(*this); }

  // of a foreign key
  Arg&& ondelete(const char* action) && requires requires(Value v) { v.on_delete; } { value.on_delete = detail::read_action(action, "ondelete"); return std::move(*this); }
  Arg&& onupdate(const char* action) && requires requires(Value v) { v.on_update; } { value.on_update = detail::read_action(action, "onupdate"); return std::move(*this); }
  Arg&& match(Match how) && requires requires(Value v) { v.match; } { value.match = how; return std::move(*this); }

  // of a foreign key or a check
  Arg&& not_valid() && requires requires(Value v) { v.not_valid; } { value.not_valid = true; return std::move(*this); }
  Arg&& no_inherit() && requires requires(Value v) { v.no_inherit; } { value.no_inherit = true; return std::move(*this); }

  // of a sequence
  Arg&& schema(const char* name) && requires requires(Value v) { v.schema; } { value.schema = name; return std::move(*this); }
  Arg&& type(const char* type) && requires requires(Value v) { v.start; } { value.type = detail::sequence_type(type); return std::move(*this); }
  Arg&& start(std::int64_t number) && requires requires(Value v) { v.start; } { value.start = number; return std::move(*this); }
  Arg&& increment(std::int64_t step) && requires requires(Value v) { v.start; } { value.increment = step; return std::move(*this); }
  Arg&& min(std::int64_t number) && requires requires(Value v) { v.start; } { value.min = number; return std::move(*this); }
  Arg&& max(std::int64_t number) && requires requires(Value v) { v.start; } { value.max = number; return std::move(*this); }
  Arg&& cache(std::int64_t count) && requires requires(Value v) { v.start; } { value.cache = count; return std::move(*this); }
  Arg&& cycle() && requires requires(Value v) { v.start; } { value.cycle = true; return std::move(*this); }
  /// `table.column`: the sequence is dropped with it.
  Arg&& owned_by(const char* column) && requires requires(Value v) { v.start; } { value.owned_by = column; return std::move(*this); }
  // clang-format on

  Value value{};
};

/// The comment on a table that cannot say `static constexpr auto comment`, because it has a column of that name.
struct CommentArg {
  const char* text;
};
inline CommentArg comment(const char* text) { return {text}; }

/// All that a model says of its table: a table without its columns, and the sequences that it uses.
struct TableArgs {
  Table table{};
  std::vector<Sequence> sequences{};
};

namespace detail {

template <class Value>
void add_to(TableArgs& all, Arg<Value> arg) {
  Table& table = all.table;
  if constexpr (std::is_same_v<Value, Sequence>) {
    all.sequences.push_back(std::move(arg.value));
  } else if constexpr (std::is_same_v<Value, Exclusion>) {
    table.exclusions.push_back(std::move(arg.value));
  } else if constexpr (std::is_same_v<Value, PrimaryKey>) {
    table.primary_key = std::move(arg.value);
  } else if constexpr (std::is_same_v<Value, Unique>) {
    table.uniques.push_back(std::move(arg.value));
  } else if constexpr (std::is_same_v<Value, Index>) {
    table.indexes.push_back(std::move(arg.value));
  } else if constexpr (std::is_same_v<Value, Check>) {
    table.checks.push_back(std::move(arg.value));
  } else {
    table.foreign_keys.push_back(std::move(arg.value));
  }
}
inline void add_to(TableArgs& all, CommentArg arg) { all.table.comment = arg.text; }
template <class... None>
void add_to(TableArgs& all, const Option& arg, None...) {
  all.table.options[arg.key] = arg.value.option_value();
}

template <class T>
concept TableArg = requires(TableArgs& all, T&& arg) {
  add_to(all, std::forward<T>(arg));
};

}  // namespace detail

template <class... Args>
TableArgs table_args(Args&&... args) {
  static_assert((detail::TableArg<Args> && ...),
                "migrate: table_args() takes what unique(), primary_key(), index(), check(), foreign_key(), exclude(), "
                "sequence(), option() and comment() make");
  TableArgs all;
  if constexpr ((detail::TableArg<Args> && ...)) (detail::add_to(all, std::forward<Args>(args)), ...);
  return all;
}

namespace detail {

template <class Part>
void add_column(std::vector<IndexColumn>& columns, Part&& part) {
  constexpr bool is_text = std::is_convertible_v<Part, const char*>;
  static_assert(!is_text,
                "migrate: only the name of a key or an index is a text: write column(...) around the name of a column");
  if constexpr (!is_text) columns.push_back(std::move(KeyPart(std::forward<Part>(part)).element));
}

/// A key or an index over columns, behind its name if a text comes first.
template <class Value, class First, class... Parts>
Arg<Value> with_columns(First&& first, Parts&&... parts) {
  Arg<Value> arg;
  if constexpr (std::is_convertible_v<First, const char*>) {
    static_assert(sizeof...(Parts) > 0, "migrate: a key or an index needs a column behind its name");
    arg.value.name = first;
  } else {
    add_column(arg.value.columns, std::forward<First>(first));
  }
  (add_column(arg.value.columns, std::forward<Parts>(parts)), ...);
  return arg;
}

}  // namespace detail

/// `unique(&Hero::name, &Hero::team_id)`, `unique("uq_hero", &Hero::name)`
template <class... Parts>
Arg<Unique> unique(Parts&&... columns) {
  return detail::with_columns<Unique>(std::forward<Parts>(columns)...);
}

/// `primary_key("pk_hero", &Hero::team_id, &Hero::id)`
template <class... Parts>
Arg<PrimaryKey> primary_key(Parts&&... columns) {
  return detail::with_columns<PrimaryKey>(std::forward<Parts>(columns)...);
}

/// `index(&Hero::name, column(&Hero::age).desc())`, `index("ix_lower", expression("lower(name)")).where("age > 17")`
template <class... Parts>
Arg<Index> index(Parts&&... columns) {
  return detail::with_columns<Index>(std::forward<Parts>(columns)...);
}

/// `check("age_positive", "age >= 0")`, or without a name: `check("age >= 0")`
inline Arg<Check> check(const char* name, const char* expression) {
  return {Check{.name = name, .expression = expression}};
}
inline Arg<Check> check(const char* expression) { return check("", expression); }

/// PostgreSQL: no two rows agree by all of the operators. `using_method` is gist unless said:
/// `exclude("no_overlap", column(&Stay::room).with("="), column(&Stay::during).with("&&")).where("not cancelled")`
template <class... Elements>
requires(sizeof...(Elements) > 0 && (std::same_as<Elements, ExclusionElement> &&
                                     ...)) Arg<Exclusion> exclude(const char* name, Elements... elements) {
  return {Exclusion{.name = name, .using_method = "gist", .elements = {std::move(elements)...}}};
}
template <class... Elements>
requires((std::same_as<Elements, ExclusionElement> && ...)) Arg<Exclusion> exclude(ExclusionElement first,
                                                                                   Elements... elements) {
  return exclude("", std::move(first), std::move(elements)...);
}

/// A sequence of the database, made with the table's models: `sequence("order_no").start(1000)`, used by a
/// `.server_default = sql("nextval('order_no')")`. It is in the table's schema unless `.schema(…)` says another.
template <class... None>
Arg<Sequence> sequence(const char* name, None...) {
  return {Sequence{.name = name}};
}

/// `foreign_key({&Line::order_id, &Line::part}, {&Order::id, &Order::part}).ondelete("CASCADE")`; the target may be
/// text: `{"order.id", "order.part"}`.
inline Arg<ForeignKey> foreign_key(const char* name, std::initializer_list<ColumnReference> columns,
                                   std::initializer_list<ColumnReference> target) {
  Arg<ForeignKey> arg;
  arg.value.name = name;
  for (const auto& column : columns) arg.value.columns.push_back(detail::local_column(column));
  detail::set_target(arg.value, target);
  return arg;
}
inline Arg<ForeignKey> foreign_key(std::initializer_list<ColumnReference> columns,
                                   std::initializer_list<ColumnReference> target) {
  return foreign_key("", columns, target);
}

}  // namespace migrate
