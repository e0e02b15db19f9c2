// Throws out of the function that must not.
#include <stdexcept>

void prepare() { throw std::logic_error("models are not ready"); }

extern "C" const char* migrate_models_v1() noexcept {
  prepare();
  return nullptr;
}
