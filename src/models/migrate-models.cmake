# migrate_add_models(TARGET SOURCES source… [LIBRARIES library…])
#
# Builds the shared library that migrate.toml names as `models.library`: C++20, nothing visible but the function that
# exports the models. One of the sources has MIGRATE_EXPORT_MODELS(…). LIBRARIES are linked to it.
function(migrate_add_models target)
  cmake_parse_arguments(PARSE_ARGV 1 models "" "" "SOURCES;LIBRARIES")
  if(NOT models_SOURCES AND NOT models_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "migrate_add_models(${target}): no sources; write migrate_add_models(${target} SOURCES models.cpp)")
  endif()
  add_library(${target} SHARED ${models_SOURCES} ${models_UNPARSED_ARGUMENTS})
  target_compile_features(${target} PRIVATE cxx_std_20)
  # Each of the files is compiled by itself, also where a project joins its sources: the definition below tells models
  # that the file which all of them have in common is not in theirs.
  set_target_properties(${target} PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON UNITY_BUILD OFF)
  if(TARGET migrate::models)
    target_link_libraries(${target} PRIVATE migrate::models)
  else()
    target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../../include)
  endif()
  # What all models have in common is compiled once, and not again whenever a model changes.
  find_file(MIGRATE_DOCUMENT migrate/detail/document.cpp NO_CACHE NO_DEFAULT_PATH
            HINTS ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../../include ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../../../include
                  ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../../../../include)
  if(MIGRATE_DOCUMENT)
    target_sources(${target} PRIVATE ${MIGRATE_DOCUMENT})
    target_compile_definitions(${target} PRIVATE MIGRATE_DOCUMENT_APART)
  endif()
  target_link_libraries(${target} PRIVATE ${models_LIBRARIES})
  # A symbol that is missing is better told by the linker, now, than by the loader. Sanitizers leave theirs to the program.
  if(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT "${CMAKE_CXX_FLAGS}" MATCHES "-fsanitize")
    target_link_options(${target} PRIVATE LINKER:-z,defs)
  endif()
endfunction()
