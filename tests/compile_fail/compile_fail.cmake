# Compiles SOURCE with COMPILER and looks for the message that each of its lines `// expect: the message` promises, or
# `// expect: nothing` where it has to compile without a warning. `// match: …` is a pattern: the compilers spell the
# place of a member differently.
file(STRINGS ${SOURCE} promises REGEX "^// expect: ")
list(TRANSFORM promises REPLACE "^// expect: " "")
file(STRINGS ${SOURCE} patterns REGEX "^// match: ")
list(TRANSFORM patterns REPLACE "^// match: " "")
execute_process(
  COMMAND ${COMPILER} -std=c++20 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -fsyntax-only -I${INCLUDE} ${SOURCE}
  RESULT_VARIABLE result
  OUTPUT_VARIABLE output
  ERROR_VARIABLE output)
if(promises STREQUAL "nothing")
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "it has to compile:\n${output}")
  endif()
elseif(result EQUAL 0)
  message(FATAL_ERROR "it compiles, and ought to say: ${promises}")
else()
  foreach(expected IN LISTS promises)
    string(FIND "${output}" "${expected}" found)
    if(found EQUAL -1)
      message(FATAL_ERROR "the compiler does not say: ${expected}\n${output}")
    endif()
  endforeach()
  foreach(pattern IN LISTS patterns)
    if(NOT output MATCHES "${pattern}")
      message(FATAL_ERROR "the compiler says nothing like: ${pattern}\n${output}")
    endif()
  endforeach()
endif()
