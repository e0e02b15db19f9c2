#include "src/cli/version.hpp"

#include "dialects/registry/registry.hpp"
#include "src/base/json.hpp"

namespace migrate {

std::string_view tool_version() { return MIGRATE_VERSION; }

std::string version_text() {
  std::string out = "migrate " + std::string(tool_version()) + "\n";
  for (const auto& name : dialect_names()) {
    const auto libraries = find_dialect(name).libraries();
    out += name + (libraries.empty() ? "" : ": " + libraries) + "\n";
  }
  return out;
}

std::string version_json() {
  auto dialects = Json::array();
  for (const auto& name : dialect_names()) {
    dialects.add(Json::object().set("name", name).set("libraries", find_dialect(name).libraries()));
  }
  return Json::object().set("version", tool_version()).set("dialects", std::move(dialects)).text();
}

}  // namespace migrate
