// Crashes in the constructor of a global object, before anybody calls it.
#include <csignal>

namespace {
struct Crash {
  Crash() { std::raise(SIGSEGV); }
} crash;
}  // namespace
extern "C" const char* migrate_models_v1() { return "format = 1\n"; }
