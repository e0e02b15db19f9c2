#include "src/base/error.hpp"

namespace migrate {

std::string to_string(const Where& where) {
  std::string out = where.file;
  if (where.line) out += ":" + std::to_string(where.line);
  if (where.line && where.column) out += ":" + std::to_string(where.column);
  return out;
}

}  // namespace migrate
