#include "dialects/mysql/equivalence.hpp"

namespace migrate::mysql {

Schema adapt(Schema wanted) { return wanted; }

std::unique_ptr<Equivalence> equivalence(Connection&, const Schema&, const Schema&) {
  return std::make_unique<Equivalence>();
}

}  // namespace migrate::mysql
