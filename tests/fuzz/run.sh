#!/bin/sh
# Runs each fuzz target of build/fuzz for some seconds: run.sh SECONDS [TARGET…]. Seeds are the project's own cases; what
# is found on the way is kept in build/fuzz/corpus, and an input that breaks a promise in build/fuzz.
set -eu
cd "$(dirname "$0")/../.."
seconds=$1
shift
[ $# -gt 0 ] || set -- comment revision schema split sqlite url
seeds=build/fuzz/seeds
mkdir -p "$seeds"
for file in tests/cases/*/*.toml examples/*/migrations/* examples/*/*.sql tests/fuzz/seeds/*; do
  if [ -f "$file" ]; then cp "$file" "$seeds/$(echo "$file" | tr / _)"; fi
done
for target in "$@"; do
  mkdir -p "build/fuzz/corpus/$target"
  echo "$target: $seconds s"
  "build/fuzz/tests/fuzz/${target}_fuzz" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/$target-" "build/fuzz/corpus/$target" "$seeds" >"build/fuzz/$target.log" 2>&1 ||
    { tail -40 "build/fuzz/$target.log" >&2; exit 1; }
  sed -n 's/^stat::number_of_executed_units: */  inputs: /p' "build/fuzz/$target.log"
done
