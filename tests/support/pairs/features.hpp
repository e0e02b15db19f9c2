// What a database has for random pairs of schemas: its types with values of them, and what else tables may have there.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "src/base/text.hpp"
#include "src/schema/type_text.hpp"

namespace migrate::test {

/// What may be written over a column: expressions stay right while its family stays.
enum class Family { number, text, other };

/// A type with what its columns hold in rows. Each row's value differs where the type is `distinct`.
struct PairType {
  std::string type{};
  Family family = Family::other;
  std::vector<std::string> values{};  ///< of the rows, as SQL
  std::string default_sql{};
  std::vector<std::string> becomes{};  ///< types that take each of the values, and give it back
  std::string native{};                ///< the same in the database's own words
  bool distinct = true;
  bool indexed = true;
};

/// What the tables of a database may have. A feature that is not said is not had.
struct PairFeatures {
  std::vector<PairType> types{};
  std::vector<std::string> key_types{};  ///< of columns that foreign keys tie: every value goes to each and back
  std::vector<std::string> collations{};
  std::vector<std::vector<std::string>> table_options{};  ///< name, and the texts that it may have
  char quote = '"';
  bool schemas = false;
  bool sequences = false;
  bool partitions = false;
  bool inherits = false;
  bool not_valid = false;
  bool deferrable = false;
  bool partial_indexes = false;
  bool expression_indexes = false;
  bool prefix_indexes = false;
  bool include = false;
  bool comments = false;
  bool expressions_over_keys = false;  ///< checks and generated columns may read what a foreign key or a counter writes
  bool virtual_columns = false;
  bool not_null_generated = false;
  bool charsets = false;
  std::vector<std::string> left_out{};  ///< changes that are not made, by their names
};

constexpr int rows_of_a_table = 4;

inline bool is_number(const Type& type) {
  return type.kind == TypeKind::smallint || type.kind == TypeKind::integer || type.kind == TypeKind::bigint;
}
inline bool is_text(const Type& type) {
  return type.kind == TypeKind::varchar || type.kind == TypeKind::character || type.kind == TypeKind::text;
}

inline const PairType* find_pair_type(const PairFeatures& features, const Type& type) {
  for (const auto& one : features.types) {
    if (parse_type(one.type) == type || (!one.native.empty() && parse_type(one.native) == type)) return &one;
  }
  return nullptr;
}

inline Family family_of(const PairFeatures& features, const Type& type) {
  const auto* found = find_pair_type(features, type);
  return found ? found->family : Family::other;
}

/// What all databases have.
inline std::vector<PairType> common_types() {
  return {
      {.type = "smallint",
       .family = Family::number,
       .values = {"1", "2", "3", "4"},
       .default_sql = "7",
       .becomes = {"integer", "bigint"}},
      {.type = "integer",
       .family = Family::number,
       .values = {"1", "2", "3", "4"},
       .default_sql = "0",
       .becomes = {"bigint", "smallint", "varchar(20)", "numeric(12,2)"}},
      {.type = "bigint",
       .family = Family::number,
       .values = {"1", "2", "3", "4"},
       .default_sql = "-1",
       .becomes = {"integer", "varchar(50)"}},
      {.type = "numeric(10,2)",
       .family = Family::number,
       .values = {"1.25", "2.50", "30.10", "4.00"},
       .default_sql = "0.25",
       .becomes = {"numeric(12,2)"}},
      {.type = "varchar(20)",
       .family = Family::text,
       .values = {"'1'", "'2'", "'3'", "'4'"},
       .default_sql = "'x'",
       .becomes = {"varchar(50)", "text"}},
      {.type = "varchar(50)",
       .family = Family::text,
       .values = {"'1'", "'2'", "'3'", "'4'"},
       .default_sql = "''",
       .becomes = {"varchar(20)", "text"}},
      {.type = "text",
       .family = Family::text,
       .values = {"'it''s'", "'b, ('", "''", "'d'"},
       .becomes = {"varchar(50)"},
       .indexed = false},
      {.type = "boolean", .values = {"TRUE", "FALSE", "TRUE", "FALSE"}, .default_sql = "TRUE", .distinct = false},
      {.type = "double", .values = {"0.5", "1.5", "2.5", "3.5"}, .default_sql = "1.5"},
      {.type = "date",
       .values = {"'2026-01-02'", "'2026-02-03'", "'2026-03-04'", "'2026-04-05'"},
       .default_sql = "'2000-01-01'",
       .becomes = {"timestamp"}},
      {.type = "timestamp",
       .values = {"'2026-01-02 03:04:05'", "'2026-01-02 03:04:06'", "'2026-01-02 03:04:07'", "'2026-01-02 03:04:08'"},
       .default_sql = "CURRENT_TIMESTAMP"},
      {.type = "json", .values = {"'{}'", "'[]'", "'[1]'", "'{\"a\": 1}'"}, .distinct = false, .indexed = false},
      {.type = "enum(level)",
       .values = {"'low'", "'mid'", "'high'", "'mid'"},
       .default_sql = "'low'",
       .distinct = false},
  };
}

/// The type of that text, to be changed for one database.
inline PairType& the_type(PairFeatures& features, const std::string& text) {
  return *std::ranges::find(features.types, text, &PairType::type);
}

}  // namespace migrate::test
