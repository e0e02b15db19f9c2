#include "dialects/postgresql/introspect.hpp"

namespace migrate::postgresql {

Schema introspect(Connection&, std::span<const std::string>) { return {}; }

}  // namespace migrate::postgresql
