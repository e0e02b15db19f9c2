#!/bin/sh
# Graphs of 1,000 and 10,000 revisions with branches and merges (200 of them in the larger): how long it takes and how
# much memory, to load all files and to plan a move. Run it by hand on a quiet machine:
#   cmake --preset release && cmake --build --preset release --target migrate && sh tests/bench/graph.sh
set -eu
cd "$(dirname "$0")/../.."
rounds=11
migrate=${MIGRATE:-$PWD/build/release/migrate}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Blocks of 50: a line of 25, and from its end two branches that a merge joins.
generate() { # COUNT
  mkdir -p migrations
  printf '[database]\nurl = "sqlite:///ours.db"\n' >migrate.toml
  awk -v count="$1" '
    function id(i) { return sprintf("%012x", i) }
    function write(i, parents,   file) {
      file = "migrations/" id(i) "_change_t" i ".toml"
      print "# Change t" i "\nformat = 1\nrevision = \"" id(i) "\"" >file
      if (parents != "") print "down_revision = " parents >file
      print "message = \"change t" i "\"\ncreated = 2026-01-01T00:00:00Z\n" >file
      print "[[upgrade]]\nop = \"add_column\"\ntable = \"t\"\ncolumn = { name = \"c" i "\", type = \"integer\" }\n" >file
      print "[[downgrade]]\nop = \"drop_column\"\ntable = \"t\"\ncolumn = { name = \"c" i "\", type = \"integer\" }" >file
      close(file)
    }
    BEGIN {
      for (i = 1; i <= count; i++) {
        place = (i - 1) % 50
        if (i == 1) write(i, "")
        else if (place == 37) write(i, "\"" id(i - 13) "\"")
        else if (place == 49) write(i, "[\"" id(i - 1) "\", \"" id(i - 13) "\"]")
        else write(i, "\"" id(i - 1) "\"")
      }
    }'
}

now() { date +%s%N; }
median() { sort -n | awk '{ v[NR] = $1 } END { printf "%.1f", v[int((NR + 1) / 2)] / 1000 }'; }
# Wall time is the median; processor time, which other work on the machine disturbs less, is the mean of all rounds.
measure() { # NAME COMMAND...
  name=$1
  shift
  "$@" >/dev/null 2>&1
  for round in $(seq $rounds); do
    start=$(now)
    "$@" >/dev/null 2>&1
    echo $((($(now) - start) / 1000))
  done | median >median
  /usr/bin/time -o used -f '%U %S %M' sh -c 'n=$1; shift; for i in $(seq $n); do "$@" >/dev/null 2>&1; done' - $rounds "$@"
  printf '%-40s %8s ms wall %8s ms cpu %7s MB\n' "$name" "$(cat median)" \
    "$(tail -1 used | awk -v n=$rounds '{ printf "%.1f", ($1 + $2) * 1000 / n }')" \
    "$(tail -1 used | awk '{ printf "%.1f", $3 / 1024 }')"
}

for count in 1000 10000; do
  mkdir "$folder/$count"
  cd "$folder/$count"
  generate $count
  last=$(printf '%012x' "$count")
  echo "$count revisions, $(grep -l '^down_revision = \[' -r migrations | wc -l) merges"
  measure "heads (load)" "$migrate" heads -q
  measure "current (load, ask the database)" "$migrate" current -q
  measure "history, from the middle (load, plan)" "$migrate" history -q -r "$(printf '%012x' $((count / 2))):"
  measure "stamp head --sql (load, plan)" "$migrate" stamp head --sql -q
  "$migrate" stamp head -q
  measure "upgrade, nothing to do (load, plan)" "$migrate" upgrade "$last" -q
  measure "completion targets (load)" "$migrate" completion targets
done
