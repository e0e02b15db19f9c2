// A catalog while it is read: each pass asks one query for the objects of all tables and hangs what it finds onto those
// that passes before it have found, by oid. Nothing is asked by table.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "dialects/connection.hpp"
#include "dialects/postgresql/cells.hpp"
#include "dialects/postgresql/numbering.hpp"
#include "migrate/schema.hpp"
#include "src/operations/operation.hpp"

namespace migrate::postgresql {

/// A column's place: a table and the number of a column in it, which need not be its position.
struct ColumnPlace {
  Oid table = 0;
  std::int64_t number = 0;

  bool operator==(const ColumnPlace&) const = default;
};
struct ColumnPlaceHash {
  std::size_t operator()(const ColumnPlace& place) const {
    return std::hash<std::uint64_t>{}((std::uint64_t{place.table} << 16U) | static_cast<std::uint16_t>(place.number));
  }
};

struct FoundTable {
  std::size_t index = 0;  ///< in Schema::tables
  /// By number - 1, also of inherited columns, which are no columns of ours.
  std::vector<std::string> columns{};
  std::vector<Oid> collations{};
};

/// A sequence that a column owns.
struct OwnedSequence {
  std::size_t index = 0;  ///< in Catalog::sequences
  bool of_identity = false;
};

struct FoundSequence {
  Sequence sequence;
  Numbering numbering;
  TypeKind type = TypeKind::bigint;
  std::string next_value;  ///< the default of a column that it numbers: `nextval('hero_id_seq'::regclass)`
  bool is_column = false;  ///< it is said by its column: an identity, or a serial
};

/// An index, and where it may belong: to a constraint, or to nobody but its table.
struct FoundIndex {
  Oid table = 0;
  Index index;
  bool of_constraint = false;
};

struct Catalog {
  Connection& connection;
  int version = 0;                                 ///< of the server: 150004
  std::unordered_map<Oid, std::string> schemas{};  ///< those asked for; the default one as ""
  std::string schema_oids{};                       ///< the same for an IN list
  std::string only_oids{};                         ///< the tables that alone are read, for an IN list; empty: all
  Schema found{};
  std::unordered_map<Oid, FoundTable> tables{};
  std::unordered_map<Oid, TableName> enums{};
  std::vector<FoundSequence> sequences{};
  std::unordered_multimap<ColumnPlace, OwnedSequence, ColumnPlaceHash> owned{};
  std::unordered_map<Oid, FoundIndex> indexes{};

  /// Without just-in-time compilation, which takes longer than the queries of the catalog do.
  SqlRows query(const std::string& sql) { return connection.query("SET LOCAL jit = off; " + sql); }

  FoundTable* found_table(Oid oid) {
    const auto held = tables.find(oid);
    return held == tables.end() ? nullptr : &held->second;
  }
  Table& table(const FoundTable& held) { return found.tables[held.index]; }
  /// The name of a column of a table; empty where there is none of that number.
  static const std::string& column(const FoundTable& held, std::int64_t number);

  /// A condition on the oid `which` of a pg_class or pg_type: what an extension owns is its own affair.
  static std::string not_of_extension(std::string_view which, std::string_view catalog);
  /// The oids of the tables that are read, as a query.
  std::string table_oids() const;
};

/// The passes, in their order; each needs those before it.
void read_enums(Catalog& catalog);
void read_sequences(Catalog& catalog);
void read_tables(Catalog& catalog);
void read_columns(Catalog& catalog);
void read_indexes(Catalog& catalog);
void read_constraints(Catalog& catalog);

/// The value of a storage parameter as a file would have it.
OptionValue parameter_value(std::string value);
/// Storage parameters, `fillfactor=70`, as options with this prefix.
void add_parameters(Options& options, const std::string& prefix, const Cell& parameters);

}  // namespace migrate::postgresql
