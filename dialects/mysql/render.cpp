#include "dialects/mysql/render.hpp"

#include <stdexcept>

namespace migrate::mysql {

Rendered render(Connection&, std::span<const Operation>) { throw std::logic_error("nothing is rendered yet"); }

bool is_done(Connection&, const Operation&) { return false; }

}  // namespace migrate::mysql
