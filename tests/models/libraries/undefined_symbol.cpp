// Calls a function that nobody has: the usual forgotten source file.
namespace app {
int forgotten(int);
}
extern "C" const char* migrate_models_v1() { return app::forgotten(1) != 0 ? "format = 1\n" : nullptr; }
