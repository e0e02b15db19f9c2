// Ranges of revisions, FROM:TO, newest first: what `history` lists, and what a plan is made of.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/revisions/target.hpp"

namespace migrate {

/// The two ends of "FROM:TO", as typed; either may be empty.
struct Ends {
  std::string from, to;
};
/// None where the text holds no colon. Throws GraphError where it holds several.
std::optional<Ends> split_range(std::string_view text);

struct Range {
  std::vector<std::string> lower;  ///< targets; empty: base
  std::vector<std::string> upper;  ///< targets; one that is relative starts at the lower end
  bool inclusive = false;          ///< whether the lower end belongs to the range
  /// Whether whole branches belong to it that its revisions need though they do not descend from the lower end.
  bool implicit_base = false;
  Beyond beyond = Beyond::refuse;  ///< what walks past an end of the graph are
};

/// The revisions above the lower end that the upper end has. Throws GraphError where one end is not below the other.
Revisions revisions_between(const Graph& graph, const Range& range);

/// What a downgrade from the upper end to the lower one takes back. `lower` holds one target at most.
Revisions revisions_undone(const Graph& graph, const Range& range);

/// What `history` lists: all for an empty range, or FROM:TO with both ends included, where "current" is what `rows`
/// say, "-N" at the lower end counts down from the upper one, and walks stop at the base and at the heads.
Revisions history(const Graph& graph, const std::vector<std::string>& rows, std::string_view range);

}  // namespace migrate
