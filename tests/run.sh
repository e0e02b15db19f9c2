#!/bin/sh
# Installs what the tests need, builds, and runs them all. Ends with ctest's summary.
#   sh tests/run.sh [PRESET] [CTEST ARGUMENTS…]      PRESET: release (the default, which the quickstart has begun), dev, asan
set -eu
cd "$(dirname "$0")/.."
preset=${1:-release}
[ $# -eq 0 ] || shift

sh .ci/install tests
cmake --preset "$preset" -DMIGRATE_TESTS=ON
cmake --build --preset "$preset"
ctest --preset "$preset" --parallel "$(nproc)" "$@"
