#!/bin/sh
# Changes of a SQLite table of a million rows, six columns and two indexes: whole process, beside what the sqlite3 shell
# needs to read the table once, and for the twelve steps of a rebuild by hand. Run it by hand on a quiet machine:
#   cmake --preset release && cmake --build --preset release --target migrate && sh tests/bench/large_table.sh [ROWS]
set -eu
cd "$(dirname "$0")/../.."
rows=${1:-1000000}
rounds=5
migrate=$PWD/build/release/migrate
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

sqlite3 before.db "
  CREATE TABLE hero (
    id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL, age INTEGER DEFAULT 18, team VARCHAR(20), score REAL NOT NULL,
    note TEXT NOT NULL, CONSTRAINT ck_age CHECK (age >= 0));
  INSERT INTO hero SELECT value, 'hero ' || value, value % 90, 'team ' || value % 100, value * 0.5,
    'something that is to be known of hero ' || value FROM generate_series(1, $rows);
  CREATE INDEX ix_name ON hero (name);
  CREATE INDEX ix_team ON hero (team, age);"

mkdir migrations
printf '[database]\nurl = "sqlite:///ours.db"\n[revisions]\ndirectory = "migrations"\n' >migrate.toml
last=
number=0
# revision NAME BODY: the next revision, with an empty way back
revision() {
  number=$((number + 1))
  {
    printf 'format = 1\nrevision = "%s"\n' "$1"
    [ -z "$last" ] || printf 'down_revision = "%s"\n' "$last"
    printf 'message = "%s"\n\n[[upgrade]]\ntable = "hero"\n%s\n' "$1" "$2"
  } >"migrations/$1.toml"
  last=$1
}
revision first 'op = "add_column"
column = { name = "extra", type = "integer" }'
revision widen 'op = "alter_column"
column = "name"
set = { type = "varchar(50)" }'
revision uncheck 'op = "drop_constraint"
name = "ck_age"'
revision default 'op = "alter_column"
column = "age"
set = { default = "21" }'
revision nullable 'op = "alter_column"
column = "name"
set = { nullable = true }'
revision check 'op = "create_check"
check = { name = "ck_new", expression = "age < 200" }'
revision notnull 'op = "alter_column"
column = "team"
set = { nullable = false }'
revision collate 'op = "alter_column"
column = "team"
set = { collation = "NOCASE" }'

cat >rebuild.sql <<'SQL'
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
CREATE TABLE hero_new (
  id INTEGER PRIMARY KEY, name VARCHAR(50), age INTEGER DEFAULT 21, team VARCHAR(20) NOT NULL COLLATE NOCASE, score REAL NOT NULL,
  note TEXT NOT NULL, extra INTEGER, CONSTRAINT ck_new CHECK (age < 200));
INSERT INTO hero_new SELECT id, name, age, team, score, note, extra FROM hero;
DROP TABLE hero;
ALTER TABLE hero_new RENAME TO hero;
CREATE INDEX ix_name ON hero (name);
CREATE INDEX ix_team ON hero (team, age);
PRAGMA foreign_key_check;
COMMIT;
SQL

now() { date +%s%N; }
timed() { # FILE COMMAND…: adds the microseconds that a command takes to the file
  file=$1
  shift
  start=$(now)
  "$@" >/dev/null
  echo $((($(now) - start) / 1000)) >>"$file"
}
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] / 1000 }'; }

for round in $(seq $rounds); do
  cp before.db ours.db
  "$migrate" upgrade first -q
  for step in widen uncheck default nullable; do timed $step.us "$migrate" upgrade $step -q; done
  timed scan_check.us sqlite3 ours.db "SELECT count(*) FROM hero NOT INDEXED WHERE NOT (age < 200)"
  timed scan_notnull.us sqlite3 ours.db "SELECT count(*) FROM hero NOT INDEXED WHERE team IS NULL"
  for step in check notnull; do timed $step.us "$migrate" upgrade $step -q; done
  cp ours.db shell.db
  sync
  timed collate.us "$migrate" upgrade collate -q
  sync
  timed shell.us sqlite3 shell.db ".read rebuild.sql"
done

printf '%-44s %10s\n' "median of $rounds, $rows rows" ms
for step in widen uncheck default nullable; do printf '%-44s %10.1f\n' "in place: $step" "$(median $step.us)"; done
ratio() { awk "BEGIN { printf \"%.2f\", $1 / $2 }"; }
for step in check notnull; do
  printf '%-44s %10.1f %6s of a scan by sqlite3 (%.1f)\n' "in place with a look at the rows: $step" "$(median $step.us)" \
    "$(ratio "$(median $step.us)" "$(median scan_$step.us)")" "$(median scan_$step.us)"
done
printf '%-44s %10.1f %6s of the twelve steps by sqlite3 (%.1f)\n' "rebuild: collate" "$(median collate.us)" \
  "$(ratio "$(median collate.us)" "$(median shell.us)")" "$(median shell.us)"
