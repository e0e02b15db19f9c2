#include "src/cli/report.hpp"

#include "src/base/text.hpp"

namespace migrate {
namespace {

std::string indented(const std::string& text) {
  std::string out;
  for (const auto& line : split(trim(text), '\n')) out += "    " + line + "\n";
  return out;
}

}  // namespace

std::string error_text(const Error& error, const Paint& paint) {
  std::string out = error.where.file.empty() ? "" : paint.bold(to_string(error.where) + ": ");
  out += paint.red("error:") + " " + error.what() + "\n";
  for (const auto& detail : error.details) out += "  " + detail + "\n";
  const auto* database = dynamic_cast<const DatabaseError*>(&error);
  // a revision that failed has it among its details, shortened
  const bool told = dynamic_cast<const RevisionFailed*>(&error) != nullptr;
  if (database && !told && !database->statement.empty()) {
    out += "  the statement" + (database->sqlstate.empty() ? "" : " (SQLSTATE " + database->sqlstate + ")") + ":\n";
    out += indented(database->statement);
  }
  if (!error.hint.empty()) out += paint.green("hint:") + " " + error.hint + "\n";
  return out;
}

Json where_json(const Where& where) {
  if (where.file.empty()) return {};
  auto out = Json::object().set("file", where.file);
  out.set("line", where.line ? Json(where.line) : Json());
  out.set("column", where.column ? Json(where.column) : Json());
  return out;
}

Json error_json(const Error& error) { return Json::object().set("error", error_body(error)); }

Json error_body(const Error& error) {
  auto body = Json::object().set("kind", error.kind()).set("message", error.what());
  body.set("where", where_json(error.where));
  body.set("hint", error.hint.empty() ? Json() : Json(error.hint));
  body.set("details", error.details);
  if (const auto* database = dynamic_cast<const DatabaseError*>(&error)) {
    body.set("statement", database->statement.empty() ? Json() : Json(database->statement));
    body.set("sqlstate", database->sqlstate.empty() ? Json() : Json(database->sqlstate));
  }
  if (const auto* failed = dynamic_cast<const RevisionFailed*>(&error)) {
    body.set("revision", failed->revision).set("direction", to_string(failed->movement));
    body.set("operation", failed->operation).set("operations", failed->operations);
    body.set("applied", failed->applied).set("heads", failed->heads).set("rolled_back", failed->rolled_back);
  }
  return body;
}

}  // namespace migrate
