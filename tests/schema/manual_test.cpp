// migrate-schema(5) has every key of the vocabulary, and no other.
#include <regex>
#include <set>

#include "migrate/detail/fields.hpp"
#include "src/base/files.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

using Keys = std::set<std::string>;

/// A visitor of `fields` that only listens to the keys.
struct Listener {
  Keys keys;

  template <class T>
  void required(std::string_view key, const T&) {
    keys.emplace(key);
  }
  template <class T>
  void optional(std::string_view key, const T&) {
    keys.emplace(key);
  }
  void optional(std::string_view key, bool, bool) { keys.emplace(key); }
  void type(std::string_view key, const Type&, const std::map<std::string, Type>&) { keys.emplace(key); }
  void options(const Options&) {}
};

template <class T>
Keys keys_of() {
  Listener listener;
  const T value{};
  detail::fields(listener, value);
  return listener.keys;
}

Keys keys_in_manual(const std::string& section) {
  static const auto page = read_file(std::string(MIGRATE_SOURCE_DIR) + "/man/migrate-schema.5");
  const auto begin = page.find("\n.Ss " + section + "\n");
  REQUIRE(begin != page.npos);
  const auto text = page.substr(begin, page.find("\n.S", begin + 1) - begin);
  static const std::regex item("\n\\.It Ic ([a-z_]+)");
  Keys out;
  for (std::sregex_iterator at(text.begin(), text.end(), item), end; at != end; ++at) out.insert((*at)[1]);
  return out;
}

}  // namespace

TEST_CASE("the manual page of the metadata document has every key, and no other") {
  CHECK(keys_in_manual("Table") == keys_of<Table>());
  CHECK(keys_in_manual("Column") == keys_of<Column>());
  CHECK(keys_in_manual("Identity") == keys_of<Identity>());
  CHECK(keys_in_manual("Generated") == keys_of<Generated>());
  CHECK(keys_in_manual("Primary key") == keys_of<PrimaryKey>());
  CHECK(keys_in_manual("Unique") == keys_of<Unique>());
  CHECK(keys_in_manual("Index") == keys_of<Index>());
  CHECK(keys_in_manual("Index element") == keys_of<IndexColumn>());
  CHECK(keys_in_manual("Foreign key") == keys_of<ForeignKey>());
  CHECK(keys_in_manual("Check") == keys_of<Check>());
  CHECK(keys_in_manual("Exclusion") == keys_of<Exclusion>());
  CHECK(keys_in_manual("Exclusion element") == keys_of<ExclusionElement>());
  CHECK(keys_in_manual("Relationship") == keys_of<TableRelationship>());
  CHECK(keys_in_manual("Enum") == keys_of<Enum>());
  CHECK(keys_in_manual("Sequence") == keys_of<Sequence>());
}

TEST_CASE("the manual page names every type") {
  const auto page = read_file(std::string(MIGRATE_SOURCE_DIR) + "/man/migrate-schema.5");
  const auto begin = page.find("\n.Ss Types\n");
  const auto text = page.substr(begin, page.find("\n.Ss", begin + 1) - begin);
  for (const auto name : detail::spellings<TypeKind>()) {
    INFO(name);
    if (name != "native") CHECK(std::regex_search(text, std::regex("\\b" + std::string(name) + "\\b")));
  }
}
