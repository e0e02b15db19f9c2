#!/bin/sh
# The main job on a SQLite file: installs what is needed, builds migrate, and takes the heroes example through two
# changes of its models, up and down, showing each command it runs. Everything happens in build/quickstart.
set -eu
cd "$(dirname "$0")/.."
root=$PWD

say() { printf '\n# %s\n' "$*"; }
run() {
  printf '$ %s\n' "$*"
  "$@"
}
models() { # builds the models of a stage as the user's own project would
  cmake -S "$root/examples/heroes" -B build -G Ninja -DSTAGE="$1" >build.log 2>&1 && cmake --build build >>build.log 2>&1 ||
    { cat build.log >&2; exit 1; }
}

say "what is needed, and migrate itself"
sh .ci/install example
cmake --preset release -DMIGRATE_TESTS=OFF >/dev/null
cmake --build --preset release --target migrate
PATH=$root/build/release:$PATH

rm -rf build/quickstart
mkdir -p build/quickstart
cd build/quickstart
cp "$root/examples/heroes/migrate.toml" .
mkdir migrations

say "the first version of the models: Team and Hero"
models 1
run migrate revision --autogenerate -m "add teams and heroes"
run cat migrations/*.toml
run migrate upgrade head
run sqlite3 heroes.db "INSERT INTO team (name, headquarters) VALUES ('Preventers', 'Sharp Tower'), ('Z-Force', 'Sister Margaret''s Bar')"
run sqlite3 heroes.db "INSERT INTO hero (name, secret_name, age, team_id) VALUES ('Deadpond', 'Dive Wilson', NULL, 2), ('Rusty-Man', 'Tommy Sharp', 48, 1)"

say "the second version: levels and roles, a longer name, and headquarters is city now"
models 2
run migrate diff
run migrate revision --autogenerate -m "levels and roles"
run migrate upgrade head
run sqlite3 -box heroes.db "SELECT hero.name, level, role, team.name AS team, city FROM hero JOIN team ON team.id = team_id"

say "the third version: missions"
models 3
run migrate revision --autogenerate -m "missions"
run migrate upgrade head
run migrate history
run migrate check

say "nothing is left to write"
run migrate revision --autogenerate -m "nothing"

say "one step back, then all the way, then up again"
run migrate downgrade -1
run migrate current
run sqlite3 -box heroes.db "SELECT name, secret_name, age, level FROM hero"
run migrate downgrade base
run sqlite3 heroes.db .tables
run migrate upgrade head
run migrate status

say "done: look around in build/quickstart"
