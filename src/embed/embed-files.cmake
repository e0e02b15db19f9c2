# cmake -DNAME=app_revisions -DFILES=list.txt -DOUTPUT=app_revisions.cpp -P embed-files.cmake
#
# Writes the C++ behind migrate_embed_revisions. Every byte is a number: a string literal would end at a raw string's
# own end mark, at 16 kB (MSVC), or at a byte that is no character.

# `bytes` as the elements of an array, with a zero behind them, since no array may be empty.
function(as_array hex out)
  string(REGEX REPLACE "(................................................)" "\\1\n  " lines "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," elements "${lines}")
  set(${out} "{\n  ${elements}0}" PARENT_SCOPE)
endfunction()

file(STRINGS ${FILES} files ENCODING UTF-8)
set(arrays "")
set(entries "")
set(count 0)
foreach(file ${files})
  cmake_path(GET file FILENAME name)
  string(HEX "${name}" name_bytes)
  file(READ ${file} text_bytes HEX)
  as_array("${name_bytes}" name_array)
  as_array("${text_bytes}" text_array)
  string(APPEND arrays "const unsigned char name_${count}[] = ${name_array};\n"
                       "const unsigned char text_${count}[] = ${text_array};\n")
  string(APPEND entries "      {view(name_${count}, sizeof name_${count}), view(text_${count}, sizeof text_${count})},\n")
  math(EXPR count "${count} + 1")
endforeach()
if(count EQUAL 0)
  set(body "  return {};\n")
else()
  set(body "  static const migrate::RevisionFile files[] = {\n${entries}  };\n  return files;\n")
endif()

file(WRITE ${OUTPUT} "// Made by migrate_embed_revisions.
#include \"${NAME}.hpp\"

#include <cstddef>

namespace {

${arrays}
/// The bytes without the zero behind them.
[[maybe_unused]] std::string_view view(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size - 1};
}

}  // namespace

std::span<const migrate::RevisionFile> ${NAME}() {
${body}}
")
