#include "src/base/spool.hpp"

#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

/// What a spool gives back of `count` times `piece`.
std::string through(const std::string& piece, std::size_t count, std::size_t read_size) {
  Spool spool;
  for (std::size_t i = 0; i < count; ++i) spool.write(piece);
  std::string out;
  for (auto bytes = spool.read(read_size); !bytes.empty(); bytes = spool.read(read_size)) out += bytes;
  CHECK(spool.read(read_size).empty());
  return out;
}

}  // namespace

TEST_CASE("a spool gives back what was written, from memory and from its file") {
  CHECK(through("", 1, 10).empty());
  CHECK(through("abc", 3, 2) == "abcabcabc");
  const std::string large(1'000'003, 'x');
  CHECK(through(large, 1, 4096) == large);
  CHECK(through(large + "y", 3, 65536) == large + "y" + large + "y" + large + "y");
}
