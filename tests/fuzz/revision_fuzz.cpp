// A revision file is read, or refused with an error of ours; what was read is written, and read as the same.
#include "src/revisions/files.hpp"

#include "src/base/error.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace migrate;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  for (const std::string_view name : {"a.toml", "a.sql"}) {
    try {
      const RevisionFile file{name, text};
      for (const auto& revision : load_revisions(std::span(&file, 1))) {
        const auto body = read_revision_body(revision);
        if (name == "a.sql") continue;
        const auto written = write_revision(revision, body);
        const RevisionFile copy{name, written};
        const auto again = load_revisions(std::span(&copy, 1));
        fuzz::require(again.size() == 1 && again[0].id == revision.id, "a revision that is written is read");
        fuzz::require(write_revision(again[0], read_revision_body(again[0])) == written,
                      "it is written the same again");
      }
    } catch (const Error&) {
    }
  }
  return 0;
}
