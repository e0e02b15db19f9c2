#include "dialects/parameter_count.hpp"

#include <fmt/format.h>

#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate {

void require_parameter_count(std::string_view sql, std::size_t places, std::size_t values, std::string_view hint) {
  if (places == values) return;
  DatabaseError error(fmt::format("the statement has {}, and {} given", count_of(places, "place", "places"),
                                  values == 1 ? "1 value was" : fmt::format("{} values were", values)),
                      std::string(hint));
  error.statement = std::string(sql);
  throw error;
}

}  // namespace migrate
