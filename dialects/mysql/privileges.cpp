#include "dialects/mysql/privileges.hpp"

#include <algorithm>

#include "dialects/mysql/connection.hpp"
#include "dialects/mysql/text.hpp"
#include "dialects/mysql/tokens.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"

namespace migrate::mysql {
namespace {

/// One of these is enough (check_fk_parent_table_access in the servers' sql_parse.cc).
using AnyOf = std::vector<std::string>;

struct Need {
  AnyOf privileges;
  TableName table;
  std::size_t operation;
};

/// LIKE, with its escapes: what a schema may be in a grant.
bool matches(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern.front() == '%') {
    for (std::size_t i = 0; i <= name.size(); ++i) {
      if (matches(pattern.substr(1), name.substr(i))) return true;
    }
    return false;
  }
  if (name.empty()) return false;
  if (pattern.front() == '_') return matches(pattern.substr(1), name.substr(1));
  if (pattern.front() == '\\' && pattern.size() > 1) pattern.remove_prefix(1);
  return pattern.front() == name.front() && matches(pattern.substr(1), name.substr(1));
}

/// The words up to a comma or `ON` outside parentheses: "ALL PRIVILEGES", "SELECT", of "SELECT (`id`)".
std::vector<std::string> privileges_of(Words words) {
  std::vector<std::string> out{""};
  int depth = 0;
  for (const auto& token : words) {
    if (token.is("(")) ++depth;
    if (depth == 0 && token.is(",")) out.emplace_back();
    if (depth == 0 && token.kind == TokenKind::word) out.back() += (out.back().empty() ? "" : " ") + upper(token.text);
    if (token.is(")")) --depth;
  }
  return out;
}

bool is_all(const std::string& privilege) { return privilege == "ALL PRIVILEGES" || privilege == "ALL"; }

/// What the operations of a plan need.
class Needs {
 public:
  Needs(std::span<const Operation> operations, const Server& server) : server_(server) {
    for (at_ = 0; at_ < operations.size(); ++at_) add(operations[at_]);
  }
  const std::vector<Need>& list() const { return list_; }

 private:
  void add(const Operation& operation) {
    std::visit([&](const auto& held) { need(held); }, operation.value);
  }
  void add(const TableName& table, AnyOf privileges) { list_.push_back({std::move(privileges), table, at_}); }
  void refers(const ForeignKey& key) {
    if (server_.mariadb) return add(parent_of(key), {"REFERENCES", "SELECT", "INSERT", "UPDATE", "DELETE"});
    add(parent_of(key), {"REFERENCES"});
  }

  void need(const CreateTable& o) {
    add({o.table.name, o.table.schema}, {"CREATE"});
    for (const auto& key : o.table.foreign_keys) refers(key);
  }
  void need(const DropTable& o) { add(o.table, {"DROP"}); }
  void need(const RenameTable& o) {
    const TableName to{o.to, o.table.schema};
    add(o.table, {"ALTER"});
    add(o.table, {"DROP"});
    add(to, {"CREATE"});
    add(to, {"INSERT"});
  }
  void need(const CreateForeignKey& o) {
    add(o.table, {"ALTER"});
    refers(o.foreign_key);
  }
  void need(const AddColumn& o) { alter(o.table, !o.backfill.empty()); }
  void need(const AlterColumn& o) { alter(o.table, !o.backfill.empty() || !o.using_expression.empty()); }
  void alter(const TableName& table, bool writes) {
    add(table, {"ALTER"});
    if (writes) add(table, {"UPDATE"});
  }
  void need(const BulkInsert& o) { add(o.table, {"INSERT"}); }
  void need(const CreateSchema& o) { add({"", o.name}, {"CREATE"}); }
  void need(const DropSchema& o) { add({"", o.name}, {"DROP"}); }
  void need(const Batch& o) {
    for (const auto& inner : o.operations) add(inner);
  }
  /// SQL and code that somebody wrote, and what these servers do not have.
  void need(const Execute&) {}
  void need(const Call&) {}
  void need(const CreateEnum&) {}
  void need(const AlterEnum&) {}
  void need(const DropEnum&) {}
  void need(const CreateSequence&) {}
  void need(const AlterSequence&) {}
  void need(const DropSequence&) {}
  template <class O>
  void need(const O& o) {
    add(o.table, {"ALTER"});
  }

  const Server& server_;
  std::size_t at_ = 0;
  std::vector<Need> list_;
};

}  // namespace

void Grants::read(std::string_view line) {
  const auto tokens = tokenize(line);
  const Words words(tokens);
  if (words.front().is_word("revoke")) is_revoked_ = true;
  if (!words.front().is_word("grant")) return;
  int depth = 0;
  std::size_t on = 1;
  for (; on < words.size(); ++on) {
    if (words[on].is("(")) ++depth;
    if (words[on].is(")")) --depth;
    if (depth == 0 && (words[on].is_word("on") || words[on].is_word("to"))) break;
  }
  // ON `schema`.`table` TO, with * for either; ON PROCEDURE has a word in between, and a role has no ON
  if (on + 4 >= words.size() || !words[on].is_word("on") || !words[on + 2].is(".") || !words[on + 4].is_word("to"))
    return;
  Grant grant{privileges_of(words.subspan(1, on - 1)), words[on + 1].value(), words[on + 3].value()};
  const auto account = line.substr(words[on + 4].end());
  if (account_.empty()) account_ = trim(account.substr(0, account.find(' ', 1)));
  grants_.push_back(std::move(grant));
}

bool Grants::cover(std::string_view privilege, std::string_view schema, std::string_view table) const {
  if (is_revoked_) return true;
  const auto is_it = [&](const std::string& held) { return held == privilege || is_all(held); };
  return std::ranges::any_of(grants_, [&](const Grant& grant) {
    const bool on_schema = grant.schema == "*" || matches(lower(grant.schema), lower(schema));
    const bool on_table = grant.table == "*" || (!table.empty() && equal_ignoring_case(grant.table, table));
    return on_schema && on_table && std::ranges::any_of(grant.privileges, is_it);
  });
}

std::vector<CatalogFinding> missing_privileges(Connection& connection, std::span<const Operation> operations) {
  const auto* held = server_connection(connection);
  if (!held) return {};
  const Needs needs(operations, held->server());
  if (needs.list().empty()) return {};
  Grants grants;
  std::string here;
  const auto everywhere = [&](const Need& need) {
    return std::ranges::any_of(need.privileges, [&](const auto& one) { return grants.cover(one); });
  };
  try {
    for (const auto& row : connection.query("SHOW GRANTS")) grants.read(row[0].value_or(""));
    if (std::ranges::all_of(needs.list(), everywhere)) return {};
    here = connection.query("SELECT DATABASE()").at(0)[0].value_or("");
  } catch (const DatabaseError&) {  // a server without privilege tables, or a proxy
    return {};
  }
  std::vector<CatalogFinding> out;
  for (const auto& need : needs.list()) {
    const auto& schema = need.table.schema.empty() ? here : need.table.schema;
    const auto has = [&](const std::string& one) { return grants.cover(one, schema, need.table.name); };
    if (std::ranges::any_of(need.privileges, has)) continue;
    const auto on = need.table.name.empty() ? schema : display(need.table);
    CatalogFinding finding{.operation = need.operation,
                           .kind = "privilege",
                           .name = need.privileges.front() + " on " + on,
                           .hint = "somebody who may runs `GRANT " + need.privileges.front() + " ON " +
                                   quote_name(schema) + ".* TO " + grants.account() +
                                   "`, or migrate with another account"};
    if (std::ranges::find(out, finding) == out.end()) out.push_back(std::move(finding));
  }
  return out;
}

}  // namespace migrate::mysql
