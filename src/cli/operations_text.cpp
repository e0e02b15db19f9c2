#include "src/cli/operations_text.hpp"

#include "src/operations/describe.hpp"
#include "src/operations/write_operations.hpp"

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
