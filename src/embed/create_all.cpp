// migrate::create_all: the tables of the models that a database does not have, made in one go and without a revision.
#include <set>

#include "dialects/registry/registry.hpp"
#include "migrate/migrator.hpp"
#include "src/autogenerate/compare.hpp"
#include "src/base/environment.hpp"
#include "src/base/text.hpp"
#include "src/embed/check.hpp"
#include "src/operations/apply.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/lookup.hpp"

namespace migrate {
namespace {

/// A thing that is there is taken as the database has it, so that the comparison finds nothing but what is missing.
Schema with_missing(const Schema& current, Schema wanted, const Equivalence& rules) {
  Schema out = current;
  const auto add = [&](auto& to, auto& from) {
    std::set<std::pair<std::string, std::string>> there;
    for (const auto& one : to) there.emplace(rules.schema_key(one.schema), rules.table_key(one.name));
    for (auto& one : from) {
      if (!there.contains({rules.schema_key(one.schema), rules.table_key(one.name)})) to.push_back(std::move(one));
    }
  };
  // a rename changes what is there, which is not asked for
  for (auto& table : wanted.tables) table.renamed_from.clear();
  add(out.tables, wanted.tables);
  add(out.enums, wanted.enums);
  add(out.sequences, wanted.sequences);
  return out;
}

void run(const Dialect& dialect, Connection& connection, std::span<const Operation> operations,
         const RunStatement& execute) {
  while (!operations.empty()) {
    const auto rendered = dialect.render(connection, operations);
    for (const auto& statement : rendered.statements) {
      // guards ask about rows, and a new table has none
      if (statement.must_be_empty.empty()) execute(statement.sql);
    }
    dialect.note_offline(connection, operations.first(rendered.operations));
    operations = operations.subspan(rendered.operations);
  }
}

std::vector<std::string> tables_made_by(std::span<const Operation> operations) {
  std::vector<std::string> made;
  for (const auto& operation : operations) {
    if (std::holds_alternative<CreateTable>(operation.value)) made.push_back(display(*table_of(operation)));
  }
  return made;
}

/// Of a database in memory that several connections share, another one may be open.
bool is_private(const Url& url) {
  const auto cache = url.query.find("cache");
  return names_memory(url) && (cache == url.query.end() || cache->second != "shared");
}

}  // namespace

std::vector<std::string> create_all(const Schema& models, std::string_view text) {
  require_sound(models);
  const auto url = parse_url(text);
  if (is_private(url)) {
    throw ConfigurationError(
        "a database in memory is gone when its connection ends, and its tables with it",
        "open one that is shared, sqlite:///file::memory:?cache=shared, before and hold it; or hand over your own "
        "connection: create_all(models, \"sqlite\", [&](const std::string& statement) { … })");
  }
  const auto& dialect = find_dialect(url.dialect);
  ConnectOptions options;
  options.may_create = true;
  const auto connection = dialect.connect(url, options);
  LockRequest request;
  request.who = process_label() + ": create all tables";
  const auto lock = dialect.lock(*connection, url, request);

  const auto current = dialect.introspect(*connection);
  auto adapted = dialect.adapt_for(*connection, models);
  const auto rules = dialect.equivalence(*connection, current, adapted);
  const auto wanted = with_missing(current, adapted, *rules);
  const auto operations = compare(current, wanted, *rules, NamingTemplates{});
  if (operations.empty()) return {};
  const auto transaction = dialect.begin(*connection, operations);
  run(dialect, *connection, operations, [&](const std::string& statement) { connection->execute(statement); });
  transaction->commit();
  return tables_made_by(operations);
}

std::vector<std::string> create_all(const Schema& models, std::string_view dialect_name, const RunStatement& execute) {
  require_sound(models);
  const auto& dialect = find_dialect(dialect_name);
  const auto played = dialect.offline();
  const auto operations = compare(Schema{}, dialect.adapt(models), Equivalence{}, NamingTemplates{});
  run(dialect, *played, operations, [&](const std::string& statement) {
    played->execute(statement);
    execute(statement);
  });
  return tables_made_by(operations);
}

}  // namespace migrate
