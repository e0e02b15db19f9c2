// Who holds a lock that a statement waits for. The server tells it only while the statement waits, and the session that
// waits cannot ask: a thread with a connection of its own does, once a statement takes its time.
//
// Not on the connection of the migration lock: a query there would take a snapshot inside its long transaction, and
// CREATE INDEX CONCURRENTLY waits for the end of all such.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace migrate::postgresql {

class BlockWatch {
 public:
  /// `ask` is called in the thread while a statement runs longer than `patience`, again and again; what it says last is
  /// kept. It must not throw.
  BlockWatch(std::chrono::milliseconds patience, std::function<std::string()> ask);
  ~BlockWatch();
  BlockWatch(const BlockWatch&) = delete;
  BlockWatch& operator=(const BlockWatch&) = delete;

  void statement_begins();
  /// What was seen of the statement that ends; empty where nobody held it up, or it was not long enough.
  std::string statement_ends();

 private:
  void run();

  std::chrono::milliseconds patience_;
  std::function<std::string()> ask_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool running_ = false, over_ = false;
  std::size_t statement_ = 0;
  std::string seen_;
  std::thread thread_;
};

/// The query that tells what holds up the session of that process, as a line for people in each row.
std::string blockers_query(int backend);
/// The same where the process is not known, since a pooler stands between: by the name of the application.
std::string blockers_query(const std::string& quoted_application);

}  // namespace migrate::postgresql
