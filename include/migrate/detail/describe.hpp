// From a struct to plain facts about it: the only part that is compiled for each model, and so kept small. What the
// facts mean, and what is wrong with them, is worked out in build.hpp, once for all models.
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "migrate/relationship.hpp"
#include "migrate/table_args.hpp"

namespace migrate {

/// What is known about a struct that cannot be touched. Specialise it:
///
///     template <>
///     struct migrate::table_of<Legacy> {
///       static constexpr auto tablename = "legacy";
///       static auto columns() {
///         return migrate::columns(migrate::column<&Legacy::id>(Field{.primary_key = true}),
///                                 migrate::column<&Legacy::title>());
///       }
///     };
///
/// The table has the columns that are listed. schema, comment, renamed_from and table_args() may stand there too.
template <class T>
struct table_of {};

/// Stands among the models where tables and enums are called as SQLModel calls them, `HeroTeamLink` → `heroteamlink`,
/// and not in snake case: `MIGRATE_EXPORT_MODELS(migrate::LowerCaseNames, Team, Hero)`.
struct LowerCaseNames {};

namespace detail {

/// A column as it was found: its type, what its Field said, where in the struct it is. One that no member stands for
/// has no tag.
struct FoundColumn {
  std::string name;
  const ModelTag* tag;
  std::ptrdiff_t offset;
  const ColumnFacts* facts;
  Field field;
  std::string initial;  ///< SQL text of a plain member's own initialiser
};

/// A relationship as it was found.
struct FoundRelationship {
  std::string name;
  const ModelTag* to;
  bool many;
  std::vector<ColumnReference> columns{};
};

/// The facts about one model.
struct ModelFacts {
  const ModelTag* tag = nullptr;
  std::string table_name{};
  std::string schema{};
  std::string comment{};
  std::string renamed_from{};
  std::vector<FoundColumn> columns{};
  std::vector<FoundRelationship> relationships{};
  TableArgs (*args)() = nullptr;
  std::string failure{};  ///< why the rest could not be found out
  Naming naming = nullptr;
};

/// The lower-case form of a C++ name, as SQLModel has it for tables and SQLAlchemy for enums.
inline std::string lower_case(std::string_view name) {
  std::string out(name);
  for (char& c : out) c = to_lower(c);
  return out;
}

struct Shape;

/// A member: a column, a nested struct, a relationship, or nothing that a database sees.
struct Member {
  std::string_view name;
  const ColumnFacts* facts = nullptr;
  const Shape* (*embedded)() = nullptr;
  const ModelTag* related = nullptr;
  bool many = false;
  bool (*annotated)() = nullptr;  ///< where the facts' own cannot tell
};

struct Shape {
  const ModelTag* tag;
  const Member* members;
  std::size_t count;
  void (*addresses)(const void* object, const void** out);
};

/// Whether a member has a Field, told by leaving its initialiser out: for types whose values do not tell.
template <class T, std::size_t I>
bool annotated_by_leaving_out() {
  Recorder with, without;
  {
    const Recording recording(&with);
    (void)Binding<I>::template make<T>();
  }
  {
    const Recording recording(&without);
    (void)Binding<I + 1>::template make<T>();
  }
  return with.types.size() != without.types.size();
}

template <class T>
const Shape* shape_of();

template <class T>
inline constexpr bool is_std_array = false;
template <class T, std::size_t Size>
inline constexpr bool is_std_array<std::array<T, Size>> = !ColumnType<std::array<T, Size>>;

/// A member that cannot be a column; the compiler shows it with the message. `None` is always false.
template <auto Member, class Type, bool None = ColumnType<Type>>
constexpr void refuse_member() {
  using Held = plain_type<Type>;
  constexpr bool number = std::is_integral_v<Held> && !is_character<Held>;
  if constexpr (is_character<Held>) {
    static_assert(None, "migrate: this member's C++ type has no SQL type: a character is no column, use std::string");
  } else if constexpr (number && sizeof(Held) == 1) {
    static_assert(
        None, "migrate: this member's C++ type has no SQL type: SQL has no numbers of eight bits, use std::int16_t");
  } else if constexpr (number && std::is_unsigned_v<Held> && sizeof(Held) < 8) {
    static_assert(None,
                  "migrate: this member's C++ type has no SQL type: SQL has no unsigned numbers, use std::int32_t or "
                  "std::int64_t");
  } else if constexpr (number && std::is_unsigned_v<Held>) {
    static_assert(None,
                  "migrate: this member's C++ type has no SQL type: SQL has no unsigned numbers, use std::int64_t, or "
                  "specialise migrate::sql_type for a type of yours that is \"numeric(20)\"");
  } else if constexpr (std::is_pointer_v<Held> || std::is_same_v<Held, std::string_view>) {
    static_assert(None,
                  "migrate: this member's C++ type has no SQL type: a model holds its values itself, use std::string, "
                  "std::optional or migrate::Relationship");
  } else if constexpr (std::is_same_v<Held, long double>) {
    static_assert(None,
                  "migrate: this member's C++ type has no SQL type: use double, or another type with .type = "
                  "\"numeric(…)\"");
  } else {
    static_assert(None,
                  "migrate: this member's C++ type has no SQL type: use one that has (migrate-models(7) lists them) or "
                  "specialise migrate::sql_type");
  }
}

template <class T, std::size_t I>
constexpr void refuse_member_of() {
  constexpr auto pointers = Binding<member_count<T>>::pointers(nowhere<T>.value);
  refuse_member<Boxed<decltype(get<I>(pointers))>{get<I>(pointers)}, member_type<T, I>>();
}

template <class T, std::size_t I>
constexpr Member describe_member(std::string_view name) {
  using Type = member_type<T, I>;
  Member member{name};
  if constexpr (IsRelationship<Type>) {
    member.related = Type::tag();
    member.many = Type::many;
  } else if constexpr (IsTransient<Type>) {
  } else if constexpr (is_std_array<Type>) {
    static_assert(ColumnType<Type>,
                  "migrate: this member's C++ type, a std::array, has no SQL type: use one that has "
                  "(migrate-models(7) lists them) or specialise migrate::sql_type");
  } else if constexpr (Embedded<Type>) {
    member.embedded = &shape_of<Type>;
  } else {
    static_assert(!std::is_array_v<Type>,
                  "migrate: a C array cannot be a column: use std::string or std::vector<std::byte>");
    if constexpr (!ColumnType<Type> && !std::is_array_v<Type>) refuse_member_of<T, I>();
    if constexpr (ColumnType<Type>) {
      member.facts = &column_facts<Type>;
      if constexpr (!has_probe<Type>) member.annotated = &annotated_by_leaving_out<T, I>;
    }
  }
  return member;
}

template <class T, class Indices = std::make_index_sequence<member_count<T>>>
struct ShapeOf;
template <class T, std::size_t... I>
struct ShapeOf<T, std::index_sequence<I...>> {
  static constexpr auto names = member_names<T>(std::index_sequence<I...>());
  static constexpr Member members[] = {describe_member<T, I>(names[I])...};
  static void addresses(const void* object, const void** out) {
    const auto pointers = Binding<sizeof...(I)>::pointers(*static_cast<const T*>(object));
    ((out[I] = get<I>(pointers)), ...);
  }
  static constexpr Shape shape{&tag_of<T>, members, sizeof...(I), &addresses};
};

/// All that a struct must be to be a model; false after the compiler has said what it is not.
template <class T>
consteval bool is_model() {
  static_assert(std::is_class_v<T>, "migrate: a model is a struct");
  if constexpr (std::is_class_v<T>) {
    constexpr bool base = std::is_aggregate_v<T> && has_base<T>;
    static_assert(!base, "migrate: a model cannot inherit: make the shared columns a member, `Timestamps stamps;`");
    static_assert(std::is_aggregate_v<T>,
                  "migrate: a model is a plain struct: no constructors, no private or virtual members, no base with "
                  "them; describe another class by migrate::table_of");
    if constexpr (std::is_aggregate_v<T> && !base) {
      static_assert(
          requires { T{}; },
          "migrate: each member of a model needs a default value; with a Field, write `name = Field{...}`, not "
          "`name{Field{...}}`");
      static_assert(!too_long<T>,
                    "migrate: a model has at most 64 members: move some into a nested struct, whose columns are "
                    "inlined");
      static_assert(member_count<T> > 0, "migrate: a model needs at least one member");
      return requires { T{}; }
      &&!too_long<T> && (member_count<T> > 0);
    }
  }
  return false;
}

template <class T>
const Shape* shape_of() {
  if constexpr (is_model<T>()) {
    return &ShapeOf<T>::shape;
  } else {
    return nullptr;
  }
}

/// Pairs the members of two objects of one model, built under a recorder, with what was recorded: collect.hpp.
void collect_members(ModelFacts& out, const Recorder& records, const Shape& shape, const void* first,
                     const void* second);

// A text that a model says as `static constexpr auto tablename = "…"`, or table_of says for it. An ordinary member
// of that name is a column and does not count.
#define MIGRATE_STATIC_TEXT(word)                                      \
  template <class T>                                                   \
  std::string static_##word() {                                        \
    if constexpr (requires { std::string_view(table_of<T>::word); }) { \
      return std::string(std::string_view(table_of<T>::word));         \
    } else if constexpr (requires { std::string_view(*&T::word); }) {  \
      return std::string(std::string_view(T::word));                   \
    } else {                                                           \
      return {};                                                       \
    }                                                                  \
  }
MIGRATE_STATIC_TEXT(tablename)
MIGRATE_STATIC_TEXT(schema)
MIGRATE_STATIC_TEXT(comment)
MIGRATE_STATIC_TEXT(renamed_from)
#undef MIGRATE_STATIC_TEXT

template <class T>
void find_members(ModelFacts& out) {
  if constexpr (is_model<T>()) {
    note_doing("the initialisers of the members of ", type_name<T>());
    Recorder records, again;
    again.second_round = true;
    const auto build = [](Recorder& into) {
      const Recording recording(&into);
      return T{};
    };
    const T first = build(records);
    const T second = build(again);
    collect_members(out, records, *shape_of<T>(), &first, &second);
  }
}

/// Of what stands beside the members; false after the compiler has said what is wrong with it.
template <class T>
consteval bool has_sound_args() {
  if constexpr (requires { table_of<T>::table_args(); }) {
    static_assert(std::is_same_v<decltype(table_of<T>::table_args()), TableArgs>,
                  "migrate: table_args() returns migrate::table_args(...), with everything inside its parentheses");
    return std::is_same_v<decltype(table_of<T>::table_args()), TableArgs>;
  } else if constexpr (requires { T::table_args(); }) {
    static_assert(std::is_same_v<decltype(T::table_args()), TableArgs>,
                  "migrate: table_args() returns migrate::table_args(...), with everything inside its parentheses");
    return std::is_same_v<decltype(T::table_args()), TableArgs>;
  } else {
    static_assert(
        !requires(T & model) { model.table_args(); },
        "migrate: table_args() has to be a static function: static auto table_args()");
    return false;
  }
}

template <class T>
void describe_defined_model(ModelFacts& out);

template <class T>
concept Defined = requires {
  sizeof(T);
};

template <class T>
void describe_model(ModelFacts& out) {
  static_assert(Defined<T>, "migrate: this model is only declared here: include the header that defines it");
  if constexpr (Defined<T>) describe_defined_model<T>(out);
}

template <class T>
void describe_defined_model(ModelFacts& out) {
  out.tag = &tag_of<T>;
  out.table_name = static_tablename<T>();
  out.schema = static_schema<T>();
  out.comment = static_comment<T>();
  out.renamed_from = static_renamed_from<T>();
  if constexpr (has_sound_args<T>()) {
    out.args = [] {
      if constexpr (requires { table_of<T>::table_args(); }) {
        return table_of<T>::table_args();
      } else {
        return T::table_args();
      }
    };
  }
  if constexpr (requires { table_of<T>::columns(); }) {
    out.columns = table_of<T>::columns();
  } else {
    find_members<T>(out);
  }
}

template <>
inline void describe_model<LowerCaseNames>(ModelFacts& out) {
  out.naming = &lower_case;
}

template <auto Pointer>
struct PointerParts;
template <class C, class M, M C::*Pointer>
struct PointerParts<Pointer> {
  using Class = C;
  using Type = M;
};

}  // namespace detail

/// A column of a struct that cannot be touched, for table_of: `column<&Legacy::id>(Field{.primary_key = true})`.
template <auto Pointer>
requires(std::is_member_object_pointer_v<decltype(Pointer)>) detail::FoundColumn column(const Field& field = Field()) {
  using Parts = detail::PointerParts<Pointer>;
  static_assert(detail::ColumnType<typename Parts::Type>,
                "migrate: this member's C++ type has no SQL type: specialise migrate::sql_type");
  std::string name = *field.name != '\0' ? field.name : std::string(detail::name_of_member<Pointer>());
  return {std::move(name),
          &detail::tag_of<typename Parts::Class>,
          detail::offset_of(Pointer),
          &detail::column_facts<typename Parts::Type>,
          field,
          {}};
}

/// A column that no accessible member stands for, of a C++ type and a name:
/// `column<std::string>("title", Field{.max_length = 80})`.
template <class T>
detail::FoundColumn column(const char* name, const Field& field = Field()) {
  static_assert(detail::ColumnType<T>, "migrate: this C++ type has no SQL type: specialise migrate::sql_type");
  return {name, nullptr, 0, &detail::column_facts<T>, field, {}};
}

template <std::same_as<detail::FoundColumn>... Columns>
std::vector<detail::FoundColumn> columns(Columns... columns) {
  return {std::move(columns)...};
}

}  // namespace migrate
