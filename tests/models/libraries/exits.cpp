// Calls exit() while it is loaded.
#include <cstdlib>

namespace {
struct Exit {
  Exit() { std::exit(3); }
} leave;
}  // namespace
extern "C" const char* migrate_models_v1() { return "format = 1\n"; }
