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

/// A list of column names, for `include`.
using Names = std::initializer_list<const char*>;

/// A unique constraint, made by unique(); the setters may be chained.
class UniqueArg {
 public:
  // clang-format off
  UniqueArg&& name(const char* name) && { value.name = name; return std::move(*this); }
  UniqueArg&& deferrable() && { value.deferrable = true; return std::move(*this); }
  UniqueArg&& initially_deferred() && { value.deferrable = true; value.initially = Initially::deferred; return std::move(*this); }
  UniqueArg&& nulls_not_distinct() && { value.nulls_not_distinct = true; return std::move(*this); }
  UniqueArg&& include(Names columns) && { value.include.assign(columns.begin(), columns.end()); return std::move(*this); }
  UniqueArg&& option(const char* key, detail::Literal setting) && { value.options[key] = setting.option_value(); return std::move(*this); }
  // clang-format on
  Unique value{};
};

/// A primary key that needs more than `Field{.primary_key = true}`: a name, another order; made by primary_key().
class PrimaryKeyArg {
 public:
  // clang-format off
  PrimaryKeyArg&& name(const char* name) && { value.name = name; return std::move(*this); }
  PrimaryKeyArg&& deferrable() && { value.deferrable = true; return std::move(*this); }
  PrimaryKeyArg&& initially_deferred() && { value.deferrable = true; value.initially = Initially::deferred; return std::move(*this); }
  PrimaryKeyArg&& include(Names columns) && { value.include.assign(columns.begin(), columns.end()); return std::move(*this); }
  PrimaryKeyArg&& option(const char* key, detail::Literal setting) && { value.options[key] = setting.option_value(); return std::move(*this); }
  // clang-format on
  PrimaryKey value{};
};

/// An index, made by index(); the setters may be chained.
class IndexArg {
 public:
  // clang-format off
  IndexArg&& name(const char* name) && { value.name = name; return std::move(*this); }
  IndexArg&& unique() && { value.unique = true; return std::move(*this); }
  IndexArg&& where(const char* predicate) && { value.where = predicate; return std::move(*this); }
  IndexArg&& using_method(const char* method) && { value.using_method = method; return std::move(*this); }
  IndexArg&& include(Names columns) && { value.include.assign(columns.begin(), columns.end()); return std::move(*this); }
  IndexArg&& with(const char* parameter, const char* setting) && { value.with[parameter] = setting; return std::move(*this); }
  IndexArg&& nulls_not_distinct() && { value.nulls_not_distinct = true; return std::move(*this); }
  IndexArg&& concurrently() && { value.concurrently = true; return std::move(*this); }
  IndexArg&& comment(const char* text) && { value.comment = text; return std::move(*this); }
  IndexArg&& option(const char* key, detail::Literal setting) && { value.options[key] = setting.option_value(); return std::move(*this); }
  // clang-format on
  Index value{};
};

/// A check constraint, made by check().
class CheckArg {
 public:
  // clang-format off
  CheckArg&& name(const char* name) && { value.name = name; return std::move(*this); }
  CheckArg&& not_valid() && { value.not_valid = true; return std::move(*this); }
  CheckArg&& no_inherit() && { value.no_inherit = true; return std::move(*this); }
  // clang-format on
  Check value{};
};

/// A foreign key over several columns, made by foreign_key(); the setters may be chained.
class ForeignKeyArg {
 public:
  // clang-format off
  ForeignKeyArg&& name(const char* name) && { value.name = name; return std::move(*this); }
  ForeignKeyArg&& ondelete(const char* action) && { value.on_delete = detail::read_action(action, "ondelete"); return std::move(*this); }
  ForeignKeyArg&& onupdate(const char* action) && { value.on_update = detail::read_action(action, "onupdate"); return std::move(*this); }
  ForeignKeyArg&& match(Match how) && { value.match = how; return std::move(*this); }
  ForeignKeyArg&& deferrable() && { value.deferrable = true; return std::move(*this); }
  ForeignKeyArg&& initially_deferred() && { value.deferrable = true; value.initially = Initially::deferred; return std::move(*this); }
  ForeignKeyArg&& not_valid() && { value.not_valid = true; return std::move(*this); }
  // clang-format on
  ForeignKey value{};
};

/// The comment on a table that cannot say `static constexpr auto comment`, because it has a column of that name.
struct CommentArg {
  const char* text;
};
inline CommentArg comment(const char* text) { return {text}; }

/// All that a model says of its table: a table without its columns.
struct TableArgs {
  Table table{};

  void add(UniqueArg arg) { table.uniques.push_back(std::move(arg.value)); }
  void add(PrimaryKeyArg arg) { table.primary_key = std::move(arg.value); }
  void add(IndexArg arg) { table.indexes.push_back(std::move(arg.value)); }
  void add(CheckArg arg) { table.checks.push_back(std::move(arg.value)); }
  void add(ForeignKeyArg arg) { table.foreign_keys.push_back(std::move(arg.value)); }
  void add(CommentArg arg) { table.comment = arg.text; }
  void add(const Option& arg) { table.options[arg.key] = arg.value.option_value(); }
};

template <class... Args>
TableArgs table_args(Args&&... args) {
  TableArgs all;
  (all.add(std::forward<Args>(args)), ...);
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
template <class Arg, class First, class... Parts>
Arg with_columns(First&& first, Parts&&... parts) {
  Arg arg;
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
UniqueArg unique(Parts&&... columns) {
  return detail::with_columns<UniqueArg>(std::forward<Parts>(columns)...);
}

/// `primary_key("pk_hero", &Hero::team_id, &Hero::id)`
template <class... Parts>
PrimaryKeyArg primary_key(Parts&&... columns) {
  return detail::with_columns<PrimaryKeyArg>(std::forward<Parts>(columns)...);
}

/// `index(&Hero::name, column(&Hero::age).desc())`, `index("ix_lower", expression("lower(name)")).where("age > 17")`
template <class... Parts>
IndexArg index(Parts&&... columns) {
  return detail::with_columns<IndexArg>(std::forward<Parts>(columns)...);
}

/// `check("age_positive", "age >= 0")`, or without a name: `check("age >= 0")`
inline CheckArg check(const char* name, const char* expression) {
  return {Check{.name = name, .expression = expression}};
}
inline CheckArg check(const char* expression) { return check("", expression); }

/// `foreign_key({&Line::order_id, &Line::part}, {&Order::id, &Order::part}).ondelete("CASCADE")`; the target may be
/// text: `{"order.id", "order.part"}`.
inline ForeignKeyArg foreign_key(const char* name, std::initializer_list<ColumnReference> columns,
                                 std::initializer_list<ColumnReference> target) {
  ForeignKeyArg arg;
  arg.value.name = name;
  for (const auto& column : columns) arg.value.columns.push_back(detail::local_column(column));
  detail::set_target(arg.value, target);
  return arg;
}
inline ForeignKeyArg foreign_key(std::initializer_list<ColumnReference> columns,
                                 std::initializer_list<ColumnReference> target) {
  return foreign_key("", columns, target);
}

}  // namespace migrate
