#include "dialects/postgresql/equivalence.hpp"

namespace migrate::postgresql {

Schema adapt(Schema wanted) { return wanted; }

std::unique_ptr<Equivalence> equivalence(Connection&, const Schema&, const Schema&) {
  return std::make_unique<Equivalence>();
}

}  // namespace migrate::postgresql
