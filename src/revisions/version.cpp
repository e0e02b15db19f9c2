#include "src/revisions/version.hpp"

#include <algorithm>

#include "src/base/text.hpp"

namespace migrate {

std::string plain_version(std::string_view text) {
  auto parts = split(replace_all(std::string(text), "_", "."), '.');
  for (auto& part : parts) {
    if (part.empty() || part.find_first_not_of("0123456789") != part.npos) return {};
    part.erase(0, std::min(part.find_first_not_of('0'), part.size() - 1));
  }
  while (parts.size() > 1 && parts.back() == "0") parts.pop_back();
  return join(parts, ".");
}

}  // namespace migrate
