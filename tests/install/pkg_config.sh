# pkg_config.sh PREFIX FOLDER: the same without CMake.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$2"
mkdir -p "$2"
cd "$2"
export PKG_CONFIG_PATH=$1/$LIBDIR/pkgconfig
"$CXX" -std=c++20 $CXXFLAGS -DREVISIONS_DIRECTORY="\"$here/consumer/migrations\"" "$here/consumer/main.cpp" -o consumer \
  $(pkg-config --static --cflags --libs migrate) $LDFLAGS
said=$(./consumer app.db)
test "$said" = "applied 1; nothing differs" || { echo "the consumer said '$said'" >&2; exit 1; }

"$CXX" -std=c++20 $CXXFLAGS -shared -fPIC -fvisibility=hidden "$here/consumer/models.cpp" -o libapp_models.so \
  $(pkg-config --cflags --libs migrate-models)
printf '[database]\nurl = "sqlite:///app.db"\n[models]\nlibrary = "libapp_models.so"\n' >migrate.toml
"$1/bin/migrate" models | grep -q 'name = "team"'
