// A pair: a random schema, and what somebody has made of it; the rows of the first, and how to ask for those that stay.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "tests/support/pairs/edits.hpp"
#include "tests/support/pairs/features.hpp"

namespace migrate::test {

/// Which of the changes are left out, to find those that a failure takes.
using LeftOut = std::set<std::size_t>;

struct Pair {
  Schema start{}, wanted{};
  std::vector<std::string> changes{};  ///< what was done, for messages
  std::set<ColumnPlace> touched{};     ///< columns whose values are not what they were, on one of the ways
};

Pair random_pair(const PairFeatures& features, unsigned long seed, const LeftOut& left_out = {});

/// A table's name as SQL.
using QuoteTable = std::function<std::string(const Table&)>;

/// Statements for the rows of the start, in any order of the tables. A column that may be NULL is so in one row, but no
/// key; what foreign keys tie is the row's number.
std::vector<std::string> pair_rows(const PairFeatures& features, const Schema& schema, const QuoteTable& quote);

/// Each table's columns that are there before and after, as two lists of queries that give the same rows.
struct KeptRows {
  std::vector<std::string> before{}, after{};
};
KeptRows kept_rows(const PairFeatures& features, const Pair& pair, const QuoteTable& quote);

}  // namespace migrate::test
