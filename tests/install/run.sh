#!/bin/sh
# Builds only what is installed, in the tree that the quickstart has begun, and runs the tests of it.
set -eu
cd "$(dirname "$0")/../.."

sh .ci/install tests
cmake --preset release -DMIGRATE_TESTS=ON
cmake --build --preset release --target migrate migrate_library
ctest --preset release --parallel "$(nproc)" --tests-regex "^install: "
