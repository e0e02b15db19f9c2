// Field: what a model says about a column beyond its C++ type. It reads like SQLModel's Field and is written in the
// place of the member's initialiser; the struct stays a plain aggregate with ordinary members:
//
//     struct Hero {
//       std::optional<std::int64_t> id = Field{.primary_key = true};
//       std::string name = Field{.index = true, .max_length = 80};
//     };
#pragma once

#include "migrate/detail/recorder.hpp"

namespace migrate {

/// Designated initialisers must stand in this order; each may be left out.
struct Field {
  /// Part of the primary key. A single integer key without foreign key and default numbers its rows (identity).
  bool primary_key = false;
  /// The column that this one refers to: `&Team::id`, or as text, for cycles: `"team.id"`, `"schema.team.id"`.
  ColumnReference foreign_key = {};
  /// What the foreign key does when the parent goes or changes: CASCADE, SET NULL, SET DEFAULT, RESTRICT, NO ACTION.
  const char* ondelete = "";
  const char* onupdate = "";
  /// No two rows have the same value. Together with `index` it is a unique index, as in SQLAlchemy.
  bool unique = false;
  /// Whether NULL is allowed; by default it is for a std::optional that is not part of the primary key.
  std::optional<bool> nullable = {};
  bool index = false;
  /// Of text: varchar(n). Of bytes: varbinary(n).
  int max_length = 0;
  /// Of a number, or of text that holds one: numeric(max_digits, decimal_places).
  int max_digits = 0;
  int decimal_places = 0;
  /// Another type than the C++ type's own: `"text"`, `"timestamptz"`, `{"json", "postgresql:jsonb"}`.
  FieldType type = {};
  /// The database's default: a number, a truth value, text (quoted), an enumerator, or `sql("…")`.
  ServerDefault server_default = {};
  /// The column is computed: an SQL expression, or stored("…").
  FieldGenerated generated = {};
  const char* comment = "";
  /// The column's name, where it is not the member's.
  const char* name = "";
  /// The column's former name: it is renamed, not dropped and added.
  const char* renamed_from = "";
  /// The member's ordinary C++ default; fills existing rows when the column is added.
  Initial initial = {};
  /// Whether, and how, the database numbers the rows: true, false, Identity{.start = 1000}.
  FieldIdentity identity = {};
  /// SQLite's AUTOINCREMENT: a number is never used again.
  bool autoincrement = false;
  const char* collation = "";
  /// Of the foreign key: checked at the end of the transaction; "deferred" or "immediate" says what holds at its start.
  bool deferrable = false;
  const char* initially = "";
  /// Settings of one database, at most four: `{option("mysql.invisible", true)}`.
  Option options[4] = {};

  /// A Field initialises a member of any type that can be a column.
  template <class T>
  constexpr operator T() const {
    static_assert(
        detail::ColumnType<T>,
        "migrate: this member's C++ type has no SQL type: use one that has (migrate-models(7) lists them), "
        "specialise migrate::sql_type, or, if the member is written `name{Field{...}}`, write `name = Field{...}`");
    if constexpr (detail::ColumnType<T>) {
      if (!std::is_constant_evaluated() && detail::recorder) [[unlikely]]
        return detail::record<T>(*this);
      return initial.as<T>();
    }
  }
  // Keeps the constructors of std::optional out of the way, which would make the line above ambiguous.
  template <class T, int = 0>
  explicit operator T() const = delete;  // migrate: write `name = Field{...}`, not `name{Field{...}}`
};

template <class T>
T detail::record(const Field& field) {
  recorder->types.push_back(&column_facts<T>);
  recorder->fields.push_back(field);
  if constexpr (has_probe<T>) {
    if (recorder->second_round) return probe<T>();
  }
  return T{};
}

}  // namespace migrate
