#include "dialects/mysql/lease.hpp"

#include <fmt/format.h>

#include <charconv>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "dialects/mysql/text.hpp"
#include "dialects/wait_for_lock.hpp"
#include "src/base/error.hpp"

namespace migrate::mysql {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr std::string_view table_name = "migrate_lock";
constexpr std::string_view table_comment = "migrate: who is migrating this database";

/// Row 1 is the lease, row 2 the number of its taking.
constexpr auto create_table =
    "CREATE TABLE IF NOT EXISTS `{}` (`id` tinyint NOT NULL PRIMARY KEY, `taking` bigint NOT NULL, "
    "`renewals` bigint NOT NULL, `holder` varchar(255) NOT NULL, `taken_at` datetime(6) NOT NULL, "
    "`expires_at` datetime(6) NOT NULL) ENGINE = InnoDB CHARACTER SET utf8mb4 COMMENT = {}";

std::int64_t integer_in(const std::optional<std::string>& text) {
  std::int64_t out = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), out);
  return out;
}

/// Since the lease itself ends by the clock of the server that asks.
std::string expiry(milliseconds length) {
  return fmt::format("UTC_TIMESTAMP(6) + INTERVAL {} MICROSECOND", length.count() * 1000);
}

struct Lease {
  std::int64_t taking = 0, renewals = 0;
  std::string holder;  ///< "": free
  std::string since;
  bool expired = false;
};

std::optional<Lease> read_lease(Connection& connection) {
  const auto rows = connection.query(
      fmt::format("SELECT `taking`, `renewals`, `holder`, DATE_FORMAT(`taken_at`, '%Y-%m-%dT%H:%i:%sZ'), "
                  "`expires_at` < UTC_TIMESTAMP(6) FROM `{}` WHERE `id` = 1",
                  table_name));
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return Lease{integer_in(row.at(0)), integer_in(row.at(1)), row.at(2).value_or(""), row.at(3).value_or(""),
               row.at(4) == "1"};
}

/// Two that do this at once on two nodes may refuse each other with a deadlock, and then find it done.
void make_table(Connection& connection) {
  connection.execute(fmt::format(create_table, table_name, quote_text(table_comment)));
  connection.execute(
      fmt::format("INSERT IGNORE INTO `{}` VALUES (1, 0, 0, '', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)), "
                  "(2, 0, 0, '', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))",
                  table_name));
}

bool change_one(Connection& connection, const std::string& set, const std::string& where) {
  return connection.execute(fmt::format("UPDATE `{}` SET {} WHERE {}", table_name, set, where)) == 1;
}

using Connect = std::function<std::unique_ptr<Connection>()>;

class HeldLease final : public MigrationLock {
 public:
  HeldLease(Connection& connection, Connect connect, std::unique_ptr<Connection> own, std::int64_t taking,
            const LeaseTimes& times)
      : connection_(connection),
        connect_(std::move(connect)),
        own_(std::move(own)),
        taking_(taking),
        times_(times),
        renewer_([this] { renew(); }) {}

  ~HeldLease() override {
    {
      const std::lock_guard hold(mutex_);
      over_ = true;
    }
    changed_.notify_all();
    renewer_.join();
    try {
      change_one(*own_, "`holder` = '', `renewals` = `renewals` + 1", mine(1));
    } catch (const Error&) {  // the server is gone; the lease expires
    }
  }

  /// In the revision's transaction, where there is one: the cluster then refuses the whole where it is too late.
  void confirm() override {
    if (change_one(connection_, "`renewals` = `renewals` + 1", mine(2))) return;
    throw LockError("the migration lock was lost: its lease expired and somebody else has taken it",
                    "another migration may have begun meanwhile: see 'migrate status', then run the command again");
  }

 private:
  std::string mine(int row) const { return fmt::format("`id` = {} AND `taking` = {}", row, taking_); }

  /// What goes wrong here is no matter: the lease then expires, and `confirm` tells whether somebody took it.
  void renew() {
    std::unique_lock hold(mutex_);
    while (!changed_.wait_for(hold, times_.renewal, [this] { return over_; })) {
      hold.unlock();
      try {
        change_one(*own_, "`renewals` = `renewals` + 1, `expires_at` = " + expiry(times_.length), mine(1));
      } catch (const LockError&) {
      } catch (const Error&) {
        connect_again();
      }
      hold.lock();
    }
  }

  void connect_again() {
    try {
      own_ = connect_();
    } catch (const Error&) {
    }
  }

  Connection& connection_;
  Connect connect_;
  std::unique_ptr<Connection> own_;
  std::int64_t taking_;
  LeaseTimes times_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::thread renewer_;  // the last: it uses all the others
};

class Taker {
 public:
  Taker(Connection& own, const LockRequest& request, const LeaseTimes& times)
      : own_(own), request_(request), times_(times) {}

  /// The number of the taking, where it succeeded.
  std::optional<std::int64_t> attempt() {
    try {
      const auto found = look();
      if (!found || !may_be_taken(*found) || !take(*found)) return std::nullopt;
      return found->taking + 1;
    } catch (const LockError&) {  // somebody else was quicker, on this node or on another
      forget_transaction();
      return std::nullopt;
    }
  }

  std::string holder() const {
    if (!seen_ || seen_->holder.empty()) return "another migration";
    return seen_->holder + ", since " + seen_->since;
  }

 private:
  std::optional<Lease> look() {
    constexpr auto no_such_table = "42S02";
    std::optional<Lease> found;
    try {
      found = read_lease(own_);
    } catch (const DatabaseError& error) {
      if (error.sqlstate != no_such_table) throw;
    }
    if (!found) {
      make_table(own_);
      found = read_lease(own_);
    }
    if (found && (!seen_ || seen_->taking != found->taking || seen_->renewals != found->renewals)) {
      watched_since_ = Steady::now();
    }
    return seen_ = found;
  }

  bool may_be_taken(const Lease& lease) const {
    return lease.holder.empty() || (lease.expired && Steady::now() - watched_since_ >= 2 * times_.renewal);
  }

  bool take(const Lease& lease) {
    own_.execute("START TRANSACTION");
    const auto who = request_.who.empty() ? std::string("somebody") : request_.who;
    const bool had =
        change_one(own_,
                   fmt::format("`taking` = {}, `renewals` = `renewals` + 1, `holder` = LEFT({}, 255), "
                               "`taken_at` = UTC_TIMESTAMP(6), `expires_at` = {}",
                               lease.taking + 1, quote_text(who), expiry(times_.length)),
                   fmt::format("`id` = 1 AND `taking` = {} AND `renewals` = {}", lease.taking, lease.renewals));
    if (had) change_one(own_, fmt::format("`taking` = {}", lease.taking + 1), "`id` = 2");
    own_.execute(had ? "COMMIT" : "ROLLBACK");
    return had;
  }

  void forget_transaction() { own_.execute("ROLLBACK"); }

  Connection& own_;
  const LockRequest& request_;
  const LeaseTimes& times_;
  std::optional<Lease> seen_;
  Steady::time_point watched_since_;
};

}  // namespace

std::unique_ptr<MigrationLock> take_lease(MysqlConnection& connection, const LockRequest& request,
                                          const LeaseTimes& times) {
  auto options = connection.options();
  options.lock_timeout = options.lock_attempt = times.renewal;
  options.statement_timeout = milliseconds(0);
  const Connect connect = [place = connection.place(), options] {
    auto made = std::make_unique<MysqlConnection>(place, options, "the database a second time");
    // an old row is as good as a new one: who goes by it is refused at the commit
    if (made->server().cluster) made->execute("SET SESSION wsrep_sync_wait = 0");
    return made;
  };
  auto own = connect();
  Taker taker(*own, request, times);
  const auto attempt = [&]() -> std::unique_ptr<MigrationLock> {
    const auto taking = taker.attempt();
    return taking ? std::make_unique<HeldLease>(connection, connect, std::move(own), *taking, times) : nullptr;
  };
  return wait_for_lock(request, attempt, [&] { return taker.holder(); });
}

bool is_lease_table(std::string_view name, std::string_view comment) {
  return name == table_name && comment == table_comment;
}

}  // namespace migrate::mysql
