# Compiles SOURCE with COMPILER and looks for the message that its first line promises: `// expect: the message`, or
# `// expect: nothing` where it has to compile without a warning.
file(STRINGS ${SOURCE} first LIMIT_COUNT 1)
string(REGEX REPLACE "^// expect: " "" expected "${first}")
execute_process(
  COMMAND ${COMPILER} -std=c++20 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -fsyntax-only -I${INCLUDE} ${SOURCE}
  RESULT_VARIABLE result
  OUTPUT_VARIABLE output
  ERROR_VARIABLE output)
if(expected STREQUAL "nothing")
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "it has to compile:\n${output}")
  endif()
elseif(result EQUAL 0)
  message(FATAL_ERROR "it compiles, and ought to say: ${expected}")
else()
  string(FIND "${output}" "${expected}" found)
  if(found EQUAL -1)
    message(FATAL_ERROR "the compiler does not say: ${expected}\n${output}")
  endif()
endif()
