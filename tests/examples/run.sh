#!/bin/sh
# Runs the examples with a Python that has SQLAlchemy, which one of them is about; see tests/python/run.sh.
set -eu
cd "$(dirname "$0")"
for python in ${MIGRATE_TEST_PYTHON:-} python3 /usr/bin/python3; do
  if "$python" -c 'import sqlalchemy' 2>/dev/null; then
    PYTHONDONTWRITEBYTECODE=1 exec "$python" -m unittest test_examples
  fi
done
echo "no Python here can import sqlalchemy: install python3-sqlalchemy, or name another one in MIGRATE_TEST_PYTHON" >&2
exit 1
