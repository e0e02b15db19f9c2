// migrate-revision(5) has every operation with every key of it.
#include <regex>
#include <set>

#include "src/base/files.hpp"
#include "src/base/text.hpp"
#include "src/operations/operation_fields.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

using Keys = std::set<std::string>;

/// A visitor of operations that only listens to the keys. `table` and `schema`, which the page explains once, and
/// the keys of a table are left out.
struct Listener {
  Keys keys;

  void add(std::string_view key) {
    if (key != "table" && key != "schema") keys.emplace(key);
  }
  void required(std::string_view key, const auto&) { add(key); }
  void optional(std::string_view key, const auto&) { add(key); }
  void either(std::string_view key, const auto&, const auto&) { add(key); }
  void body(const auto&, const auto&) {}
  void change(const AlterColumn&) { keys.insert({"from", "to", "column", "set"}); }
  void constraint(const DropConstraint&) { add("name"); }
  void sql(const Execute&) { add("sql"); }
  void rows(const BulkInsert&) { add("rows"); }
  void list(const Batch&) { add("operations"); }
};

/// The item of an operation in the page, from its heading to the next.
std::string item_of(const std::string& page, const std::string& operation) {
  static const std::regex heading("\n\\.It Ic ([^\n]*)");
  for (std::sregex_iterator at(page.begin(), page.end(), heading), end; at != end; ++at) {
    const auto names = split(replace_all((*at)[1], ",", ""), ' ');
    if (std::find(names.begin(), names.end(), operation) == names.end()) continue;
    const auto begin = static_cast<std::size_t>(at->position(0));
    return page.substr(begin, page.find("\n.It", begin + 1) - begin);
  }
  return {};
}

template <std::size_t I>
void check_operation(const std::string& page) {
  const std::string name(detail::operation_names[I]);
  INFO(name);
  const auto item = item_of(page, name);
  CHECK_FALSE(item.empty());
  using Value = std::variant_alternative_t<I, OperationVariant>;
  if constexpr (!std::is_same_v<Value, CreateTable>) {
    const Value value{};
    Listener listener;
    detail::fields(listener, value);
    for (const auto& key : listener.keys) {
      INFO(key);
      CHECK(std::regex_search(item, std::regex("\\b" + key + "\\b")));
    }
  }
}

}  // namespace

TEST_CASE("the manual page of revision files has every operation and every key of it") {
  const auto page = read_file(std::string(MIGRATE_SOURCE_DIR) + "/man/migrate-revision.5");
  [&]<std::size_t... I>(std::index_sequence<I...>) { (check_operation<I>(page), ...); }
  (std::make_index_sequence<std::variant_size_v<OperationVariant>>{});
}
