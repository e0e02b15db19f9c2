#!/bin/sh
# A thousand tables of ten columns, three indexes, a check and a foreign key in PostgreSQL, and nothing to do: how long
# `check` takes beside the same catalog queries through psql, and beside Alembic where it is installed, and how that grows
# to ten thousand. Run it by hand on a quiet machine:
#   cmake --preset release && cmake --build --preset release --target migrate && sh tests/bench/postgresql_check.sh [COUNT]
# MIGRATE may name another program to measure, PYTHON one that has Alembic and psycopg2.
set -eu
cd "$(dirname "$0")/../.."
count=${1:-1000}
rounds=7
migrate=${MIGRATE:-$PWD/build/release/migrate}
python=${PYTHON:-/usr/bin/python3}
servers=$PWD/tests/support/servers.sh
folder=$(mktemp -d)
chmod 755 "$folder"
finish() {
  sh "$servers" stop postgresql "$folder/postgresql"
  rm -rf "$folder"
}
sh "$servers" start postgresql "$folder/postgresql" >/dev/null 2>&1
trap finish EXIT
cd "$folder"
mkdir migrations
client() { psql -qXAt -h "$folder/postgresql" -U postgres "$@"; }

now() { date +%s%N; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] / 1000 }'; }
timed() { # microseconds that a command takes
  start=$(now)
  "$@" >/dev/null 2>&1
  echo $((($(now) - start) / 1000))
}
script() { # the SQL of so many tables, a transaction for every hundred
  awk -v count="$1" 'BEGIN {
    for (i = 1; i <= count; i++) {
      if (i % 100 == 1) print "BEGIN;"
      print "CREATE TABLE table_" i " (id SERIAL NOT NULL, "
      for (c = 1; c < 8; c++) print "column_" c " VARCHAR(50) DEFAULT \047x\047 NOT NULL, "
      print "amount NUMERIC(12, 2), parent_id INTEGER, PRIMARY KEY (id), CONSTRAINT ck_table_" i "_amount CHECK (amount >= 0), " \
            "CONSTRAINT fk_" i " FOREIGN KEY (parent_id) REFERENCES table_" (i > 1 ? i - 1 : 1) " (id));"
      print "CREATE INDEX ix_" i "_1 ON table_" i " (column_1); CREATE UNIQUE INDEX ix_" i "_2 ON table_" i " (column_2, column_3);"
      if (i % 100 == 0 || i == count) print "COMMIT;"
    }
  }'
}
# What anybody would ask the catalog for a comparison.
cat >by_hand.sql <<'SQL'
SELECT oid, relname, relkind, relpersistence, reloptions FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace;
SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
  pg_get_expr(d.adbin, d.adrelid) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON
  d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
  AND a.attnum > 0 AND NOT a.attisdropped;
SELECT conrelid, conname, contype, conkey, confrelid, confkey, pg_get_constraintdef(oid) FROM pg_constraint WHERE
  connamespace = 'public'::regnamespace;
SELECT i.indrelid, i.indexrelid, i.indkey, i.indisunique, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON
  c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace;
SELECT s.*, d.refobjid, d.refobjsubid FROM pg_sequence s LEFT JOIN pg_depend d ON d.objid = s.seqrelid AND d.deptype IN
  ('a', 'i') AND d.refobjsubid > 0;
SELECT t.typname, e.enumlabel FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid ORDER BY t.oid, e.enumsortorder;
SELECT objoid, objsubid, description FROM pg_description WHERE classoid = 'pg_class'::regclass;
SQL
# The models as a person writes them: PostgreSQL prints the defaults and checks in other words.
as_written() {
  sed -e "s/'x'::character varying/'x'/" -e 's/amount >= (0)::numeric/amount >= 0/' \
    -e 's/postgresql.serial = true/identity = true/'
}
cat >alembic_check.py <<'PYTHON'
import sys, sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
count, url = int(sys.argv[1]), sys.argv[2]
metadata = sa.MetaData()
for i in range(1, count + 1):
    table = sa.Table(f"table_{i}", metadata, sa.Column("id", sa.Integer, primary_key=True),
        *[sa.Column(f"column_{c}", sa.String(50), server_default="x", nullable=False) for c in range(1, 8)],
        sa.Column("amount", sa.Numeric(12, 2)), sa.Column("parent_id", sa.Integer),
        sa.CheckConstraint("amount >= 0", name=f"ck_table_{i}_amount"),
        sa.ForeignKeyConstraint(["parent_id"], [f"table_{i - 1 if i > 1 else 1}.id"], name=f"fk_{i}"))
    sa.Index(f"ix_{i}_1", table.c.column_1)
    sa.Index(f"ix_{i}_2", table.c.column_2, table.c.column_3, unique=True)
with sa.create_engine(url).connect() as connection:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    assert not compare_metadata(context, metadata)
PYTHON
measure() {
  client -d postgres -c 'DROP DATABASE IF EXISTS bench' -c 'CREATE DATABASE bench'
  script "$1" | client -d bench
  printf '[database]\nurl = "postgresql://postgres@/bench?host=%s"\n[models]\nfile = "schema.toml"\n[revisions]\ndirectory = "migrations"\n' \
    "$folder/postgresql" >migrate.toml
  "$migrate" inspect >catalog.toml
  as_written <catalog.toml >schema.toml
  "$migrate" check -q
  : >check.us
  : >hand.us
  : >alembic.us
  for round in $(seq $rounds); do
    timed "$migrate" check -q >>check.us
    timed client -d bench -f by_hand.sql >>hand.us
  done
  if [ "$1" = "$count" ] && "$python" -c 'import alembic, psycopg2' 2>/dev/null; then
    for round in 1 2 3; do
      timed "$python" alembic_check.py "$1" "postgresql+psycopg2://postgres@/bench?host=$folder/postgresql" >>alembic.us
    done
  fi
  check=$(median <check.us)
  hand=$(median <hand.us)
  printf '%-8s %10.1f %10.1f %8.2f %12s\n' "$1" "$check" "$hand" "$(echo "$check $hand" | awk '{ print $1 / $2 }')" \
    "$([ -s alembic.us ] && median <alembic.us || echo -)"
}

printf '%-8s %10s %10s %8s %12s\n' "tables" "check, ms" "by hand" "ratio" "alembic"
measure "$count"
measure $((count * 10))
