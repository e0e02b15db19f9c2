// The options that every command has, before or after its name.
#pragma once

#include <string>
#include <vector>

#include "src/base/output.hpp"
#include "src/cli/parameter.hpp"

namespace migrate {

struct Globals {
  std::string config;
  std::string env;
  std::string url;
  std::string database;
  bool all_databases = false;
  std::vector<std::string> variables;
  std::string format = "text";
  std::string color = "auto";
  bool quiet = false;
  int verbose = 0;
  bool help = false;
  bool version = false;

  bool json() const { return format == "json"; }
  Verbosity verbosity() const;
  ColorMode color_mode() const;
};

std::vector<Parameter> global_parameters();

}  // namespace migrate
