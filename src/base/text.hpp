// Small text helpers that more than one room needs. ASCII rules only: SQL keywords and identifiers fold that way in
// SQLite (https://sqlite.org/lang_keywords.html), and file formats are ASCII outside their strings.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace migrate {

/// An ASCII digit, whatever the locale.
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
std::string lower(std::string_view text);
std::string upper(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);
std::string_view trim(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string replace_all(std::string text, std::string_view from, std::string_view to);

/// "1 table", "3 tables": a count with its noun; `plural` where an s at the end is wrong.
std::string count_of(std::size_t count, std::string_view noun, std::string_view plural = {});
/// "1,000,000"
std::string grouped(std::size_t number);

/// The candidate nearest to what was typed (edit distance with transpositions), if one is near enough to be meant; else
/// one that what was typed is the beginning of.
std::optional<std::string> nearest(std::string_view typed, std::span<const std::string> candidates);

/// ", did you mean 'x'?" for messages, or nothing.
std::string did_you_mean(std::string_view typed, std::span<const std::string> candidates);

/// The line and column (both from 1) of an offset in a text; columns count bytes.
struct Position {
  std::size_t line = 1;
  std::size_t column = 1;
};
Position position_of(std::string_view text, std::size_t offset);

}  // namespace migrate
