#include "dialects/ddl.hpp"

#include <utility>

#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate {

std::string_view action_text(Action action) {
  switch (action) {
    case Action::no_action: return "NO ACTION";
    case Action::restrict: return "RESTRICT";
    case Action::cascade: return "CASCADE";
    case Action::set_null: return "SET NULL";
    case Action::set_default: return "SET DEFAULT";
  }
  return "";
}

bool has_option(const Options& options, const std::string& name) {
  const auto found = options.find(name);
  if (found == options.end()) return false;
  const auto* flag = std::get_if<bool>(&found->second);
  return !flag || *flag;
}

const Type& type_in(const Column& column, const std::string& dialect) {
  const auto own = column.type_by_dialect.find(dialect);
  return own == column.type_by_dialect.end() ? column.type : own->second;
}

void take_type_in(Column& column, const std::string& dialect) {
  column.type = Type(type_in(column, dialect));
  column.type_by_dialect.clear();
}

void refuse_lacking(std::string_view database, std::vector<std::string> problems) {
  if (problems.empty()) return;
  ConfigurationError error(std::string(database) + " cannot have everything that is wanted: " +
                               count_of(problems.size(), "thing is", "things are") + " not to be had",
                           "take them out of the models, or say them for the other databases only");
  error.details = std::move(problems);
  throw error;
}

}  // namespace migrate
