// Prints to both streams while it is loaded, which must not reach the document.
#include <cstdio>

namespace {
struct Print {
  Print() {
    std::puts("format = 99");
    std::fflush(stdout);
    std::fputs("hello\n", stderr);
  }
} print;
}  // namespace
extern "C" const char* migrate_models_v1() {
  return "format = 1\n\n[[table]]\nname = \"hero\"\ncolumns = [{ name = \"id\", type = \"bigint\" }]\n";
}
