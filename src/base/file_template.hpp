// Names of files made by a template: `{year}_{slug}`, or as Alembic writes it, `%%(year)d_%%(slug)s`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace migrate {

/// A token of the template and what stands for it. A number has its own width where the template gives none.
struct TemplateToken {
  std::string name;
  std::string text;
  std::optional<std::int64_t> number{};
  int width = 0;
};

/// Throws ConfigurationError for a token that is not among them, and names the nearest.
std::string fill_file_template(std::string_view text, const std::vector<TemplateToken>& tokens);

/// The same without a revision at hand: whether all that the template names is something.
void check_file_template(std::string_view text);

/// What may be named, each without a value.
std::vector<TemplateToken> file_template_tokens();

}  // namespace migrate
