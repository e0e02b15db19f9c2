// "One migration at a time" on a Galera cluster, where GET_LOCK is a matter of one node (and refused by old versions):
// a lease, which is a row of a table of the tool's own.
//
//  * Who wants it changes the row from what it was read as. Of two that do so on two nodes, certification lets one
//    commit and refuses the other with a deadlock (1213): whoever was refused, or read an old row, has not got it.
//  * The holder renews the lease while it lives, in a thread with a connection of its own. Who finds it expired by the
//    server's clock also watches it for two renewals before taking it: a cluster that stands still under a schema
//    change (total order isolation) holds up the renewals too, and nodes' clocks differ.
//  * Every taking has a number, kept in a second row. The holder touches that row in each of its transactions: what it
//    commits after somebody else took the lease is refused by the cluster itself, however long it slept between.
//    Renewals are in another row, so that they never stand in the way of a commit.
//
// A schema change cannot be in a transaction with the second row: the lease is asked for right before it.
#pragma once

#include <chrono>
#include <memory>
#include <string_view>

#include "dialects/dialect.hpp"
#include "dialects/mysql/connection.hpp"

namespace migrate::mysql {

struct LeaseTimes {
  std::chrono::milliseconds length{15'000};  ///< after which a holder that does not renew it is taken for dead
  std::chrono::milliseconds renewal{3'000};
};

/// Waits as wait_for_lock does. Works on every server with InnoDB. Throws LockError, naming the holder, when the time
/// is over, and DatabaseError where the account may not make the table.
std::unique_ptr<MigrationLock> take_lease(MysqlConnection& connection, const LockRequest& request,
                                          const LeaseTimes& times = {});

/// Whether a table of the catalog is that of the lease, which is the tool's own and nobody's model.
bool is_lease_table(std::string_view name, std::string_view comment);

}  // namespace migrate::mysql
