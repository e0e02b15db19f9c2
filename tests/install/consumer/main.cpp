// Upgrades the file it is given and says what it did, and how its models differ from what is there now.
#include <iostream>
#include <migrate/migrator.hpp>

#include "models.hpp"
#ifndef REVISIONS_DIRECTORY
#include "consumer_revisions.hpp"
#endif

int main(int count, char** arguments) {
  if (count != 2) return 2;
  migrate::MigratorOptions options;
  options.url = std::string("sqlite:///") + arguments[1];
  options.models = migrate::metadata<Team>();
#ifdef REVISIONS_DIRECTORY
  options.revisions = REVISIONS_DIRECTORY;
#else
  options.revisions = consumer_revisions();
#endif
  try {
    migrate::Migrator migrator(std::move(options));
    const auto ran = migrator.upgrade();
    std::cout << "applied " << ran.revisions.size() << "; ";
    const auto result = migrator.check();
    for (const auto& difference : result.differences.value()) std::cout << difference.summary << '\n';
    if (result.ok()) std::cout << "nothing differs\n";
  } catch (const migrate::NewerDatabaseError&) {
    std::cout << "newer\n";
  }
  return 0;
}
