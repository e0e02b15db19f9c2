#include "dialects/mysql/transaction.hpp"

#include <algorithm>

#include "dialects/mysql/connection.hpp"
#include "dialects/mysql/effect.hpp"
#include "dialects/mysql/errors.hpp"
#include "dialects/mysql/text.hpp"
#include "src/base/error.hpp"

namespace migrate::mysql {
namespace {

class RowTransaction final : public Transaction {
 public:
  explicit RowTransaction(Connection& connection) : connection_(connection) {
    connection_.execute("START TRANSACTION");
  }
  ~RowTransaction() override {
    if (done_) return;
    try {
      connection_.execute("ROLLBACK");
    } catch (const Error&) {  // the connection is gone, and with it the transaction
    }
  }
  bool put_back_settings() override {
    const auto* held = server_connection(connection_);
    if (!held) return false;
    for (const auto& setting : session_settings(held->server(), held->options())) connection_.execute(setting);
    // what dumps set besides
    connection_.execute("SET NAMES " + held->place().charset);
    connection_.execute("SET SESSION unique_checks = 1, sql_notes = 1, time_zone = DEFAULT");
    return true;
  }
  void commit() override {
    connection_.execute("COMMIT");
    done_ = true;
  }

 private:
  Connection& connection_;
  bool done_ = false;
};

}  // namespace

std::vector<Statement> put_back(std::span<const Statement> behind) {
  std::vector<Statement> out;
  if (std::ranges::none_of(behind, [](const Statement& one) { return effect_of(one.sql) == Effect::session; }))
    return out;
  out.push_back({.sql = "SET NAMES utf8mb4", .purpose = "settings as they were"});
  out.push_back({.sql = sql_mode_setting()});
  out.push_back({.sql = "SET SESSION foreign_key_checks = 1, unique_checks = 1, sql_notes = 1, time_zone = DEFAULT"});
  return out;
}

std::unique_ptr<Transaction> begin(Connection& connection) { return std::make_unique<RowTransaction>(connection); }

/// No statement of a script can fail with a message of ours, but a text that is no number is named when it is refused.
std::vector<Statement> script_guard(const Statement& guard) {
  const auto statement = [&](std::string sql) { return Statement{.sql = std::move(sql), .purpose = guard.purpose}; };
  return {statement("CREATE TEMPORARY TABLE `_migrate_guard` (`ok` int)"),
          statement("INSERT INTO `_migrate_guard` SELECT " + quote_text(guard.must_be_empty) + " FROM (" + guard.sql +
                    ") AS `found` LIMIT 1"),
          statement("DROP TEMPORARY TABLE `_migrate_guard`")};
}

}  // namespace migrate::mysql
