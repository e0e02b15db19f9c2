// What two branches both change. Git merges two files that know nothing of each other without a word; here the person
// who joins the branches is told which table or column was changed on both sides.
#pragma once

#include <string>
#include <vector>

#include "src/operations/operation.hpp"
#include "src/revisions/graph.hpp"

namespace migrate {

struct Collision {
  struct Change {
    const Revision* revision = nullptr;
    std::string operation;  ///< in words
  };

  TableName table;
  std::string column;  ///< empty: both sides change the table, and no column of it that could be named
  std::vector<Change> changes;
};

struct Collisions {
  std::vector<Collision> found;  ///< in order of the table's and the column's name
  Revisions opaque;              ///< revisions of the branches with SQL or data steps, which nobody looked into
};

/// Reads the files of all revisions that some of the branches have and others have not. A revision is on a branch when
/// it is the given one or below it. Throws RevisionError for a file that cannot be read.
Collisions collisions(const Graph& graph, const Revisions& branches);

/// "the column hero.age", "the table hero"
std::string what_is_touched(const Collision& collision);
/// "the branches both change the column hero.age: aaaa (add column hero.age), bbbb (…)"
std::string describe(const Collision& collision);

}  // namespace migrate
