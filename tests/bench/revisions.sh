#!/bin/sh
# A thousand revisions of one small table each on a SQLite file: how long `current` takes, and `upgrade head` beside
# the sqlite3 shell with the same statements in the same transactions. Run it by hand on a quiet machine:
#   cmake --preset release && cmake --build --preset release --target migrate && sh tests/bench/revisions.sh [COUNT]
set -eu
cd "$(dirname "$0")/../.."
count=${1:-1000}
rounds=7
migrate=$PWD/build/release/migrate
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir migrations
printf '[database]\nurl = "sqlite:///ours.db"\n[revisions]\ndirectory = "migrations"\n' >migrate.toml
awk -v count="$count" 'BEGIN {
  for (i = 1; i <= count; i++) {
    id = sprintf("%012x", i)
    file = "migrations/" id "_create_t" i ".toml"
    print "# Create t" i "\nformat = 1\nrevision = \"" id "\"" >file
    if (i > 1) print "down_revision = \"" sprintf("%012x", i - 1) "\"" >file
    print "message = \"create t" i "\"\ncreated = 2026-01-01T00:00:00Z\n" >file
    body = "table = \"t" i "\"\ncolumns = [\n  { name = \"id\", type = \"integer\", nullable = false, identity = true },\n"
    body = body "  { name = \"name\", type = \"varchar(50)\", nullable = false },\n]\n"
    body = body "primary_key = { name = \"pk_t" i "\", columns = [\"id\"] }\n"
    print "[[upgrade]]\nop = \"create_table\"\n" body "\n[[downgrade]]\nop = \"drop_table\"\n" body >file
    close(file)
  }
}'

"$migrate" upgrade head -q
sqlite3 ours.db >same.sql "
  SELECT 'BEGIN IMMEDIATE;' || char(10) ||
    CASE WHEN j.id = 1 THEN (SELECT group_concat(sql, ';' || char(10)) || ';' || char(10) FROM sqlite_schema
                             WHERE type = 'table' AND name IN ('migrate_version', 'migrate_journal')) ELSE '' END ||
    t.sql || ';' || char(10) ||
    CASE WHEN j.id = 1 THEN 'INSERT INTO migrate_version (version_num) VALUES (' || quote(j.revision) || ');'
         ELSE 'UPDATE migrate_version SET version_num = ' || quote(j.revision) || ' WHERE version_num = ' ||
              quote(lag(j.revision) OVER (ORDER BY j.id)) || ';' END || char(10) ||
    'INSERT INTO migrate_journal (revision, direction, checksum, started_at, finished_at, operation, statement, who, tool_version) VALUES (' ||
    quote(revision) || ', ' || quote(direction) || ', ' || quote(checksum) || ', ' || quote(started_at) || ', ' ||
    quote(finished_at) || ', ' || quote(operation) || ', ' || quote(statement) || ', ' || quote(who) || ', ' ||
    quote(tool_version) || ');' || char(10) || 'COMMIT;'
  FROM migrate_journal AS j JOIN sqlite_schema AS t ON t.name = 't' || j.id ORDER BY j.id"

now() { date +%s%N; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
timed() { # microseconds that a command takes
  start=$(now)
  "$@"
  echo $((($(now) - start) / 1000))
}
ours() { rm -f ours.db && "$migrate" upgrade head -q; }
shell() { rm -f shell.db && sqlite3 shell.db <same.sql; }

for round in $(seq $rounds); do
  timed "$migrate" current >>current.out
  timed ours >>ours.out
  timed shell >>shell.out
done
grep -E "^[0-9]+\$" current.out >current.us
printf '%-34s %10s\n' "median of $rounds, $count revisions" ms
printf '%-34s %10.1f\n' "migrate current" "$(median <current.us | awk '{ print $1 / 1000 }')"
printf '%-34s %10.1f\n' "migrate upgrade head" "$(median <ours.out | awk '{ print $1 / 1000 }')"
printf '%-34s %10.1f\n' "sqlite3, the same statements" "$(median <shell.out | awk '{ print $1 / 1000 }')"
paste ours.out shell.out | awk '{ printf "%.3f\n", $1 / $2 }' | sort -n | awk '{ v[NR] = $1 } END { printf "%-34s %10.2f (%.2f to %.2f)\n", "ratio, pair by pair", v[int((NR + 1) / 2)], v[1], v[NR] }'
