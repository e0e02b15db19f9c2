#include "src/cli/operations_text.hpp"

#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/operations/write_operations.hpp"
#include "src/schema/read_toml.hpp"

namespace migrate {

std::string operation_lines(const std::vector<Operation>& operations, const Paint& paint) {
  if (operations.empty()) return "  nothing\n";
  std::string out;
  for (const auto& operation : operations) {
    out += "  " + describe(operation);
    if (const auto lost = what_is_lost(operation)) out += paint.red(" (" + *lost + ")");
    out += '\n';
  }
  return out;
}

Json operations_json(const std::vector<Operation>& operations) {
  auto out = Json::array();
  for (const auto& operation : operations) {
    // the writer of revision files is the one that knows an operation's keys
    const auto document = parse_toml(write_operations({&operation, 1}, "operation", false), "operation");
    const auto& list = std::get<TomlValue::Table>(document.data).front().value;
    auto item = Json::object().set("summary", describe(operation)).set("loses", what_is_lost(operation));
    out.add(std::move(item.set("operation", to_json(std::get<TomlValue::Array>(list.data).front()))));
  }
  return out;
}

std::string statements_text(const std::vector<Statement>& statements) {
  std::string out;
  for (const auto& statement : statements) {
    if (!statement.purpose.empty()) out += "-- " + replace_all(statement.purpose, "\n", "\n-- ") + "\n";
    out += statement.sql + ";\n";
  }
  return out;
}

Json statements_json(const std::vector<Statement>& statements) {
  auto out = Json::array();
  for (const auto& statement : statements) {
    out.add(Json::object().set("purpose", statement.purpose).set("sql", statement.sql));
  }
  return out;
}

void print_schema(Session& session, const Schema& schema, const std::string& whose) {
  const auto text = write_schema(schema);
  if (session.json()) {
    session.data(to_json(parse_toml(text, whose)));
  } else {
    session.out().data(text);
  }
  if (schema.tables.empty()) session.out().info("there are no tables in " + whose);
}

Json to_json(const TomlValue& value) {
  const Overloaded convert{
      [](const TomlValue::Moment& moment) { return Json(moment.text); },
      [](const TomlValue::Array& items) {
        auto out = Json::array();
        for (const auto& item : items) out.add(to_json(item));
        return out;
      },
      [](const TomlValue::Table& entries) {
        auto out = Json::object();
        for (const auto& [key, entry] : entries) out.set(key, to_json(entry));
        return out;
      },
      [](const auto& plain) { return Json(plain); },
  };
  return std::visit(convert, value.data);
}

}  // namespace migrate
