# install.sh BUILD DESTINATION PREFIX: installs the built tree as a package builder does.
set -eu
rm -rf "$2"
DESTDIR=$2 "$CMAKE" --install "$1" --prefix "$3" >/dev/null
for file in bin/migrate include/migrate/models.hpp include/migrate/migrator.hpp share/man/man1/migrate.1 \
  share/man/man3/migrate-embedding.3 "$LIBDIR/cmake/migrate/migrate-config.cmake" "$LIBDIR/pkgconfig/migrate.pc"; do
  test -f "$2$3/$file" || { echo "not installed: $file" >&2; exit 1; }
done
# what is inside is nobody's business
! find "$2" -path '*src*' -o -name 'CLI*' | grep . || exit 1
