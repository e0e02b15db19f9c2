#!/bin/sh
# What models cost to compile: user CPU seconds at -O0, the least of five runs.
# usage: tests/bench/models.sh [COMPILER]      (a quiet machine, or the figures mean nothing)
set -eu
include=$(cd "$(dirname "$0")/../../include" && pwd)
compiler=${1:-g++}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

table() { # NUMBER: a table of fifteen columns that refers to the one before it
  cat <<TABLE
struct Table$1 {
  std::optional<std::int64_t> id = Field{.primary_key = true};
  std::string name1 = Field{.index = true, .max_length = 80};
  std::string name2 = Field{.index = true, .max_length = 80};
  std::string name3 = Field{.unique = true, .max_length = 80};
  std::string text = Field{.type = "text"};
  std::optional<int> number1 = Field{.initial = 18};
  std::optional<int> number2 = Field{.initial = 18};
  double amount = Field{.max_digits = 12, .decimal_places = 2};
  bool flag = false;
  migrate::timestamp at = Field{.server_default = migrate::sql("CURRENT_TIMESTAMP")};
  std::int64_t count1;
  std::int64_t count2;
  std::optional<std::string> note;
  std::optional<migrate::timestamp> updated_at;
TABLE
  if [ "$1" -gt 1 ]; then
    echo "  std::optional<std::int64_t> other_id = Field{.foreign_key = &Table$(($1 - 1))::id, .ondelete = \"SET NULL\"};"
  else
    echo "  std::optional<std::int64_t> other_id;"
  fi
  echo "};"
}

models() { # COUNT
  echo "#include <migrate/models.hpp>"
  echo "using migrate::Field;"
  names=Table1
  table 1
  for i in $(seq 2 "$1"); do
    table "$i"
    names="$names, Table$i"
  done
  echo "MIGRATE_EXPORT_MODELS($names)"
}

measure() { # LABEL FILE FLAGS…
  label=$1
  file=$2
  shift 2
  for _ in 1 2 3 4 5; do
    { LC_ALL=C bash -c 'TIMEFORMAT=%U; time "$@"' - "$compiler" -std=c++20 -O0 -I"$include" "$@" -c "$file" -o "$folder/out.o"; } 2>&1
  done | sort -n | head -n 1 | sed "s/^/$label: /;s/\$/ s/"
}

echo "#include <migrate/models.hpp>" > "$folder/header.cpp"
models 40 > "$folder/forty.cpp"
"$compiler" --version | head -n 1
measure "the header alone" "$folder/header.cpp" -DMIGRATE_DOCUMENT_APART
measure "40 tables of 15 columns" "$folder/forty.cpp" -DMIGRATE_DOCUMENT_APART
measure "what migrate_add_models() compiles once" "$include/migrate/detail/document.cpp"
measure "the header alone, without migrate_add_models()" "$folder/header.cpp"
measure "40 tables, without migrate_add_models()" "$folder/forty.cpp"
