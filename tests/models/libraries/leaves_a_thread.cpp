// Starts a thread that never ends, and exports all the same.
#include <chrono>
#include <thread>

extern "C" const char* migrate_models_v1() {
  std::thread([] { std::this_thread::sleep_for(std::chrono::hours(1)); }).detach();
  return "format = 1\n\n[[table]]\nname = \"hero\"\ncolumns = [{ name = \"id\", type = \"bigint\" }]\n";
}
