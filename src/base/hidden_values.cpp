#include "src/base/hidden_values.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "src/base/text.hpp"

namespace migrate {
namespace {

constexpr std::size_t shortest = 4;

bool is_letter_or_digit(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// A word of a value that is not one of everyday language: it holds a digit, or a capital behind its first letter.
bool is_telling(std::string_view word) {
  return std::ranges::any_of(word, is_digit) ||
         std::ranges::any_of(word.substr(1), [](char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; });
}

/// Where messages of databases are cut: "near 'abc' at line 1", "LINE 1: abc...".
bool is_cut(std::string_view rest) {
  constexpr auto ends = std::to_array<std::string_view>({"...", "…", "' at line", "\n"});
  return rest.empty() || std::ranges::any_of(ends, [&](std::string_view end) { return rest.starts_with(end); });
}

std::size_t common_length(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

}  // namespace

void HiddenValues::add(std::string_view value, const std::string& shown) {
  if (value.size() < shortest) return;
  add_form(value, shown);
  for (const std::string quote : {"'", "\"", "`"}) {
    add_form(replace_all(std::string(value), quote, quote + quote), shown);
    add_form(replace_all(replace_all(std::string(value), "\\", "\\\\"), quote, "\\" + quote), shown);
  }
  for (std::size_t begin = 0; begin < value.size();) {
    const auto word = value.substr(begin);
    const auto length = static_cast<std::size_t>(std::ranges::find_if_not(word, is_letter_or_digit) - word.begin());
    if (length >= shortest && is_telling(word.substr(0, length))) add_form(word.substr(0, length), shown);
    begin += length + 1;
  }
}

void HiddenValues::add_form(std::string_view text, const std::string& shown) {
  Form form{lower(text), shown};
  if (std::ranges::find(forms_, form.text, &Form::text) != forms_.end()) return;
  const auto place = std::ranges::find_if(forms_, [&](const Form& held) { return held.text.size() < text.size(); });
  forms_.insert(place, std::move(form));
}

std::string HiddenValues::hidden(std::string_view text) const {
  if (empty()) return std::string(text);
  const auto folded = lower(text);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto rest = std::string_view(folded).substr(at);
    std::size_t length = 0;
    const auto found = std::ranges::find_if(forms_, [&](const Form& form) {
      length = common_length(form.text, rest);
      return length == form.text.size() || (length >= shortest && is_cut(rest.substr(length)));
    });
    out += found == forms_.end() ? std::string(1, text[at]) : found->shown;
    at += found == forms_.end() ? 1 : length;
  }
  return out;
}

}  // namespace migrate
