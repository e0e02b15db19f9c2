// A document of models is read, or refused with an error of ours; what was read is written, and read as the same.
#include "src/base/error.hpp"
#include "src/schema/read_toml.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace migrate;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Schema schema;
  try {
    schema = read_schema(fuzz::text_of(data, size), "fuzz");
  } catch (const Error&) {
    return 0;
  }
  const auto written = write_schema(schema);
  fuzz::require(write_schema(read_schema(written, "fuzz")) == written, "models are written the same again");
  return 0;
}
