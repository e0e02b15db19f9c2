#!/bin/sh
# A thousand revisions of one small table each on a durable MariaDB server of its own: `upgrade head` beside the mariadb
# client with the same tables and a transaction each for the version table. Run it by hand on a quiet machine:
#   cmake --preset release && cmake --build --preset release --target migrate && sh tests/bench/mysql_revisions.sh
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
sh "$source/tests/support/servers.sh" start mariadb "$folder/server" >"$folder/start.log" 2>&1 || { cat "$folder/start.log"; exit 1; }
trap 'sh "$source/tests/support/servers.sh" stop mariadb "$folder/server"; rm -rf "$folder"' EXIT
cd "$folder"

mkdir migrations
printf '[database]\nurl = "mariadb://root@localhost/ours?unix_socket=%s/server/socket"\n[revisions]\ndirectory = "migrations"\n' "$folder" >migrate.toml
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
{
  echo 'CREATE TABLE migrate_version (version_num varchar(128) NOT NULL PRIMARY KEY); INSERT INTO migrate_version VALUES (0);'
  seq "$count" | awk '{ printf "CREATE TABLE t%d (id integer NOT NULL AUTO_INCREMENT, name varchar(50) NOT NULL, PRIMARY KEY (id));\nBEGIN;\nUPDATE migrate_version SET version_num = %d;\nCOMMIT;\n", $1, $1 }'
} >same.sql

sql() { mariadb --no-defaults -uroot -S "$folder/server/socket" "$@"; }
empty() { sql -e "DROP DATABASE IF EXISTS $1; CREATE DATABASE $1 CHARACTER SET utf8mb4"; }
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
  timed sql theirs -e "source $folder/same.sql" >>client.us
done
printf '%-34s %10s\n' "median of $rounds, $count revisions" ms
printf '%-34s %10.1f\n' "migrate upgrade head" "$(median <ours.us | awk '{ print $1 / 1000 }')"
printf '%-34s %10.1f\n' "mariadb, a transaction each" "$(median <client.us | awk '{ print $1 / 1000 }')"
paste ours.us client.us | awk '{ printf "%.3f\n", $1 / $2 }' | sort -n | awk '{ v[NR] = $1 } END { printf "%-34s %10.2f (%.2f to %.2f)\n", "ratio, pair by pair", v[int((NR + 1) / 2)], v[1], v[NR] }'
