# find_package.sh PREFIX FOLDER: a project that finds the installed package with CMake, builds, runs, and gets one more
# revision.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$2"
mkdir -p "$2"
cp -R "$here/consumer" "$2/source"
cd "$2"
"$CMAKE" -S source -B build -G "$GENERATOR" -DCMAKE_PREFIX_PATH="$1" -DCMAKE_BUILD_TYPE="$BUILD_TYPE" >log ||
  { cat log >&2; exit 1; }

expect() {
  "$CMAKE" --build build >log || { cat log >&2; exit 1; }
  said=$(./build/consumer app.db)
  test "$said" = "$1" || { echo "the consumer said '$said', not '$1'" >&2; exit 1; }
}
expect "applied 1; nothing differs"
expect "applied 0; nothing differs"
printf -- '-- revision: bbbb\n-- down_revision: aaaa\n-- migrate: upgrade\nCREATE TABLE two (id INTEGER);\n' \
  >source/migrations/b.sql
expect "applied 1; drop table two"
printf -- '-- revision: cccc\n-- down_revision: bbbb\n-- migrate: upgrade\nDROP TABLE two;\n' >source/migrations/c.sql
expect "applied 1; nothing differs"
rm source/migrations/c.sql
expect "newer"

# the tool is a target, and reads the models that the package's function has built
"$CMAKE" --build build --target show_models >log || { cat log >&2; exit 1; }
grep -q 'name = "team"' build/models.toml
