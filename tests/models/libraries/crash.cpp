// Crashes while it is loaded.
#include <csignal>
#include <cstdio>

namespace {
struct Crash {
  Crash() {
    std::fputs("about to crash\n", stderr);
    std::raise(SIGSEGV);
  }
} crash;
}  // namespace
extern "C" const char* migrate_models_v1() { return "format = 1\n"; }
