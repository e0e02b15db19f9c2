#include "src/cli/manual.hpp"

#include <algorithm>
#include <cctype>

#include "src/base/text.hpp"
#include "src/cli/globals.hpp"

namespace migrate {
namespace {

/// Text of ours as text of mdoc: what roff takes for its own is escaped, `…` becomes bold, and each sentence begins a
/// line.
std::string escaped(std::string_view text) {
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '`') {
      out += quoted ? "\\fP" : "\\fB";
      quoted = !quoted;
    } else if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if ((c == ' ' || c == '\n') && i > 0 && text[i - 1] == '.') {
      out += '\n';
    } else {
      out += c == '\n' ? ' ' : c;
    }
  }
  for (std::size_t line = 0; line < out.size(); line = out.find('\n', line) + 1) {
    if (out[line] == '.' || out[line] == '\'') out.insert(line, "\\&");
    if (out.find('\n', line) == out.npos) break;
  }
  return out;
}

std::string sentence(std::string_view text) {
  auto out = escaped(text);
  return out + (out.ends_with('.') || out.ends_with(':') ? "\n" : ".\n");
}

/// Paragraphs are parted by an empty line.
std::string paragraphs(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find("\n\n", at), text.size());
    out += ".Pp\n" + sentence(text.substr(at, end - at));
    at = std::min(end + 2, text.size());
  }
  return out;
}

std::string value_of(const Parameter& parameter) {
  return parameter.choices.empty() ? parameter.value : join(parameter.choices, " | ");
}

/// "Fl m , Fl -message Ar TEXT"
std::string tag_of(const Parameter& parameter) {
  if (parameter.positional) return "Ar " + parameter.name;
  std::string out = parameter.letter ? std::string("Fl ") + parameter.letter + " , " : "";
  out += "Fl -" + parameter.name;
  return parameter.flag() ? out : out + " Ar " + value_of(parameter);
}

std::string usage_of(const Parameter& parameter) {
  auto out = parameter.positional ? "Ar " + parameter.name : "Fl -" + parameter.name;
  if (!parameter.positional && !parameter.flag()) out += " Ar " + parameter.value;
  if (parameter.positional && parameter.many) out += " ...";
  return parameter.required ? "." + out + "\n" : ".Op " + out + "\n";
}

std::string list_of(const std::vector<Parameter>& parameters) {
  if (parameters.empty()) return "";
  std::string out = ".Bl -tag -width Ds\n";
  for (const auto& parameter : parameters) out += ".It " + tag_of(parameter) + "\n" + sentence(parameter.help);
  return out + ".El\n";
}

std::string examples_of(const Command& command) {
  std::string out = ".Pp\nExamples:\n.Bl -tag -width Ds -compact\n";
  for (const auto& example : command.examples) {
    out += ".It Li \"" + replace_all(escaped(example.line), "\"", "\\(dq") + "\"\n" + sentence(example.says);
  }
  return out + ".El\n";
}

std::string entry_of(const Command& command) {
  std::string out = ".It Xo\n.Ic " + command.name + "\n";
  for (const auto& parameter : command.parameters) {
    if (!parameter.positional) out += usage_of(parameter);
  }
  for (const auto& parameter : command.parameters) {
    if (parameter.positional) out += usage_of(parameter);
  }
  out += ".Xc\n" + sentence(command.summary) + paragraphs(command.details) + list_of(command.parameters);
  return command.examples.empty() ? out : out + examples_of(command);
}

}  // namespace

std::string manual_text(const std::vector<Command>& commands) {
  std::string out = ".Sh OPTIONS\nThese are known to every command and stand before or after its name.\n";
  out += list_of(global_parameters()) + ".Sh COMMANDS\n.Bl -tag -width Ds\n";
  for (const auto& command : commands) out += entry_of(command);
  return out + ".El\n";
}

}  // namespace migrate
