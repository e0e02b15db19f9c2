# add_subdirectory.sh PREFIX FOLDER SOURCES: the sources as a part of another project have the same targets. All is
# configured and generated, and of what is built only the models, which need no second build of the library.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$2"
mkdir -p "$2"
cd "$2"
"$CMAKE" -S "$here/consumer" -B build -G "$GENERATOR" -DMIGRATE_SOURCES="$3" -DCMAKE_BUILD_TYPE="$BUILD_TYPE" >log &&
  "$CMAKE" --build build --target app_models >>log || { cat log >&2; exit 1; }
