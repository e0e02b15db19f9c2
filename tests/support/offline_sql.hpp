// Operations as text in, and the statements that a script would have of them out: no server is asked.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "dialects/offline.hpp"
#include "src/base/toml.hpp"
#include "src/operations/apply.hpp"
#include "src/operations/read_operations.hpp"

namespace migrate::test {

/// The operations of a revision's `[[upgrade]]` sections.
inline std::vector<Operation> operations_of(const std::string& toml) {
  const auto document = parse_toml(toml, "test.toml");
  TomlTable table(document, "test.toml", "the test");
  return read_operations(table.require("upgrade"), "test.toml");
}

using Render = std::function<Rendered(Connection&, std::span<const Operation>)>;

/// The statements of all of them on a database that has this schema; guards are left out.
inline std::vector<Statement> statements_of(const Schema& before, const std::string& toml, const Render& render) {
  OfflineConnection connection(before);
  const auto operations = operations_of(toml);
  std::vector<Statement> out;
  for (std::size_t done = 0; done < operations.size();) {
    const auto rest = std::span(operations).subspan(done);
    auto rendered = render(connection, rest);
    for (auto& statement : rendered.statements) {
      if (statement.must_be_empty.empty()) out.push_back(std::move(statement));
    }
    apply_to(*connection.offline_schema(), rest.first(rendered.operations));
    done += rendered.operations;
  }
  return out;
}

}  // namespace migrate::test
