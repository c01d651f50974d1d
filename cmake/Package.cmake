# Debian packages: scripts/package. Maintainer scripts are in packaging/debian.
set(debian ${CMAKE_SOURCE_DIR}/packaging/debian)

# Debian 12's package has the bare version; those of later releases sort after it, so that a package
# is upgraded along with its system.
cmake_host_system_information(RESULT system QUERY DISTRIB_ID DISTRIB_VERSION_ID)
list(JOIN system "" system)
set(MEDISC_PACKAGE_VERSION ${PROJECT_VERSION})
if(system MATCHES "^debian[0-9]+$" AND NOT system STREQUAL debian12)
  string(REPLACE "debian" "+deb" suffix ${system})
  string(APPEND MEDISC_PACKAGE_VERSION ${suffix})
endif()

# What Debian wants in every package, compressed as it wants it.
find_program(GZIP gzip REQUIRED)
set(changelog ${CMAKE_BINARY_DIR}/packaging/changelog.gz)
add_custom_command(
  OUTPUT ${changelog}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/packaging
  COMMAND ${CMAKE_COMMAND} -E copy ${debian}/changelog ${CMAKE_BINARY_DIR}/packaging/changelog
  COMMAND ${GZIP} -n9f ${CMAKE_BINARY_DIR}/packaging/changelog
  DEPENDS ${debian}/changelog
  VERBATIM)
add_custom_target(medisc_changelog ALL DEPENDS ${changelog})
install(FILES ${changelog} ${debian}/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
set(CPACK_COMPONENTS_ALL medisc)
if(TARGET medisc_python)
  list(APPEND CPACK_COMPONENTS_ALL python)
  install(FILES ${changelog} ${debian}/copyright
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/python3-medisc COMPONENT python)
endif()

# A package's prefix is /usr, whatever the build's own is.
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME medisc)
set(CPACK_PACKAGE_VERSION ${MEDISC_PACKAGE_VERSION})
set(CPACK_PACKAGE_VENDOR MediSC)
set(CPACK_PACKAGE_CONTACT "MediSC <medisc@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # each package's first line is its own
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_MEDISC_PACKAGE_NAME medisc)
set(CPACK_DEBIAN_MEDISC_DESCRIPTION
"private diagnosis between a hospital and a medical AI service
A hospital gets a diagnosis from a service without showing the patient's
record, and without the service showing its network's weights. This package
has all three roles: hospital, service, and the dealer of correlated
randomness. None of them starts before it is configured.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_MEDISC_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_MEDISC_PACKAGE_DEPENDS adduser)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_MEDISC_PACKAGE_CONTROL_EXTRA
  ${debian}/conffiles ${debian}/postinst ${debian}/prerm ${debian}/postrm)

if(TARGET medisc_python)
  # The extension module is one Python's.
  math(EXPR next_python "${MEDISC_PYTHON_MINOR} + 1")
  set(CPACK_DEBIAN_PYTHON_PACKAGE_NAME python3-medisc)
  set(CPACK_DEBIAN_PYTHON_DESCRIPTION
"private diagnosis by a medical AI service, for programs in Python
Ask a hospital's MediSC daemon for diagnoses of arrays, data frames and files;
compile networks, and run secure inference in one process.")
  set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS
    "python3 (>= 3.${MEDISC_PYTHON_MINOR}), python3 (<< 3.${next_python}), python3-numpy")
  set(CPACK_DEBIAN_PYTHON_PACKAGE_RECOMMENDS python3-pandas)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_SUGGESTS medisc)
endif()

include(CPack)
