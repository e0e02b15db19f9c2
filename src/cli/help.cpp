#include "src/cli/help.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/cli/globals.hpp"

namespace migrate {
namespace {

struct Row {
  std::string left;
  std::string right;
};

/// Two columns; a left side that is too long has its right side on the next line.
std::string table(const std::vector<Row>& rows) {
  constexpr std::size_t widest = 28;
  std::size_t width = 0;
  for (const auto& row : rows) {
    if (row.left.size() <= widest) width = std::max(width, row.left.size());
  }
  std::string out;
  for (const auto& row : rows) {
    const bool fits = row.left.size() <= width;
    out += fits ? fmt::format("  {:<{}}  {}\n", row.left, width, row.right)
                : fmt::format("  {}\n  {:<{}}  {}\n", row.left, "", width, row.right);
  }
  return out;
}

std::string left_side(const Parameter& parameter) {
  if (parameter.positional) return parameter.name;
  std::string out = parameter.letter ? fmt::format("-{}, ", parameter.letter) : "    ";
  out += "--" + parameter.name;
  if (!parameter.flag()) out += " " + parameter.value;
  return out;
}

std::vector<Row> rows_of(const std::vector<Parameter>& parameters, bool positional) {
  std::vector<Row> out;
  for (const auto& parameter : parameters) {
    if (parameter.positional == positional) out.push_back({left_side(parameter), parameter.help});
  }
  return out;
}

std::string section(const std::string& title, const std::vector<Row>& rows, const Paint& paint) {
  return rows.empty() ? "" : "\n" + paint.bold(title + ":") + "\n" + table(rows);
}

}  // namespace

std::string usage_line(const Command& command) {
  std::string out = "migrate " + command.name + " [OPTIONS]";
  for (const auto& parameter : command.parameters) {
    if (!parameter.positional) {
      if (parameter.required) out += fmt::format(" --{} {}", parameter.name, parameter.value);
      continue;
    }
    const std::string word = parameter.name + (parameter.many ? "..." : "");
    out += parameter.required ? " " + word : " [" + word + "]";
  }
  return out;
}

std::string help_text(const std::vector<Command>& commands, const Paint& paint) {
  std::vector<Row> rows;
  rows.reserve(commands.size());
  for (const auto& command : commands) rows.push_back({command.name, command.summary});
  return "Usage: migrate [OPTIONS] COMMAND [ARGUMENTS]\n\n"
         "Database migrations for C++: models, revisions and databases kept in step.\n" +
         section("Commands", rows, paint) + section("Options", rows_of(global_parameters(), false), paint) +
         "\n`migrate COMMAND --help` says more about a command.\n";
}

std::string help_text(const Command& command, const Paint& paint) {
  std::string out = "Usage: " + usage_line(command) + "\n\n" + command.summary + ".\n";
  if (!command.details.empty()) out += "\n" + command.details + "\n";
  out += section("Arguments", rows_of(command.parameters, true), paint);
  out += section("Options", rows_of(command.parameters, false), paint);
  out += section("Options of every command", rows_of(global_parameters(), false), paint);
  if (command.examples.empty()) return out;
  out += "\n" + paint.bold("Examples:") + "\n";
  for (const auto& example : command.examples) out += fmt::format("  {}\n      {}\n", example.line, example.says);
  return out;
}

}  // namespace migrate
