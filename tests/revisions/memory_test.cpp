// Revision files that are compiled into a program: the same graph, bodies and messages as those on disk.
#include "src/revisions/files.hpp"
#include "src/revisions/load_graph.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace migrate;

namespace {

/// What is said of the files: in memory, or in a folder whose path is taken off the message's place.
RevisionError refusal(const std::vector<RevisionFile>& files, bool on_disk) {
  const TemporaryFolder folder;
  for (const auto& file : files) folder.write(file.name, file.text);
  try {
    const auto graph = on_disk ? load_graph({folder.path}) : load_graph(files);
    for (const auto& revision : graph.revisions()) read_revision_body(revision);
  } catch (RevisionError& error) {
    error.where.file = std::filesystem::path(error.where.file).filename().string();
    return error;
  }
  throw std::logic_error("nothing was refused");
}

}  // namespace

TEST_CASE("files in memory are the revisions that they are on disk") {
  const std::vector<RevisionFile> files{
      {"b.sql", "\xEF\xBB\xBF-- revision: bbbb\r\n-- down_revision: aaaa\r\n-- migrate: upgrade\r\nSELECT 1;\r\n"},
      {"a.toml",
       "format = 1\nrevision = \"aaaa\"\nmessage = \"\"\"\nfirst\"\"\"\n[[upgrade]]\nop = \"execute\"\nsql = \"x\"\n"}};
  const TemporaryFolder folder;
  for (const auto& file : files) folder.write(file.name, file.text);
  const auto memory = load_graph(files);
  const auto disk = load_graph({folder.path});
  REQUIRE(memory.size() == disk.size());
  for (Graph::Index i = 0; i < disk.size(); ++i) {
    CHECK(memory[i].id == disk[i].id);
    CHECK(memory[i].message == disk[i].message);
    CHECK(memory[i].file == disk[i].file.filename());
    CHECK(read_revision_body(memory[i]) == read_revision_body(disk[i]));
  }
}

TEST_CASE("what is wrong with a file in memory is told with the words and the place it has on disk") {
  const std::vector<std::vector<RevisionFile>> cases{
      {{"a.toml", "format = 1\nrevision = aaaa\n"}},
      {{"a.toml", "format = 1\nrevision = \"aaaa\"\nmesage = \"x\"\n"}},
      {{"a.toml", "format = 1\nrevision = \"aaaa\"\n[[upgrade]]\nop = \"no_such\"\n"}},
      {{"a.sql", "-- revison: aaaa\n"}},
      {{"a.sql", "-- revision: aaaa\n-- migrate: upgrade\nSELECT 'unfinished\n-- migrate: upwards\n"}},
      {{"a.sql", "-- revision: aaaa\n-- down_revision: nowhere\n"}},
      {{"a.sql", "-- revision: aaaa\n"}, {"b.toml", "format = 1\nrevision = \"aaaa\"\n"}},
  };
  for (const auto& files : cases) {
    INFO(files.front().text);
    const auto memory = refusal(files, false);
    const auto disk = refusal(files, true);
    CHECK(memory.where == disk.where);
    CHECK(memory.hint == disk.hint);
    CHECK(std::string(memory.what()).substr(0, 25) == std::string(disk.what()).substr(0, 25));
  }
}

TEST_CASE("a name that no revision file can have is refused") {
  const std::vector<RevisionFile> files{{"notes.txt", "-- revision: aaaa\n"}};
  CHECK_THROWS_AS(load_graph(files), RevisionError);
}
