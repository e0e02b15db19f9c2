#include "dialects/surroundings.hpp"

namespace migrate {

const Surroundings& surroundings_of(const Dialect& dialect) {
  static const Surroundings nothing;
  const auto* own = dynamic_cast<const Surroundings*>(&dialect);
  return own ? *own : nothing;
}

}  // namespace migrate
