#!/bin/sh
# A thousand revisions of one small table each on a durable PostgreSQL server of its own: `upgrade head` beside psql with
# the same statements in the same transactions (those of `upgrade head --sql`). Run it by hand on a quiet machine:
#   cmake --preset release && cmake --build --preset release --target migrate && sh tests/bench/postgresql_revisions.sh
# MIGRATE names another program, COUNT and ROUNDS other numbers.
set -eu
cd "$(dirname "$0")/../.."
source=$PWD
count=${COUNT:-1000}
rounds=${ROUNDS:-5}
migrate=${MIGRATE:-$PWD/build/release/migrate}
folder=$(mktemp -d)
chmod 755 "$folder"
export MIGRATE_TEST_DURABLE=on
sh "$source/tests/support/servers.sh" start postgresql "$folder/server" >"$folder/start.log" 2>&1 || { cat "$folder/start.log"; exit 1; }
trap 'sh "$source/tests/support/servers.sh" stop postgresql "$folder/server"; rm -rf "$folder"' EXIT
cd "$folder"

mkdir migrations
printf '[database]\nurl = "postgresql://postgres@/ours?host=%s/server"\n[revisions]\ndirectory = "migrations"\n' "$folder" >migrate.toml
awk -v count="$count" 'BEGIN {
  for (i = 1; i <= count; i++) {
    id = sprintf("%012x", i)
    file = "migrations/" id "_create_t" i ".toml"
    print "format = 1\nrevision = \"" id "\"" >file
    if (i > 1) print "down_revision = \"" sprintf("%012x", i - 1) "\"" >file
    print "message = \"create t" i "\"\n\n[[upgrade]]\nop = \"create_table\"\ntable = \"t" i "\"\ncolumns = [" >file
    print "  { name = \"id\", type = \"integer\", nullable = false, identity = true }," >file
    print "  { name = \"name\", type = \"varchar(50)\", nullable = false },\n]" >file
    print "primary_key = { name = \"pk_t" i "\", columns = [\"id\"] }" >file
    close(file)
  }
}'
"$migrate" upgrade head --sql >same.sql

sql() { psql -X -q -h "$folder/server" -U postgres "$@"; }
empty() { sql -d postgres -c "DROP DATABASE IF EXISTS $1" -c "CREATE DATABASE $1 TEMPLATE template0" -c CHECKPOINT 2>/dev/null; }
now() { date +%s%N; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
timed() { # microseconds that a command takes
  start=$(now)
  "$@" >/dev/null 2>said || { cat said >&2; exit 1; }
  echo $((($(now) - start) / 1000))
}
for round in $(seq "$rounds"); do
  empty ours
  timed "$migrate" upgrade head -q >>ours.us
  empty theirs
  timed sql -d theirs -f same.sql >>psql.us
done
printf '%-34s %10s\n' "median of $rounds, $count revisions" ms
printf '%-34s %10.1f\n' "migrate upgrade head" "$(median <ours.us | awk '{ print $1 / 1000 }')"
printf '%-34s %10.1f\n' "psql, the same statements" "$(median <psql.us | awk '{ print $1 / 1000 }')"
paste ours.us psql.us | awk '{ printf "%.3f\n", $1 / $2 }' | sort -n | awk '{ v[NR] = $1 } END { printf "%-34s %10.2f (%.2f to %.2f)\n", "ratio, pair by pair", v[int((NR + 1) / 2)], v[1], v[NR] }'
