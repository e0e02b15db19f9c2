#include "dialects/postgresql/transaction.hpp"

namespace migrate::postgresql {
namespace {

class ServerTransaction final : public Transaction {
 public:
  explicit ServerTransaction(Connection& connection) : connection_(connection) { connection_.execute("BEGIN"); }
  ~ServerTransaction() override {
    if (done_) return;
    try {
      connection_.execute("ROLLBACK");
    } catch (const Error&) {  // the connection is gone, and with it the transaction
    }
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

std::unique_ptr<Transaction> begin(Connection& connection) { return std::make_unique<ServerTransaction>(connection); }

ScriptFrame frame() { return {{{.sql = "BEGIN"}}, {{.sql = "COMMIT"}}}; }

std::vector<Statement> script_guard(const Statement& guard) { return {guard}; }

}  // namespace migrate::postgresql
