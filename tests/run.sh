#!/bin/sh
# Installs what the tests need, builds, and runs them all. Ends with ctest's summary.
# The servers are private ones of the programs that are installed; MIGRATE_TEST_POSTGRESQL_PROGRAMS is the folder of other
# programs (what only PostgreSQL 18 has is tried with those of 18, and left out with a notice otherwise), and
# MIGRATE_TEST_POSTGRESQL_URL or MIGRATE_TEST_MYSQL_URL a server that runs already.
#   sh tests/run.sh [PRESET] [CTEST ARGUMENTS…]      PRESET: release (the default, which the quickstart has begun), dev, asan
set -eu
cd "$(dirname "$0")/.."
preset=${1:-release}
[ $# -eq 0 ] || shift

sh .ci/install tests
cmake --preset "$preset" -DMIGRATE_TESTS=ON
cmake --build --preset "$preset"
ctest --preset "$preset" --parallel "$(nproc)" "$@"
