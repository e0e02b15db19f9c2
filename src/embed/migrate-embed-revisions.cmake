# migrate_embed_revisions(TARGET DIRECTORY directory… [NAME app_revisions])
#
# Compiles the revision files (*.toml, *.sql) of one or several directories into TARGET. The header NAME.hpp declares
#
#     std::span<const migrate::RevisionFile> NAME();
#
# which a Migrator takes as its `revisions`. The build makes it anew when a file is added, changed or removed. Only CMake
# runs, so that it works for another machine, too. Bytes stand in the source as numbers: nothing in a file, and no size
# of it, is too much for a compiler.
function(migrate_embed_revisions target)
  cmake_parse_arguments(PARSE_ARGV 1 embed "" "NAME" "DIRECTORY")
  set(usage "write migrate_embed_revisions(${target} DIRECTORY migrations)")
  if(NOT TARGET ${target})
    message(FATAL_ERROR "migrate_embed_revisions: there is no target '${target}' yet; add_executable comes first")
  endif()
  if(embed_UNPARSED_ARGUMENTS OR NOT embed_DIRECTORY)
    message(FATAL_ERROR "migrate_embed_revisions(${target}): which directory? ${usage}")
  endif()
  set(name app_revisions)
  if(DEFINED embed_NAME)
    set(name ${embed_NAME})
  endif()
  if(NOT name MATCHES "^[A-Za-z_][A-Za-z0-9_]*$")
    message(FATAL_ERROR "migrate_embed_revisions(${target}): '${name}' cannot be the name of a C++ function")
  endif()

  foreach(directory ${embed_DIRECTORY})
    cmake_path(ABSOLUTE_PATH directory BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    if(NOT IS_DIRECTORY ${directory})
      message(FATAL_ERROR "migrate_embed_revisions(${target}): there is no directory '${directory}'; ${usage}")
    endif()
    file(GLOB found CONFIGURE_DEPENDS ${directory}/*.toml ${directory}/*.sql)
    list(APPEND files ${found})
  endforeach()
  foreach(file ${files})
    cmake_path(GET file FILENAME known_as)
    if(known_as IN_LIST names)
      message(FATAL_ERROR "migrate_embed_revisions(${target}): two directories have a file '${known_as}'")
    endif()
    list(APPEND names ${known_as})
  endforeach()

  set(script ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/embed-files.cmake)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}_${name})
  # the list is an input of its own: a file that is gone makes the source out of date as well
  string(REPLACE ";" "\n" lines "${files}")
  file(GENERATE OUTPUT ${folder}/files.txt CONTENT "${lines}\n")
  file(GENERATE OUTPUT ${folder}/${name}.hpp CONTENT
"// Made by migrate_embed_revisions: the revisions that are compiled into ${target}.
#pragma once

#include <migrate/revision_files.hpp>

std::span<const migrate::RevisionFile> ${name}();
")
  add_custom_command(
    OUTPUT ${folder}/${name}.cpp
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DFILES=${folder}/files.txt -DOUTPUT=${folder}/${name}.cpp
            -P ${script}
    DEPENDS ${files} ${folder}/files.txt ${script}
    COMMENT "Compiling the revisions of ${target} in"
    VERBATIM)
  # the command is known in this directory only, and the target may be of another one
  add_custom_target(${target}_${name} DEPENDS ${folder}/${name}.cpp)
  add_dependencies(${target} ${target}_${name})
  set_source_files_properties(${folder}/${name}.cpp TARGET_DIRECTORY ${target}
                              PROPERTIES GENERATED ON SKIP_UNITY_BUILD_INCLUSION ON)
  target_sources(${target} PRIVATE ${folder}/${name}.cpp)
  target_include_directories(${target} PRIVATE ${folder}
                             $<TARGET_PROPERTY:migrate::models,INTERFACE_INCLUDE_DIRECTORIES>)
  target_compile_features(${target} PRIVATE cxx_std_20)
endfunction()
