// Whatever stands in a comment of a revision file or a script stays in it.
#include "src/base/comment.hpp"

#include "src/base/text.hpp"
#include "src/base/toml.hpp"
#include "src/revisions/header.hpp"
#include "src/revisions/sql_sections.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace migrate;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  for (const std::string_view mark : {"# ", "-- "}) {
    const auto written = comment(mark, text);
    for (const auto& line : split(std::string_view(written).substr(0, written.size() - 1), '\n'))
      fuzz::require(line.starts_with(mark.substr(0, mark.size() - 1)), "each line has its mark");
    for (const char c : written)
      fuzz::require(c == '\n' || c == '\t' || static_cast<unsigned char>(c) >= 0x20,
                    "no control character is written as it is");
  }
  if (text.find("\xff") == text.npos) {
    try {
      const auto document = parse_toml(comment("# ", text) + "format = 1\n", "fuzz");
      fuzz::require(std::get<TomlValue::Table>(document.data).size() == 1, "a comment of TOML holds no key");
    } catch (const Error&) {  // bytes that are no UTF-8
    }
  }
  const std::string noted = comment("-- ", without_header_lines(text));
  const auto revision = read_sql_header("-- revision: aaaa\n" + noted + "-- migrate: upgrade\n", "fuzz");
  fuzz::require(revision.id == "aaaa" && revision.down_revisions.empty(), "a comment of SQL is no header");
  const auto body = read_sql_sections("-- revision: aaaa\n" + noted + "-- migrate: upgrade\nSELECT 1;\n", "fuzz");
  fuzz::require(!body.downgrade && !body.incomplete && body.upgrade.size() == 1, "a comment of SQL begins no section");
  return 0;
}
