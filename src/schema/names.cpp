#include "src/schema/names.hpp"

#include <algorithm>
#include <map>

#include "src/base/text.hpp"

namespace migrate {
namespace {

/// Characters of a UTF-8 text: every byte that does not continue one.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

class NameCheck {
 public:
  explicit NameCheck(const NameRules& rules) : rules_(rules) {}

  std::vector<std::string> run(const Schema& schema) {
    for (const auto& table : schema.tables) once("table", table.schema, table.name, "table " + table.name);
    for (const auto& sequence : schema.sequences) {
      const auto what = "sequence " + sequence.name;
      if (rules_.keys_share_tables) once("table", sequence.schema, sequence.name, what);
      fits(sequence.name, what);
    }
    for (const auto& type : schema.enums) fits(type.name, "enum " + type.name);
    for (const auto& table : schema.tables) check(table);
    return std::move(found_);
  }

 private:
  void check(const Table& table) {
    const auto here = "table " + table.name;
    fits(table.name, here);
    std::map<std::string, std::string> columns;
    for (const auto& column : table.columns) {
      fits(column.name, here + ", column " + column.name);
      const auto [other, fresh] = columns.emplace(folded(column.name), column.name);
      if (!fresh)
        found_.push_back(here + ", column " + column.name + ": there is a column '" + other->second + "' already");
    }
    const auto key_space = rules_.keys_share_tables ? "table" : "";
    const auto index_space = rules_.indexes_share_tables ? "table" : "";
    if (table.primary_key) named(table, "primary key", table.primary_key->name, key_space);
    for (const auto& one : table.uniques) named(table, "unique", one.name, key_space);
    for (const auto& one : table.exclusions) named(table, "exclusion", one.name, key_space);
    for (const auto& one : table.indexes) named(table, "index", one.name, index_space);
    for (const auto& one : table.foreign_keys) named(table, "foreign key", one.name, "");
    for (const auto& one : table.checks) named(table, "check", one.name, "");
  }

  /// `space`: among which the name must be the only one; empty where its own table is enough, which others check.
  void named(const Table& table, std::string_view kind, const std::string& name, std::string_view space) {
    if (name.empty()) return;
    const auto what = "table " + table.name + ", " + std::string(kind) + " " + name;
    fits(name, what);
    if (!space.empty()) once(space, table.schema, name, what);
  }

  void fits(const std::string& name, const std::string& what) {
    const auto too_long = [&](std::size_t size, std::size_t limit, std::string_view unit) {
      if (limit == 0 || size <= limit) return;
      found_.push_back(what + ": the name has " + count_of(size, unit) + ", and the longest is " +
                       std::to_string(limit));
    };
    too_long(name.size(), rules_.longest_in_bytes, "byte");
    too_long(characters(name), rules_.longest_in_characters, "character");
  }

  void once(std::string_view space, const std::string& schema, const std::string& name, const std::string& what) {
    const auto [other, fresh] = taken_.emplace(std::string(space) + "\n" + schema + "\n" + folded(name), what);
    if (!fresh) found_.push_back(what + ": the name is that of " + other->second + " already");
  }

  std::string folded(const std::string& name) const { return rules_.ignore_case ? lower(name) : name; }

  const NameRules& rules_;
  std::map<std::string, std::string> taken_;
  std::vector<std::string> found_;
};

}  // namespace

std::string with_suffix(std::string_view name, std::string_view suffix) {
  constexpr std::size_t longest_everywhere = 63;  // bytes, of PostgreSQL; MySQL takes 64 characters
  if (name.size() + suffix.size() > longest_everywhere) {
    auto end = longest_everywhere - suffix.size();
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xc0U) == 0x80U) --end;
    name = name.substr(0, end);
  }
  return std::string(name).append(suffix);
}

std::vector<std::string> name_problems(const Schema& schema, const NameRules& rules) {
  return NameCheck(rules).run(schema);
}

}  // namespace migrate
