# The library migrate::migrate, made of every room but the command line's, and the packages by which others find it:
# migrate-config.cmake for CMake, migrate.pc for pkg-config. Included by the project's CMakeLists.txt.
block()  # the variables stay in here
  get_property(rooms GLOBAL PROPERTY MIGRATE_ROOMS)
  get_property(libraries GLOBAL PROPERTY MIGRATE_LIBRARIES)
  list(REMOVE_DUPLICATES libraries)
  list(TRANSFORM rooms REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE objects)

  add_library(migrate_library ${objects})  # static, or what BUILD_SHARED_LIBS says
  add_library(migrate::migrate ALIAS migrate_library)
  set_target_properties(migrate_library PROPERTIES OUTPUT_NAME migrate EXPORT_NAME migrate LINKER_LANGUAGE CXX
                        VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  target_link_libraries(migrate_library PUBLIC migrate_model_headers PRIVATE ${libraries})
endblock()

if(NOT MIGRATE_INSTALL)
  return()
endif()
block()
  include(CMakePackageConfigHelpers)
  set(package ${CMAKE_INSTALL_LIBDIR}/cmake/migrate)
  install(TARGETS migrate_model_headers migrate EXPORT migrate-headers-targets)
  install(TARGETS migrate_library EXPORT migrate-targets)
  install(EXPORT migrate-headers-targets NAMESPACE migrate:: DESTINATION ${package})
  install(EXPORT migrate-targets NAMESPACE migrate:: DESTINATION ${package})

  list(JOIN migrate_packages " " migrate_packages)
  # Not beside the program: a build folder in PATH is where CMake looks for packages, and this is none yet.
  configure_package_config_file(src/embed/migrate-config.cmake.in ${PROJECT_BINARY_DIR}/package/migrate-config.cmake
                                INSTALL_DESTINATION ${package})
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/migrate-config-version.cmake COMPATIBILITY SameMinorVersion)
  install(FILES ${PROJECT_BINARY_DIR}/package/migrate-config.cmake ${PROJECT_BINARY_DIR}/package/migrate-config-version.cmake
                src/models/migrate-models.cmake src/embed/migrate-embed-revisions.cmake src/embed/embed-files.cmake
          DESTINATION ${package})

  # The prefix is found from where the .pc file is, so that an installed tree can be moved.
  file(RELATIVE_PATH pc_prefix /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
  string(REGEX REPLACE "/$" "" pc_prefix ${pc_prefix})
  list(JOIN migrate_pc_requires ", " pc_requires)
  list(TRANSFORM CMAKE_DL_LIBS PREPEND -l OUTPUT_VARIABLE pc_loader)
  list(JOIN migrate_pc_libraries " " pc_libs)
  string(APPEND pc_libs " ${pc_loader}")
  set(pc_note " (a static library: ask with --static)")
  if(BUILD_SHARED_LIBS)
    set(pc_note "")
  endif()
  configure_file(src/embed/migrate.pc.in ${PROJECT_BINARY_DIR}/migrate.pc @ONLY)
  configure_file(src/models/migrate-models.pc.in ${PROJECT_BINARY_DIR}/migrate-models.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/migrate.pc ${PROJECT_BINARY_DIR}/migrate-models.pc
          DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endblock()
