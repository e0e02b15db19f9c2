// Revisions that are compiled in: byte for byte those on disk, and an application that lives by them.
#include <algorithm>

#include "no_revisions.hpp"
#include "odd_revisions.hpp"
#include "src/base/files.hpp"
#include "tests/embed/bench.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/program.hpp"

using namespace migrate;
using namespace migrate::test;

TEST_CASE("files come out of the program as they went in, whatever they hold") {
  std::vector<std::filesystem::path> files;
  for (const std::filesystem::path folder : {MIGRATE_SOURCE_DIR "/tests/embed/odd", MIGRATE_LARGE_REVISIONS}) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  }
  const auto compiled_in = odd_revisions();
  REQUIRE(files.size() == 3);
  REQUIRE(compiled_in.size() == files.size());
  for (const auto& file : files) {
    INFO(file.string());
    const auto found = std::ranges::find(compiled_in, file.filename().string(), &RevisionFile::name);
    REQUIRE(found != compiled_in.end());
    CHECK(found->text == read_file(file));
  }
  const Bench bench;
  CHECK(Migrator(bench.options(compiled_in)).upgrade().revisions.size() == 3);
}

TEST_CASE("a directory without revisions is no mistake") {
  const Bench bench;
  CHECK(no_revisions().empty());
  CHECK(Migrator(bench.options(no_revisions())).upgrade("heads").revisions.empty());
  CHECK(bench.tables().empty());
}

TEST_CASE("the example upgrades its own file when it starts, and an older one refuses it") {
  Program older(MIGRATE_NOTES_1);
  Program newer(MIGRATE_NOTES_2);
  const auto file = (older.folder.path / "notes.db").string();

  const auto first = older({file, "buy", "milk"});
  CHECK(first.code == 0);
  CHECK(first.err == "preparing your notes (1 of 1): notes\n");
  CHECK(older({file}).out == "1 | buy milk\n");
  CHECK(older({file}).err.empty());

  const auto second = newer({file});
  CHECK(second.code == 0);
  CHECK(second.err == "preparing your notes (1 of 1): what is done\n");
  CHECK(second.out == "1 | buy milk | 0\n");
  CHECK(newer({file, "call Ann"}).code == 0);

  const auto before = read_file(file);
  const auto refused = older({file, "too late"});
  CHECK(refused.code == 1);
  CHECK(refused.err == "these notes were written by a newer version of this program; please use that one\n");
  CHECK(read_file(file) == before);
  CHECK(newer({file}).out == "1 | buy milk | 0\n2 | call Ann | 0\n");
}
