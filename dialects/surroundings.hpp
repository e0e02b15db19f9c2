// What a dialect knows of its databases beyond tables: objects that operations do not name and meet all the same, and
// how far SQL that somebody wrote may reach. A part of the dialect's questions, for those who ask before they run.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.hpp"
#include "dialects/findings.hpp"

namespace migrate {

class Surroundings {
 public:
  virtual ~Surroundings() = default;

  /// What the operations meet in the catalog, as it is now, that they do not name: see findings.hpp. Where an object
  /// stands in the way of several, once for each. A constant number of queries, and none where nothing can be met.
  virtual std::vector<CatalogFinding> findings(Connection& /*connection*/,
                                               std::span<const Operation> /*operations*/) const {
    return {};
  }
  /// What `introspect` leaves out of these schemas; classes of which there are none do not come.
  virtual std::vector<ObjectCount> left_out(Connection& /*connection*/,
                                            std::span<const std::string> /*schemas*/) const {
    return {};
  }
  /// What a statement that somebody wrote may change.
  virtual SqlReach reach(std::string_view /*sql*/) const { return {}; }
  /// What else changes with rows, in one query.
  virtual RowRules row_rules(Connection& /*connection*/) const { return {}; }
  /// Whether the database refuses what `render` refuses on the scratch copy.
  virtual bool scratch_is_exact() const { return true; }
  /// Whether a guard asks the catalog, for a script, what `findings` has asked better.
  virtual bool asks_catalog(const Statement& /*guard*/) const { return false; }
  /// Why the database cannot do the operation on such a schema, as far as `render` leaves that for it to say; "" where
  /// it can. That what is named is there is not asked here.
  virtual std::string why_impossible(const Schema& /*schema*/, const Operation& /*operation*/) const { return {}; }
};

/// Those of the dialect; of one that has none to say, nothing.
const Surroundings& surroundings_of(const Dialect& dialect);

}  // namespace migrate
