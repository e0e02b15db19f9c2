# headers.sh PREFIX FOLDER COMPILER: every header that users include, alone, with the warnings of those who are strict.
set -eu
cd "$1/include"
failed=0
for header in migrate/*.hpp; do
  echo "#include <$header>" |
    "$3" -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -I . -x c++ - ||
    { echo "$header does not compile on its own" >&2; failed=1; }
done
exit $failed
