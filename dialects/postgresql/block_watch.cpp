#include "dialects/postgresql/block_watch.hpp"

namespace migrate::postgresql {
namespace {

constexpr std::chrono::milliseconds time_between_looks{400};

/// `waiting`: a query for the processes that wait. What another role's session does is hidden from most accounts.
std::string query_of(const std::string& waiting) {
  return "SELECT DISTINCT 'process ' || a.pid || ' (' || concat_ws(', ', a.usename, nullif(a.application_name, ''), "
         "a.state || "
         "' for ' || greatest(0, round(extract(epoch FROM clock_timestamp() - a.xact_start))) || ' s') || "
         "CASE WHEN a.state IS NULL OR a.query = '' THEN '' ELSE ': ' || left(regexp_replace(a.query, '\\s+', ' ', "
         "'g'), 80) END "
         "|| ')' FROM (" +
         waiting +
         ") AS w(pid), unnest(pg_catalog.pg_blocking_pids(w.pid)) AS b(pid) JOIN pg_catalog.pg_stat_activity AS a ON "
         "a.pid = b.pid "
         "LIMIT 3";
}

}  // namespace

BlockWatch::BlockWatch(std::chrono::milliseconds patience, std::function<std::string()> ask)
    : patience_(patience), ask_(std::move(ask)), thread_([this] { run(); }) {}

BlockWatch::~BlockWatch() {
  {
    const std::lock_guard hold(mutex_);
    over_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void BlockWatch::statement_begins() {
  {
    const std::lock_guard hold(mutex_);
    running_ = true;
    ++statement_;
    seen_.clear();
  }
  changed_.notify_all();
}

std::string BlockWatch::statement_ends() {
  const std::lock_guard hold(mutex_);
  running_ = false;
  return std::move(seen_);
}

void BlockWatch::run() {
  std::unique_lock hold(mutex_);
  while (!over_) {
    changed_.wait(hold, [&] { return over_ || running_; });
    const auto statement = statement_;
    const auto ended = [&] { return over_ || !running_ || statement != statement_; };
    for (auto pause = patience_; !changed_.wait_for(hold, pause, ended); pause = time_between_looks) {
      hold.unlock();
      auto said = ask_();
      hold.lock();
      if (!ended() && !said.empty()) seen_ = std::move(said);
    }
  }
}

std::string blockers_query(int backend) { return query_of("SELECT " + std::to_string(backend)); }

std::string blockers_query(const std::string& quoted_application) {
  return query_of("SELECT pid FROM pg_catalog.pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = " +
                  quoted_application);
}

}  // namespace migrate::postgresql
