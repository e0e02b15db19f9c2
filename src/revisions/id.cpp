#include "src/revisions/id.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>

namespace migrate {
namespace {

constexpr std::array<std::string_view, 4> reserved_words = {"head", "heads", "base", "current"};
constexpr std::string_view white_space = " \t\r\n\f\v";

std::string problem(std::string_view name, std::string_view forbidden) {
  if (name.empty()) return "is empty";
  if (name.find_first_of(white_space) != name.npos) return "holds white space";
  const auto at = name.find_first_of(forbidden);
  if (at != name.npos) return fmt::format("holds '{}', which targets are written with", name[at]);
  if (std::ranges::find(reserved_words, name) != reserved_words.end()) return "is a word that targets use";
  return {};
}

}  // namespace

std::string new_revision_id() {
  std::random_device random;
  for (;;) {
    const std::uint64_t bits = (std::uint64_t{random()} << 32) | random();
    auto id = fmt::format("{:012x}", bits & 0xffff'ffff'ffffU);
    if (id.find_first_not_of("0123456789") != id.npos) return id;
  }
}

std::string id_problem(std::string_view id) {
  if (auto found = problem(id, "@:+-"); !found.empty()) return found;
  if (id.starts_with('.')) return "begins with '.', and files with such names are no revisions";
  const auto at = id.find_first_of("/\\\"'{}");
  return at == id.npos ? "" : fmt::format("holds '{}', which does not go into a file's name", id[at]);
}

std::string label_problem(std::string_view label) { return problem(label, "@:"); }

}  // namespace migrate
