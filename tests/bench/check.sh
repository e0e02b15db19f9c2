#!/bin/sh
# A thousand tables of ten columns, two indexes and a foreign key in a SQLite file, and nothing to do: how long `check`
# takes, how that grows to ten thousand, and how much memory it needs. Run it by hand on a quiet machine:
#   cmake --preset release && cmake --build --preset release --target migrate && sh tests/bench/check.sh [COUNT]
# MIGRATE may name another program to measure.
set -eu
cd "$(dirname "$0")/../.."
count=${1:-1000}
rounds=7
migrate=${MIGRATE:-$PWD/build/release/migrate}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir migrations

now() { date +%s%N; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
timed() { # microseconds that a command takes
  start=$(now)
  "$@" >/dev/null
  echo $((($(now) - start) / 1000))
}
script() { # the SQL of so many tables
  awk -v count="$1" 'BEGIN {
    print "BEGIN;"
    for (i = 1; i <= count; i++) {
      print "CREATE TABLE table_" i " (\n\tid INTEGER NOT NULL, "
      for (c = 1; c < 8; c++) print "\tcolumn_" c " VARCHAR(50) DEFAULT \047x\047 NOT NULL, "
      print "\tamount NUMERIC(12, 2), \n\tparent_id INTEGER, \n\tPRIMARY KEY (id), \n\tCONSTRAINT ck_table_" i \
            "_amount CHECK (amount >= 0), \n\tFOREIGN KEY(parent_id) REFERENCES table_" (i > 1 ? i - 1 : 1) " (id)\n);"
      print "CREATE INDEX ix_table_" i "_1 ON table_" i " (column_1);"
      print "CREATE UNIQUE INDEX ix_table_" i "_2 ON table_" i " (column_2, column_3);"
    }
    print "COMMIT;"
  }'
}
milliseconds() { median <"$1" | awk '{ print $1 / 1000 }'; }
measure() {
  rm -f app.db schema.toml
  script "$1" | sqlite3 app.db
  printf '[database]\nurl = "sqlite:///app.db"\n[models]\nfile = "schema.toml"\n[revisions]\ndirectory = "migrations"\n' \
    >migrate.toml
  "$migrate" inspect >schema.toml
  "$migrate" check -q
  : >check.us
  : >inspect.us
  : >shell.us
  for round in $(seq $rounds); do
    timed "$migrate" check -q >>check.us
    timed "$migrate" inspect >>inspect.us
    timed sqlite3 app.db "SELECT type, name, tbl_name, sql FROM sqlite_schema" >>shell.us
  done
  memory=$({ command time -f %M "$migrate" check -q; } 2>&1 || echo 0)
  printf '%-10s %10.1f %10.1f %10.1f %10.1f\n' "$1" "$(milliseconds check.us)" "$(milliseconds inspect.us)" \
    "$(milliseconds shell.us)" "$(echo "$memory" | awk '{ print $1 / 1024 }')"
}

printf '%-10s %10s %10s %10s %10s\n' "tables" "check, ms" "inspect" "shell" "MiB"
measure "$count"
measure $((count * 10))
