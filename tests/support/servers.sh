#!/bin/sh
# Private database servers for the tests, on a socket in a folder of their own: servers.sh start|stop KIND FOLDER
# MariaDB's: `again` starts one that was killed.
# The server's own programs refuse to run as root, so root hands the folder over to the server's account.
set -eu
action=$1 kind=$2 folder=$3
durable=${MIGRATE_TEST_DURABLE:-off}  # on: for benchmarks

# as ACCOUNT COMMAND…
as() {
  account=$1
  shift
  if [ "$(id -u)" = 0 ]; then runuser -u "$account" -- "$@"; else "$@"; fi
}
# a new data folder, which the account owns
make_folder() {
  rm -rf "$folder/data"
  mkdir -p "$folder/data"
  [ "$(id -u)" != 0 ] || chown "$1" "$folder" "$folder/data"
  chmod 755 "$folder"
  chmod 700 "$folder/data"
}

postgresql_programs() {
  if [ -n "${MIGRATE_TEST_POSTGRESQL_PROGRAMS:-}" ]; then echo "$MIGRATE_TEST_POSTGRESQL_PROGRAMS"; return; fi
  if command -v pg_ctl >/dev/null; then dirname "$(command -v pg_ctl)"; return; fi
  ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1
}

# on a data folder that is there; $MIGRATE_TEST_SERVER_OPTIONS go with it
run_mariadb() {
  fast='--innodb-flush-log-at-trx-commit=0 --skip-innodb-doublewrite'
  [ "$durable" = off ] || fast=
  as mysql setsid mariadbd --no-defaults --datadir="$folder/data" --tmpdir="$folder/tmp" \
    --socket="$folder/socket" --pid-file="$folder/pid" --skip-networking --skip-name-resolve --skip-log-bin \
    --character-set-server=utf8mb4 $fast --innodb-buffer-pool-size=64M --max-connections=300 \
    ${MIGRATE_TEST_SERVER_OPTIONS:-} >"$folder/log" 2>&1 </dev/null &
  for _ in $(seq 400); do
    mariadb-admin --no-defaults -uroot -S "$folder/socket" ping >/dev/null 2>&1 && return 0
    sleep 0.05
  done
  return 1
}

case $action:$kind in
  start:postgresql)
    programs=$(postgresql_programs)
    make_folder postgres
    as postgres "$programs/initdb" -D "$folder/data" -A trust -U postgres -E UTF8 --locale=C.UTF-8 --no-sync
    # one account that has to say its password
    { echo "local all needs_password scram-sha-256"; cat "$folder/data/pg_hba.conf"; } >"$folder/hba"
    cat "$folder/hba" >"$folder/data/pg_hba.conf"
    as postgres "$programs/pg_ctl" -s -D "$folder/data" -l "$folder/log" -w -t 60 start -o "-c listen_addresses='' \
      -c unix_socket_directories=$folder -c fsync=$durable -c synchronous_commit=$durable -c full_page_writes=$durable \
      -c max_connections=200 -c autovacuum=off -c shared_buffers=64MB -c wal_level=logical -c max_wal_senders=4"
    ;;
  stop:postgresql)
    as postgres "$(postgresql_programs)/pg_ctl" -s -D "$folder/data" -m immediate -w stop
    ;;
  start:mariadb)
    make_folder mysql
    mkdir -p "$folder/tmp"
    [ "$(id -u)" != 0 ] || chown mysql "$folder/tmp"
    as mysql mariadb-install-db --no-defaults --datadir="$folder/data" --auth-root-authentication-method=normal \
      --skip-test-db --skip-name-resolve
    run_mariadb
    ;;
  again:mariadb)
    run_mariadb
    ;;
  stop:mariadb)
    mariadb-admin --no-defaults -uroot -S "$folder/socket" shutdown
    ;;
  *)
    echo "usage: $0 start|again|stop postgresql|mariadb FOLDER" >&2
    exit 2
    ;;
esac
