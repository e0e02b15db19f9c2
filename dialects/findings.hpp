// What a catalog has that operations do not name, and that they meet all the same: objects that stand in their way,
// objects that go with them, objects that they leave broken. A dialect finds them (Surroundings::findings);
// autogenerate says them when it writes a revision, an upgrade before its first statement.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "dialects/connection.hpp"
#include "src/base/error.hpp"
#include "src/operations/operation.hpp"

namespace migrate {

enum class Severity {
  refused,  ///< the operation is not done while the object is there as it is
  lost,     ///< it goes with the operation, and the operation's inverse does not bring it back
  warning,  ///< it stays, and the database does not say that it no longer works, or works otherwise
};

struct CatalogFinding {
  Severity severity = Severity::refused;
  std::size_t operation = 0;  ///< which of the operations asked about, from 0
  /// Of the object, as people call it: "view", "trigger", "policy", "procedure"; "privilege" of one that is missing.
  std::string kind{};
  std::string name{};   ///< of the object, with its schema where that is not the default one
  std::string table{};  ///< the table that it belongs to, where that is not the operation's own
  std::string hint{};   ///< what to do, where it is not what one does about every such object

  bool operator==(const CatalogFinding&) const = default;
};

/// Why the operation with this number is refused, with all that stands in its way; none where nothing does.
std::optional<DatabaseError> refusal_of(std::span<const CatalogFinding> findings, std::size_t number,
                                        const Operation& operation);

/// What to say when the operations are written: a line for each operation that loses something, or leaves something
/// broken. What is refused is not among it.
std::vector<std::string> warnings_of(std::span<const CatalogFinding> findings, std::span<const Operation> operations);

/// The lines that stand above an operation in a revision file, by its number: what it loses, what is refused.
std::map<std::size_t, std::vector<std::string>> comments_of(std::span<const CatalogFinding> findings);

/// How many objects of a class there are.
struct ObjectCount {
  std::string kind{};    ///< one of them: "view", "policy"
  std::string plural{};  ///< "views", "policies"
  std::size_t count = 0;
};
/// Of a query's rows: kind, plural, count. Classes of which there are none are left out.
std::vector<ObjectCount> object_counts_of(const SqlRows& rows);
/// "3 views, 1 policy"
std::string to_string(std::span<const ObjectCount> counts);

/// What SQL that somebody wrote may change, as far as its words tell.
struct SqlReach {
  bool anything = true;           ///< nobody can say
  bool schema = true;             ///< more than rows
  std::set<std::string> names{};  ///< where it is not anything: every name that stands in it, in lower case
};

/// What else changes when rows of a table do. Names in lower case, without schemas.
struct RowRules {
  std::set<std::string> triggered{};                         ///< tables with triggers or rules, which may write any
  std::set<std::pair<std::string, std::string>> cascades{};  ///< from parent to child: ON DELETE and ON UPDATE
  std::set<std::string> routines{};                          ///< a statement that calls one may write any table
};

/// Of a query's rows: ('trigger', table, ''), ('routine', name, ''), ('cascade', parent, child).
RowRules row_rules_of(const SqlRows& rows);

}  // namespace migrate
