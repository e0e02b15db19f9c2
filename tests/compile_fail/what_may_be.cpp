// expect: nothing
#include <migrate/models.hpp>

using migrate::Field;

// An anonymous namespace, a nested template, a const and a static member, a designated initialiser.
namespace {
template <class T>
struct Pair {
  T first;
  T second;
};
struct Hero {
  const std::int64_t id = Field{.primary_key = true};
  std::string name = Field{.index = true};
  std::optional<int> age;
  static constexpr int oldest = 200;
  Pair<int> range = {};
};
}  // namespace
MIGRATE_EXPORT_MODELS(Hero)

int main() {
  const Hero hero{.name = "Deadpond", .age = Hero::oldest};
  return hero.name.empty() ? 1 : 0;
}
