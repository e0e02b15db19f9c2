// Calls abort() with something on standard output that nobody has flushed.
#include <cstdio>
#include <cstdlib>

extern "C" const char* migrate_models_v1() {
  std::printf("the last words\n");
  std::abort();
}
