#include "dialects/findings.hpp"

#include <algorithm>

#include "src/base/text.hpp"
#include "src/operations/describe.hpp"

namespace migrate {
namespace {

std::string shown(const CatalogFinding& finding) {
  return finding.kind + " " + finding.name + (finding.table.empty() ? "" : " of " + finding.table);
}

/// "view hero_names, trigger log_hero of team": those of one operation.
std::string names_of(std::span<const CatalogFinding> findings, Severity severity, std::size_t operation) {
  std::vector<std::string> names;
  for (const auto& finding : findings) {
    if (finding.severity == severity && finding.operation == operation) names.push_back(shown(finding));
  }
  return join(names, ", ");
}

bool is_privilege(const CatalogFinding& finding) { return finding.kind == "privilege"; }

/// The hint of the first that has one of its own.
std::string hint_of(std::span<const CatalogFinding> findings) {
  const auto own = std::ranges::find_if(findings, [](const CatalogFinding& finding) { return !finding.hint.empty(); });
  if (own != findings.end()) return own->hint;
  return "drop them in the revision before it and create them again behind it, with execute";
}

std::vector<CatalogFinding> refusals(std::span<const CatalogFinding> findings, std::size_t operation) {
  std::vector<CatalogFinding> out;
  std::ranges::copy_if(findings, std::back_inserter(out), [&](const CatalogFinding& finding) {
    return finding.severity == Severity::refused && finding.operation == operation;
  });
  return out;
}

}  // namespace

std::optional<DatabaseError> refusal_of(std::span<const CatalogFinding> findings, std::size_t number,
                                        const Operation& operation) {
  const auto refused = refusals(findings, number);
  if (refused.empty()) return std::nullopt;
  const auto names = names_of(refused, Severity::refused, number);
  const bool rights = std::ranges::all_of(refused, is_privilege);
  const auto message = rights ? "to " + describe(operation) + ", the account lacks the " + names
                              : "to " + describe(operation) + " would break " + names;
  return DatabaseError(message, hint_of(refused), operation.where);
}

std::vector<std::string> warnings_of(std::span<const CatalogFinding> findings, std::span<const Operation> operations) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const auto what = describe(operations[i]);
    if (const auto lost = names_of(findings, Severity::lost, i); !lost.empty())
      out.push_back("to " + what + " loses " + lost + ", which the downgrade does not bring back");
    if (const auto left = names_of(findings, Severity::warning, i); !left.empty())
      out.push_back("to " + what + " may break " + left + ", of which the database says nothing: change them as well");
  }
  return out;
}

std::map<std::size_t, std::vector<std::string>> comments_of(std::span<const CatalogFinding> findings) {
  std::map<std::size_t, std::vector<std::string>> out;
  for (const auto& finding : findings) {
    auto& lines = out[finding.operation];
    switch (finding.severity) {
      case Severity::lost:
        lines.push_back("loses " + shown(finding) + ", which the downgrade does not bring back");
        break;
      case Severity::refused:
        lines.push_back((is_privilege(finding) ? "is refused as long as the account lacks the "
                                               : "is refused as long as it would break ") +
                        shown(finding));
        break;
      case Severity::warning: lines.push_back("may break " + shown(finding)); break;
    }
  }
  return out;
}

std::string to_string(std::span<const ObjectCount> counts) {
  std::vector<std::string> parts;
  for (const auto& one : counts) parts.push_back(count_of(one.count, one.kind, one.plural));
  return join(parts, ", ");
}

std::vector<ObjectCount> object_counts_of(const SqlRows& rows) {
  std::vector<ObjectCount> out;
  for (const auto& row : rows) {
    const auto number = std::stoull(row[2].value_or("0"));
    if (number > 0) out.push_back({row[0].value_or(""), row[1].value_or(""), number});
  }
  return out;
}

RowRules row_rules_of(const SqlRows& rows) {
  RowRules out;
  for (const auto& row : rows) {
    const auto kind = row[0].value_or(""), name = lower(row[1].value_or(""));
    if (kind == "trigger") out.triggered.insert(name);
    if (kind == "routine") out.routines.insert(name);
    if (kind == "cascade") out.cascades.emplace(name, lower(row[2].value_or("")));
  }
  return out;
}

}  // namespace migrate
