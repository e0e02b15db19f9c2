#include "src/base/output.hpp"
#include "src/cli/run.hpp"

int main(int argc, char** argv) {
  migrate::ignore_broken_pipes();
  return migrate::run_program({argv + 1, argv + argc}, migrate::process_environment());
}
