#!/bin/sh
# A thousand tables of ten columns, two indexes, a check and a foreign key in MariaDB, and nothing to do: how long `check`
# takes beside the same catalog queries through the mariadb client, and how that grows to ten thousand. Run it by hand on
# a quiet machine:
#   cmake --preset release && cmake --build --preset release --target migrate && sh tests/bench/mysql_check.sh [COUNT]
# MIGRATE may name another program to measure, MYSQL_SOCKET a server that runs (user root, no password).
set -eu
cd "$(dirname "$0")/../.."
count=${1:-1000}
rounds=7
migrate=${MIGRATE:-$PWD/build/release/migrate}
servers=$PWD/tests/support/servers.sh
folder=$(mktemp -d)
chmod 755 "$folder"
socket=${MYSQL_SOCKET:-$folder/mariadb/socket}
database=migrate_bench
client() { mariadb --no-defaults -uroot -S "$socket" "$@"; }
finish() {
  client -e "DROP DATABASE IF EXISTS $database" || true
  [ -n "${MYSQL_SOCKET:-}" ] || sh "$servers" stop mariadb "$folder/mariadb"
  rm -rf "$folder"
}
[ -n "${MYSQL_SOCKET:-}" ] || sh "$servers" start mariadb "$folder/mariadb" >/dev/null
trap finish EXIT
cd "$folder"
mkdir migrations

now() { date +%s%N; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] / 1000 }'; }
timed() { # microseconds that a command takes
  start=$(now)
  "$@" >/dev/null
  echo $((($(now) - start) / 1000))
}
script() { # the SQL of so many tables
  awk -v count="$1" 'BEGIN {
    for (i = 1; i <= count; i++) {
      print "CREATE TABLE table_" i " (id INTEGER NOT NULL AUTO_INCREMENT, "
      for (c = 1; c < 8; c++) print "column_" c " VARCHAR(50) DEFAULT \047x\047 NOT NULL, "
      print "amount NUMERIC(12, 2), parent_id INTEGER, PRIMARY KEY (id), KEY ix_" i "_1 (column_1), UNIQUE KEY uq_" i \
            "_2 (column_2, column_3), KEY ix_" i "_3 (parent_id), CONSTRAINT ck_table_" i "_amount CHECK (amount >= 0), " \
            "CONSTRAINT fk_" i " FOREIGN KEY (parent_id) REFERENCES table_" (i > 1 ? i - 1 : 1) " (id));"
    }
  }'
}
from="WHERE table_schema = '$database'"
by_hand() {
  client "$database" -e "
    SELECT table_name, table_type, engine, table_collation, create_options, table_comment FROM information_schema.tables $from;
    SELECT table_name, column_name, column_default, is_nullable, column_type, collation_name, extra, generation_expression,
      column_comment, ordinal_position FROM information_schema.columns $from;
    SELECT table_name, index_name, seq_in_index, non_unique, column_name, collation, sub_part, index_type, index_comment
      FROM information_schema.statistics $from;
    SELECT table_name, constraint_name, update_rule, delete_rule FROM information_schema.referential_constraints
      WHERE constraint_schema = '$database';
    SELECT table_name, constraint_name, column_name, referenced_table_name, referenced_column_name
      FROM information_schema.key_column_usage $from AND referenced_table_name IS NOT NULL;
    SELECT table_name, constraint_name, check_clause FROM information_schema.check_constraints
      WHERE constraint_schema = '$database'"
}
measure() {
  client -e "DROP DATABASE IF EXISTS $database; CREATE DATABASE $database CHARACTER SET utf8mb4"
  script "$1" | client "$database"
  printf '[database]\nurl = "mariadb://root@localhost/%s?unix_socket=%s"\n[models]\nfile = "schema.toml"\n[revisions]\ndirectory = "migrations"\n' \
    "$database" "$socket" >migrate.toml
  "$migrate" inspect >schema.toml
  "$migrate" check -q
  : >check.us
  : >client.us
  for round in $(seq $rounds); do
    timed by_hand >>client.us
    timed "$migrate" check -q >>check.us
  done
  a=$(median <check.us) b=$(median <client.us)
  memory=$({ command time -f %M "$migrate" check -q; } 2>&1 || echo 0)
  echo "$1 $a $b $memory" | awk '{ printf "%-10s %10.1f %10.1f %10.2f %10.1f\n", $1, $2, $3, $2 / $3, $4 / 1024 }'
}

printf '%-10s %10s %10s %10s %10s\n' "tables" "check, ms" "client" "ratio" "MiB"
measure "$count"
measure $((count * 10))
