// Takes random pairs through a database: the start is made, filled, changed by a revision as autogenerate writes it,
// taken back, and changed again.
#pragma once

#include <string>
#include <vector>

#include "tests/support/pairs/pair.hpp"
#include "tests/support/test_database.hpp"

namespace migrate::test {

/// A dialect's way to a database for pairs.
class PairServer {
 public:
  explicit PairServer(PairFeatures features) : features(std::move(features)) {}
  virtual ~PairServer() = default;
  virtual const Dialect& dialect() const = 0;
  /// An empty database for the next pair; the one before is gone.
  virtual TestDatabase& database() = 0;
  virtual std::vector<std::string> schemas() const { return {}; }
  /// With foreign keys unchecked: rows may come before those that they refer to.
  virtual void fill(TestDatabase& database, const std::vector<std::string>& statements) const = 0;
  /// What the catalog says, as lines in order, by queries that are not the tool's.
  virtual std::vector<std::string> dump(TestDatabase& database) const = 0;
  virtual std::string quote(const Table& table) const { return dialect().quote_name(table.name); }

  const PairFeatures features;
};

/// Runs some of the pairs: each `of`-th, from the one numbered `part`, so that tests share the time. MIGRATE_TEST_CASES
/// sets the number of all instead of `usual_cases`, MIGRATE_TEST_SEED the first seed. Fails for each that fails, with
/// the fewest changes that do, and where autogenerate refuses more than a tenth.
void run_pairs(PairServer& server, unsigned long part, unsigned long of, unsigned long usual_cases);

}  // namespace migrate::test
