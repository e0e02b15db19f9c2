#!/bin/sh
# Runs a test module with the first Python that has SQLAlchemy, Alembic and SQLModel: run.sh MODULE. A failure where there
# is none. MIGRATE_PROGRAM names the tool, MIGRATE_TEST_PYTHON an interpreter to prefer, MIGRATE_TEST_URL a database.
set -eu
cd "$(dirname "$0")"

for python in ${MIGRATE_TEST_PYTHON:-} python3 /usr/bin/python3; do
  if "$python" -c 'import sqlalchemy, alembic, sqlmodel' 2>/dev/null; then
    # Alembic compares in the order of sets; a fixed seed makes it say the same every time.
    PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 exec "$python" -m unittest -q "$1"
  fi
done
echo "no Python here can import sqlalchemy, alembic and sqlmodel: install python3-sqlalchemy, alembic and" \
  "python3-sqlmodel, or name another interpreter in MIGRATE_TEST_PYTHON" >&2
exit 1
