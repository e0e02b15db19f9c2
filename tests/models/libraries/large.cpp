// Exports a hundred megabytes.
#include <string>

extern "C" const char* migrate_models_v1() {
  static const std::string document = "format = 1\n# " + std::string(100'000'000, 'x') + "\n";
  return document.c_str();
}
