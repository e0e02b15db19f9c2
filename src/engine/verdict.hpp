// What a person says of a statement of which neither the journal nor the catalog can tell whether it ran.
#pragma once

#include <cstddef>
#include <string>

namespace migrate {

struct Verdict {
  std::string revision;
  std::size_t statement = 0;  ///< its number in the revision, from 1
  bool done = false;
};

}  // namespace migrate
