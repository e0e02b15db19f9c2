#include "src/base/files.hpp"

#include "src/base/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace migrate;

TEST_CASE("a file that was written reads back byte for byte") {
  const TemporaryFolder folder;
  const std::string text("a\r\n\0b\n", 6);
  write_new_file(folder.path / "f", text);
  CHECK(read_file(folder.path / "f") == text);
}

TEST_CASE("a file that exists is not overwritten") {
  const TemporaryFolder folder;
  const auto file = folder.write("f", "old");
  CHECK_THROWS_AS(write_new_file(file, "new"), Error);
  CHECK(read_file(file) == "old");
}

TEST_CASE("a file that is missing is an error that names it, or an absent value") {
  const TemporaryFolder folder;
  CHECK_FALSE(read_file_if_exists(folder.path / "none").has_value());
  try {
    read_file(folder.path / "none");
    FAIL("no error");
  } catch (const ConfigurationError& error) {
    CHECK(std::string(error.what()).find("none: No such file") != std::string::npos);
  }
}

TEST_CASE("a folder cannot be read as a file") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(read_file(folder.path), ConfigurationError);
}

TEST_CASE("writing into a folder that does not exist says so") {
  const TemporaryFolder folder;
  try {
    write_new_file(folder.path / "no" / "f", "x");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.hint.find("does not exist") != std::string::npos);
  }
}
