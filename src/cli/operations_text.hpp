// Operations, statements and schemas as the commands show them: in words, and as JSON with the keys of the TOML.
#pragma once

#include <string>
#include <vector>

#include "dialects/dialect.hpp"
#include "dialects/findings.hpp"
#include "src/base/json.hpp"
#include "src/base/output.hpp"
#include "src/base/toml.hpp"
#include "src/cli/session.hpp"
#include "src/engine/script.hpp"
#include "src/operations/operation.hpp"

namespace migrate {

/// A line for each, indented: "  drop column hero.age (loses …)"; "  nothing" where there is none.
std::string operation_lines(const std::vector<Operation>& operations, const Paint& paint);

/// An array of {summary, loses, operation}; `operation` has the keys of a revision file.
Json operations_json(const std::vector<Operation>& operations);

/// An array of {severity, operation, kind, name, table}: what the operations, which count from 1, meet in the database.
Json findings_json(const std::vector<CatalogFinding>& findings);

/// A script for the database's own client: each section under its title, each statement under its purpose.
std::string script_text(const Script& script);

/// An array of {purpose, sql}, with `way` where there is one, in which the first of a section also has `section`, its
/// title.
Json script_json(const Script& script);

/// Writes a script as data, and says where it has nothing in it.
void print_script(Session& session, const Script& script);

/// Writes a schema as data; `whose` stands in the message where it is empty. What is left out goes into the JSON alone.
void print_schema(Session& session, const Schema& schema, const std::string& whose,
                  const std::vector<ObjectCount>& left_out = {});

/// A TOML value as the JSON of the same keys and order.
Json to_json(const TomlValue& value);

}  // namespace migrate
