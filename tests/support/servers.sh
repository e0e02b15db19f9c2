#!/bin/sh
# Private database servers for the tests, in a folder of their own, on sockets and loopback: servers.sh start|stop KIND FOLDER
# MariaDB's: `again` starts one that was killed.
# The server's own programs refuse to run as root, so root hands the folder over to the server's account.
set -eu
action=$1 kind=$2 folder=$3
durable=${MIGRATE_TEST_DURABLE:-off}  # on: for benchmarks
first_port=$((12000 + $$ % 5000 * 4))  # of those on loopback; below the ones that systems give to clients

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

# run_mariadb DATA SOCKET PID LOG ARGUMENTS…: returns when it answers. $MIGRATE_TEST_SERVER_OPTIONS go with it.
run_mariadb() {
  data=$1 socket=$2 pid=$3 log=$4
  shift 4
  fast='--innodb-flush-log-at-trx-commit=0 --skip-innodb-doublewrite'
  [ "$durable" = off ] || fast=
  mkdir -p "$data-tmp"
  [ "$(id -u)" != 0 ] || chown mysql "$data-tmp"
  as mysql env PATH="$folder:$PATH" setsid mariadbd --no-defaults --datadir="$data" --tmpdir="$data-tmp" \
    --socket="$socket" --pid-file="$pid" --skip-name-resolve \
    --character-set-server=utf8mb4 $fast \
    --innodb-buffer-pool-size=64M --max-connections=300 "$@" ${MIGRATE_TEST_SERVER_OPTIONS:-} >"$log" 2>&1 </dev/null &
  for _ in $(seq 400); do
    mariadb-admin --no-defaults --skip-ssl -uroot -S "$socket" ping >/dev/null 2>&1 && return 0
    sleep 0.05
  done
  return 1
}
install_mariadb() {
  as mysql mariadb-install-db --no-defaults --datadir="$folder/data" --auth-root-authentication-method=normal \
    --skip-test-db --skip-name-resolve
}

# An authority, a certificate of it for localhost, and an authority that has signed nothing.
make_certificates() {
  (
    cd "$folder"
    for authority in ca other; do
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=tests of migrate $authority" \
        -keyout $authority-key.pem -out $authority.pem
    done
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout key.pem -out request.pem
    echo 'subjectAltName = DNS:localhost' >extensions
    openssl x509 -req -in request.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 -extfile extensions -out cert.pem
    chmod 644 ./*.pem
  )
}

# On a data folder that is there: a server by itself, by TCP too, with TLS.
run_one_mariadb() {
  echo "$first_port" >"$folder/port"
  run_mariadb "$folder/data" "$folder/socket" "$folder/pid" "$folder/log" --skip-log-bin --bind-address=127.0.0.1 \
    --port="$first_port" --ssl-ca="$folder/ca.pem" --ssl-cert="$folder/cert.pem" --ssl-key="$folder/key.pem"
}

# A state transfer as Galera asks for it, between two nodes on one machine: a copy of the folder. The donor's tables are
# flushed meanwhile (https://galeracluster.com/library/documentation/scriptable-sst.html).
write_state_transfer() {
  cat >"$folder/wsrep_sst_copy" <<'SCRIPT'
#!/bin/sh
while [ $# -gt 0 ]; do
  case $1 in
    --role) role=$2 ;;
    --gtid) position=$2 ;;
    --datadir) data=${2%/} ;;
  esac
  shift
done
copy=${data%/*}/copy
if [ "$role" = donor ]; then
  echo 'flush tables'
  until [ -e "$data/tables_flushed" ]; do sleep 0.02; done
  cp -a "$data" "$copy.new"
  (cd "$copy.new" && rm -f tables_flushed galera.cache grastate.dat gvwstate.dat && echo "$position" >position)
  mv "$copy.new" "$copy"
  echo "done $position"
else
  echo 'ready 127.0.0.1:1'
  until [ -e "$copy" ]; do sleep 0.02; done
  cp -a "$copy/." "$data"
  cat "$copy/position"
fi
SCRIPT
  chmod 755 "$folder/wsrep_sst_copy"
}
# start_node NUMBER SOCKET ARGUMENTS…: without TLS, which MariaDB 11.4 and newer have by themselves
start_node() {
  node=$1 socket=$2
  shift 2
  run_mariadb "$folder/data$node" "$folder/$socket" "$folder/pid$node" "$folder/log$node" --skip-networking --skip-ssl --binlog-format=ROW \
    --innodb-autoinc-lock-mode=2 --wsrep-on=ON --wsrep-provider=/usr/lib/galera/libgalera_smm.so \
    --wsrep-cluster-address="gcomm://127.0.0.1:$first_port,127.0.0.1:$((first_port + 1))" \
    --wsrep-node-address="127.0.0.1:$((first_port + node - 1))" --wsrep-sst-method=copy \
    --wsrep-provider-options="gmcast.listen_addr=tcp://127.0.0.1:$((first_port + node - 1));ist.recv_addr=127.0.0.1:$((first_port + node + 1));gcache.size=1M" \
    "$@"
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
    install_mariadb
    make_certificates
    run_one_mariadb
    ;;
  again:mariadb)
    run_one_mariadb
    ;;
  stop:mariadb)
    mariadb-admin --no-defaults --skip-ssl -uroot -S "$folder/socket" shutdown
    ;;
  start:galera)
    # two nodes, the second of which copies the first
    make_folder mysql
    install_mariadb
    mv "$folder/data" "$folder/data1"
    as mysql mkdir "$folder/data2"
    write_state_transfer
    start_node 1 socket --wsrep-new-cluster
    start_node 2 socket2
    ;;
  stop:galera)
    for socket in socket2 socket; do mariadb-admin --no-defaults --skip-ssl -uroot -S "$folder/$socket" shutdown || true; done
    ;;
  *)
    echo "usage: $0 start|again|stop postgresql|mariadb|galera FOLDER" >&2
    exit 2
    ;;
esac
