// The exception family with those of its members that only the program itself throws. What others catch stands in
// include/migrate/error.hpp.
#pragma once

#include "migrate/error.hpp"

namespace migrate {

/// The command line was wrong.
class UsageError : public Error {
 public:
  using Error::Error;
  ExitCode exit_code() const override { return ExitCode::usage; }
  std::string_view kind() const override { return "usage"; }
};

}  // namespace migrate
