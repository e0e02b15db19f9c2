#include <algorithm>

#include "dialects/surroundings.hpp"
#include "src/base/text.hpp"
#include "src/cli/command.hpp"
#include "src/cli/models_of.hpp"
#include "src/cli/operations_text.hpp"
#include "src/schema/lookup.hpp"
#include "src/schema/read_toml.hpp"

namespace migrate {
namespace {

struct InspectArguments {
  std::vector<std::string> tables;
};

std::string qualified(const Table& table) {
  return table.schema.empty() ? table.name : table.schema + "." + table.name;
}

/// Only the tables that were asked for; nothing but tables then.
Schema chosen(const Schema& catalog, const std::vector<std::string>& names) {
  Schema out;
  for (const auto& name : names) {
    const auto found = std::ranges::find_if(catalog.tables, [&](const Table& table) {
      return equal_ignoring_case(qualified(table), name) || equal_ignoring_case(table.name, name);
    });
    if (found != catalog.tables.end()) {
      out.tables.push_back(*found);
      continue;
    }
    std::vector<std::string> known;
    for (const auto& table : catalog.tables) known.push_back(qualified(table));
    throw UsageError("the database has no table '" + name + "'" + did_you_mean(name, known),
                     known.empty() ? "it has no tables" : "it has: " + join(known, ", "));
  }
  return out;
}

ExitCode run_inspect(Session& session, const InspectArguments& arguments) {
  session.config_or_defaults();
  auto& connection = session.connection(Absent::error);
  const auto options = autogenerate_options(session);
  auto catalog = managed_catalog(session.dialect(), connection, options);
  if (!arguments.tables.empty()) catalog = chosen(catalog, arguments.tables);
  // who asks for some tables knows that it is not all
  const auto left_out = arguments.tables.empty()
                            ? surroundings_of(session.dialect()).left_out(connection, options.schemas)
                            : std::vector<ObjectCount>();
  print_schema(session, catalog, session.database_name(), left_out);
  tell_left_out(session.out(), left_out, session.database_name());
  return ExitCode::done;
}

}  // namespace

Command inspect_command() {
  return make_command<InspectArguments>(
      {
          .name = "inspect",
          .summary = "Show the schema that the database has",
          .details =
              "In the format that `models.file` reads. The tables of migrate itself and the excluded ones are left\n"
              "out. With --url it works without a migrate.toml.",
          .parameters = {argument("TABLE", Presence::optional, &InspectArguments::tables, "Only these tables")},
          .examples = {{"migrate inspect > schema.toml", "Everything, as a file of models"},
                       {"migrate inspect hero team", "Two tables"},
                       {"migrate inspect --url sqlite:///other.db", "Another database"}},
      },
      run_inspect);
}

}  // namespace migrate
