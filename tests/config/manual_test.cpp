// The manual page and the example know every key that the reader accepts, and no other.
#include <algorithm>
#include <regex>
#include <set>

#include "src/base/files.hpp"
#include "src/base/text.hpp"
#include "src/base/toml.hpp"
#include "src/config/config.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

const std::vector<std::string> sections{"database", "models", "steps", "revisions", "autogenerate", "apply"};
using Keys = std::set<std::string>;

std::string source(const std::string& path) { return read_file(std::string(MIGRATE_SOURCE_DIR) + "/" + path); }

/// What the reader says it knows when it is given a key that it does not.
Keys keys_read(const std::string& text) {
  try {
    parse_config(text, "migrate.toml", {});
  } catch (const ConfigurationError& error) {
    const std::string begin = "its keys: ";
    REQUIRE(error.hint.starts_with(begin));
    Keys out;
    for (const auto& key : split(error.hint.substr(begin.size()), ',')) out.emplace(trim(key));
    return out;
  }
  FAIL("the reader takes a key that does not exist: " + text);
  return {};
}

/// The `.It Ic key` lines of a subsection of a manual page.
Keys keys_in_manual(const std::string& page, const std::string& section) {
  const auto begin = page.find("\n.Ss [" + section + "]\n");
  REQUIRE(begin != page.npos);
  const auto text = page.substr(begin, page.find("\n.S", begin + 1) - begin);
  static const std::regex item("\n\\.It Ic ([a-z_]+)");
  Keys out;
  for (std::sregex_iterator at(text.begin(), text.end(), item), end; at != end; ++at) out.insert((*at)[1]);
  return out;
}

/// The example with what is commented out in it, section by section; [database.NAME] and [env.NAME] are left out.
Keys keys_in_example(const std::string& section) {
  const std::string heading = "\n[" + section + "]\n";
  const auto example = source("migrate.toml.example");
  const auto begin = example.find(heading);
  REQUIRE(begin != example.npos);
  const auto text =
      example.substr(begin, std::min(example.find("\n[", begin + 1), example.find("\n# [", begin)) - begin);
  static const std::regex line("\n(# )?([a-z_]+) = ");
  Keys out;
  for (std::sregex_iterator at(text.begin(), text.end(), line), end; at != end; ++at) out.insert((*at)[2]);
  return out;
}

}  // namespace

TEST_CASE("the manual page of migrate.toml has every section and every key, and no other") {
  const auto page = source("man/migrate.toml.5");
  auto all = keys_read("nothing = 1\n");
  CHECK(all.erase("env") == 1);
  CHECK(all == Keys(sections.begin(), sections.end()));
  for (const auto& section : sections) {
    INFO(section);
    CHECK(keys_in_manual(page, section) == keys_read("[" + section + "]\nnothing = 1\n"));
  }
  CHECK(keys_in_manual(page, "database.NAME") == keys_read("[database.NAME]\nnothing = 1\n"));
  CHECK(keys_in_manual(page, "autogenerate.naming") == keys_read("[autogenerate.naming]\nnothing = 1\n"));
  CHECK(keys_read("[env.ci]\nnothing = 1\n") == all);
}

TEST_CASE("migrate.toml.example has every key, and no other") {
  for (const auto& section : sections) {
    INFO(section);
    CHECK(keys_in_example(section) == keys_read("[" + section + "]\nnothing = 1\n"));
  }
}

TEST_CASE("a key that does not exist is answered with those that do") {
  CHECK(keys_read("[models]\nnothing = 1\n").contains("library"));
}
