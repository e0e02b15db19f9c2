#include "dialects/postgresql/transaction.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "dialects/postgresql/connection.hpp"
#include "dialects/postgresql/effect.hpp"
#include "dialects/postgresql/text.hpp"

namespace migrate::postgresql {
namespace {

class ServerTransaction final : public Transaction {
 public:
  explicit ServerTransaction(PostgresqlConnection& connection) : connection_(connection) { connection_.begin(); }
  ~ServerTransaction() override {
    if (connection_.in_transaction()) connection_.rollback();
  }
  bool put_back_settings() override { return connection_.put_back_settings(); }
  void commit() override { connection_.commit(); }

 private:
  PostgresqlConnection& connection_;
};

/// Of a script that is only written down.
class WrittenTransaction final : public Transaction {
 public:
  explicit WrittenTransaction(Connection& connection) : connection_(connection) { connection_.execute("BEGIN"); }
  void commit() override { connection_.execute("COMMIT"); }

 private:
  Connection& connection_;
};

/// $migrate$, or another that does not stand in the text.
std::string dollar_quote_for(const std::string& text) {
  std::string tag = "$migrate$";
  for (int i = 1; text.find(tag) != text.npos; ++i) tag = fmt::format("$migrate{}$", i);
  return tag;
}

}  // namespace

std::unique_ptr<Transaction> begin(Connection& connection) {
  if (auto* server = server_connection(connection)) return std::make_unique<ServerTransaction>(*server);
  return std::make_unique<WrittenTransaction>(connection);
}

ScriptFrame frame() { return {{{.sql = "BEGIN"}}, {{.sql = "COMMIT"}}}; }

std::vector<std::string> script_settings(const SessionSettings& settings) {
  std::vector<std::string> out;
  if (!settings.role.empty()) out.push_back("SET ROLE " + quote_name(settings.role));
  // the text of the configuration is a list of names
  if (!settings.search_path.empty())
    out.push_back("SELECT pg_catalog.set_config('search_path', " + quote_text(settings.search_path) + ", false)");
  return out;
}

std::vector<Statement> put_back(std::span<const Statement> behind, const SessionSettings& settings) {
  std::vector<Statement> out;
  if (std::ranges::none_of(behind, [](const Statement& one) { return touches_settings(one.sql); })) return out;
  out.push_back({.sql = "RESET SESSION AUTHORIZATION", .purpose = "settings as they were"});
  out.push_back({.sql = "RESET ROLE"});
  out.push_back({.sql = "RESET ALL"});
  for (auto& sql : script_settings(settings)) out.push_back({.sql = std::move(sql)});
  return out;
}

std::vector<Statement> script_guard(const Statement& guard) {
  std::string raise =
      "RAISE EXCEPTION USING MESSAGE = " + quote_text(guard.must_be_empty) + ", DETAIL = 'found: ' || found_row::text";
  if (!guard.hint.empty()) raise += ", HINT = " + quote_text(guard.hint);
  const auto body = fmt::format(
      "DECLARE found_row record;\nBEGIN\n  FOR found_row IN {} LOOP\n    {};\n  END LOOP;\nEND", guard.sql, raise);
  const auto quote = dollar_quote_for(body);
  return {{.sql = "DO " + quote + "\n" + body + "\n" + quote, .purpose = guard.purpose, .where = guard.where}};
}

}  // namespace migrate::postgresql
