// What is thrown where something must be refused.
#pragma once

#include <stdexcept>
#include <string>

#include "src/base/error.hpp"

namespace migrate {

/// The exception of this kind that is thrown; it is a failure of the test where there is none.
template <class E = DatabaseError, class Work>
E caught(Work work) {
  try {
    work();
  } catch (const E& error) {
    return error;
  }
  throw std::logic_error("nothing was thrown");
}

/// All that the error says which is thrown: "where: message", then hint and details, each with its line end.
template <class Work>
std::string refusal_of(Work work) {
  try {
    work();
  } catch (const Error& error) {
    auto out =
        (error.where.file.empty() ? "" : to_string(error.where) + ": ") + error.what() + "\n" + error.hint + "\n";
    for (const auto& line : error.details) out += line + "\n";
    return out;
  }
  return "nothing was refused";
}

}  // namespace migrate
