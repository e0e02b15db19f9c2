#!/bin/sh
# Installs what the tests need, builds with warnings as errors, and runs them all. Ends with ctest's summary.
#   sh tests/run.sh [PRESET] [CTEST ARGUMENTS…]      PRESET: dev (the default), release, asan
set -eu
cd "$(dirname "$0")/.."
preset=${1:-dev}
[ $# -eq 0 ] || shift

sh .ci/install tests
cmake --preset "$preset"
cmake --build --preset "$preset"
ctest --preset "$preset" --parallel "$(nproc)" "$@"
