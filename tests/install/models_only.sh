# models_only.sh PREFIX FOLDER: who only declares models needs none of the library's packages.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$2"
mkdir -p "$2/source"
cp "$here"/consumer/models.* "$2/source"
cat >"$2/source/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(models_only LANGUAGES CXX)
foreach(package fmt tomlplusplus SQLiteCpp SQLite3)
  set(CMAKE_DISABLE_FIND_PACKAGE_${package} ON)
endforeach()
find_package(migrate 0.1 REQUIRED COMPONENTS models)
migrate_add_models(app_models SOURCES models.cpp)
END
cd "$2"
"$CMAKE" -S source -B build -G "$GENERATOR" -DCMAKE_PREFIX_PATH="$1" >log && "$CMAKE" --build build >>log ||
  { cat log >&2; exit 1; }
