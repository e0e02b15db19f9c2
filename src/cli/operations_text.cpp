#include "src/cli/operations_text.hpp"

#include <utility>

#include "src/base/comment.hpp"
#include "src/base/text.hpp"
#include "src/models/check.hpp"
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

Json findings_json(const std::vector<CatalogFinding>& findings) {
  constexpr std::string_view severities[] = {"refused", "lost", "warning"};
  auto out = Json::array();
  for (const auto& finding : findings) {
    auto item = Json::object().set("severity", severities[static_cast<std::size_t>(finding.severity)]);
    item.set("operation", finding.operation + 1).set("kind", finding.kind).set("name", finding.name);
    out.add(std::move(item.set("table", finding.table.empty() ? Json() : Json(finding.table))));
  }
  return out;
}

std::string script_text(const Script& script) {
  auto out = script.prelude;
  for (const auto& section : script.sections) {
    if (!section.title.empty()) out += "\n" + comment("-- ", section.title);
    for (const auto& statement : section.statements) {
      if (!statement.way.empty()) out += comment("-- ", statement.way);
      if (!statement.purpose.empty()) out += comment("-- ", statement.purpose);
      if (statement.sql.empty()) continue;
      // a comment at the end would take the semicolon in
      const auto last_line = statement.sql.substr(statement.sql.rfind('\n') + 1);
      out += statement.sql + (last_line.find("--") == last_line.npos ? ";\n" : "\n;\n");
    }
  }
  return out;
}

Json script_json(const Script& script) {
  auto out = Json::array();
  for (const auto& section : script.sections) {
    auto title = section.title;
    for (const auto& statement : section.statements) {
      auto entry = Json::object();
      if (!title.empty()) entry.set("section", std::exchange(title, ""));
      if (!statement.way.empty()) entry.set("way", statement.way);
      out.add(std::move(entry.set("purpose", statement.purpose).set("sql", statement.sql)));
    }
  }
  return out;
}

void print_script(Session& session, const Script& script) {
  if (session.one_of_several()) {
    throw UsageError("--sql and --all-databases do not go together: a script is for one database",
                     "--database NAME says which");
  }
  if (session.json()) {
    session.out().data_as_it_is(Json::object().set("sql", script_json(script)).text());
  } else {
    session.out().data_as_it_is(script_text(script));
  }
  if (script.sections.empty()) session.out().info("nothing to do between these two");
}

void print_schema(Session& session, const Schema& schema, const std::string& whose,
                  const std::vector<ObjectCount>& left_out) {
  auto text = write_schema(schema);
  // as models it would be refused otherwise
  if (!problems(schema, Strictness::catalog).empty())
    text.insert(text.find('\n') + 1, "unchecked_foreign_keys = true\n");
  if (session.json()) {
    auto out = to_json(parse_toml(text, whose));
    auto counts = Json::object();
    for (const auto& one : left_out) counts.set(one.kind, one.count);
    if (!left_out.empty()) out.set("left_out", std::move(counts));
    session.data(out);
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
