// "One migration at a time" for a PostgreSQL database: a connection of its own whose open transaction holds an advisory
// lock, asked for again and again and never waited for inside the server.
//
// Why so, and not otherwise:
//  * A session lock (pg_try_advisory_lock) means nothing behind a pooler that hands every transaction to another server
//    session: two clients both "hold" it, or nobody can give it back. A transaction keeps its server session.
//  * A row with an owner and an expiry works everywhere, but its holder may be dead for as long as the expiry says, and
//    alive though the expiry has passed. This lock goes with the connection, and so with the process: at once.
//  * A waiting pg_advisory_xact_lock() holds a snapshot while it waits, and CREATE INDEX CONCURRENTLY waits for the end
//    of all older snapshots: the two would wait for each other. A transaction that is READ COMMITTED and does nothing
//    has no snapshot; nothing waits for it, and VACUUM does not mind it.
//  * The revisions commit on the other connection, as many times as they like, or run outside of transactions.
//
// Who holds it, since when and for what the holder's application_name says, which all accounts may read.
#pragma once

#include <memory>

#include "dialects/dialect.hpp"

namespace migrate::postgresql {

/// Throws LockError, naming the holder, when `request.timeout` is over; DatabaseError where a pooler has no second
/// session for us.
std::unique_ptr<MigrationLock> lock(Connection& connection, const LockRequest& request);

}  // namespace migrate::postgresql
