#include "src/revisions/file_name.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "src/base/file_template.hpp"
#include "src/base/text.hpp"

namespace migrate {
namespace {

std::string slug_of(std::string_view message, std::size_t longest) {
  std::string out;
  for (const char c : lower(message)) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) >= 0x80);
    if (word) {
      out += c;
    } else if (!out.empty() && out.back() != '_') {
      out += '_';
    }
  }
  if (out.size() > longest) {
    const auto cut = out.rfind('_', longest);
    out.resize(cut == out.npos || cut == 0 ? longest : cut);
    while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80) out.pop_back();  // half a character
  }
  while (out.ends_with('_')) out.pop_back();
  return out;
}

/// The values of the tokens.
std::vector<TemplateToken> tokens_of(const Revision& revision, const CivilTime& time, std::size_t longest_slug) {
  auto out = file_template_tokens();
  const auto set = [&](std::string_view name, std::string text, std::optional<std::int64_t> number = {}) {
    auto& token = *std::ranges::find(out, name, &TemplateToken::name);
    token.text = std::move(text);
    token.number = number;
  };
  set("revision", revision.id);
  set("rev", revision.id);
  set("slug", slug_of(revision.message, longest_slug));
  set("epoch", "", time.epoch);
  set("year", "", time.year);
  set("month", "", time.month);
  set("day", "", time.day);
  set("hour", "", time.hour);
  set("minute", "", time.minute);
  set("second", "", time.second);
  return out;
}

}  // namespace

std::string revision_file_name(std::string_view file_template, const Revision& revision, const CivilTime& time,
                               std::size_t longest_slug) {
  const auto out = replace_all(fill_file_template(file_template, tokens_of(revision, time, longest_slug)), "/", "_");
  // a message without letters leaves no slug, and a file whose name begins with a dot would be no revision
  const auto last = out.find_last_not_of("_-");
  const auto first = out.find_first_not_of('.');
  if (last == out.npos || first == out.npos || first > last) return revision.id;
  return out.substr(first, last + 1 - first);
}

}  // namespace migrate
