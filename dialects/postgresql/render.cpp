#include "dialects/postgresql/render.hpp"

#include <stdexcept>

namespace migrate::postgresql {

Rendered render(Connection&, std::span<const Operation>) { throw std::logic_error("nothing is rendered yet"); }

bool outside_transaction(const Operation&, std::span<const Operation>) { return false; }

bool is_done(Connection&, const Operation&) { return false; }

}  // namespace migrate::postgresql
