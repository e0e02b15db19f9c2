#include "src/engine/guard_error.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/base/text.hpp"

namespace migrate {

DatabaseError guard_error(const Statement& guard, const SqlRows& rows) {
  constexpr std::size_t shown = 5;
  DatabaseError error(guard.must_be_empty, guard.hint, guard.where);
  for (const auto& row : std::span(rows).first(std::min(rows.size(), shown))) {
    std::vector<std::string> cells;
    for (const auto& cell : row) cells.push_back(cell.value_or("NULL"));
    error.details.push_back(join(cells, " | "));
  }
  if (rows.size() > shown) error.details.push_back(fmt::format("and {} more", rows.size() - shown));
  return error;
}

DatabaseError as_database_error(const Error& error) {
  if (const auto* database = dynamic_cast<const DatabaseError*>(&error)) return *database;
  DatabaseError out(error.what(), error.hint, error.where);
  out.details = error.details;
  return out;
}

}  // namespace migrate
