#include "dialects/mysql/introspect.hpp"

namespace migrate::mysql {

Schema introspect(Connection&, std::span<const std::string>) { return {}; }

}  // namespace migrate::mysql
