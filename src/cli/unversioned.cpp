#include "src/cli/unversioned.hpp"

#include <algorithm>
#include <regex>

#include "src/base/text.hpp"
#include "src/cli/models_of.hpp"
#include "src/operations/describe.hpp"
#include "src/revisions/files.hpp"

namespace migrate {
namespace {

/// What the CREATE TABLE of a text make, but where they say IF NOT EXISTS.
void add_created(std::vector<TableName>& out, const std::string& sql) {
  static const std::regex create(R"re(\bcreate\s+table\s+(["`[]?[\w$]+["`\]]?\.)?["`[]?([\w$]+)["`\]]?\s*\()re",
                                 std::regex::icase);
  for (std::sregex_iterator at(sql.begin(), sql.end(), create), end; at != end; ++at) out.push_back({(*at)[2], ""});
}

/// What the revisions create. What is wrong with a file is told by those who run it.
std::vector<TableName> created_tables(const Status& status) {
  std::vector<TableName> out;
  for (const auto& item : status.revisions) {
    try {
      for (const auto& operation : read_revision_body(*item.revision).upgrade) {
        const auto* create = std::get_if<CreateTable>(&operation.value);
        if (create) out.push_back({create->table.name, create->table.schema});
        const auto* execute = std::get_if<Execute>(&operation.value);
        if (!execute) continue;
        for (const auto& [dialect, sql] : execute->sql) add_created(out, sql);
      }
    } catch (const Error&) {
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> tables_without_version(Session& session, const Status& status) {
  if (!status.heads.empty() || !status.interrupted.empty() || status.revisions.empty()) return {};
  const auto created = created_tables(status);
  if (created.empty()) return {};
  const auto catalog =
      managed_catalog(session.dialect(), session.connection(Absent::empty), autogenerate_options(session));
  std::vector<std::string> out;
  for (const auto& table : catalog.tables) {
    if (std::ranges::find(created, TableName{table.name, table.schema}) != created.end()) out.push_back(table.name);
  }
  return out;
}

std::string unversioned_text(const std::vector<std::string>& tables) {
  constexpr std::size_t shown = 5;
  auto names = tables;
  if (names.size() > shown) names.resize(shown);
  return "the database has " + count_of(tables.size(), "table") + " that revisions are to create (" +
         join(names, ", ") + (tables.size() > shown ? ", …" : "") + "), and no version";
}

std::string unversioned_hint() {
  return "`migrate stamp REV` with the revision whose schema it has already ('head': that of the newest), then "
         "`migrate "
         "upgrade head`";
}

}  // namespace migrate
