# What `cmake --install` puts where. Everything is relative to the prefix, so that one build can be
# installed anywhere; only the configurations go to /etc where the prefix is /usr.
# Components are Debian packages: medisc, where nothing else is said, and python.
set(doc ${CMAKE_INSTALL_DOCDIR})

install(TARGETS medisc RUNTIME)
install(TARGETS medisc_plaintext_program RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/medisc)

# Examples, under a name that no role reads: their keys belong to nobody.
foreach(role dealer service hospital gateway)
  list(APPEND role_examples ${CMAKE_SOURCE_DIR}/config/${role}.toml)
endforeach()
install(CODE "set(role_examples \"${role_examples}\")")
install(CODE [[
  if(CMAKE_INSTALL_PREFIX MATCHES "^/usr/?$")
    set(folder /etc/medisc)
  else()
    set(folder "${CMAKE_INSTALL_PREFIX}/etc/medisc")
  endif()
  foreach(file IN LISTS role_examples)
    get_filename_component(name ${file} NAME)
    file(INSTALL ${file} DESTINATION ${folder} RENAME ${name}.example
      PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
  endforeach()
]])

file(GLOB units ${CMAKE_SOURCE_DIR}/config/systemd/*.service)
install(FILES ${units} DESTINATION lib/systemd/system)

install(DIRECTORY ${MEDISC_MANUAL}/man1 ${MEDISC_MANUAL}/man5 DESTINATION ${CMAKE_INSTALL_MANDIR})
install(FILES ${MEDISC_MANUAL}/bash/medisc
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${MEDISC_MANUAL}/zsh/_medisc
  DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${MEDISC_MANUAL}/fish/medisc.fish
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

file(GLOB pages ${CMAKE_SOURCE_DIR}/docs/*.md)
install(FILES ${CMAKE_SOURCE_DIR}/README.md DESTINATION ${doc})
install(FILES ${pages} DESTINATION ${doc}/docs)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs/pictures DESTINATION ${doc}/docs)
foreach(example breast diabetes liver thyroid)
  install(DIRECTORY ${CMAKE_SOURCE_DIR}/examples/${example} DESTINATION ${doc}/examples)
endforeach()
install(FILES ${CMAKE_SOURCE_DIR}/examples/notebook.py DESTINATION ${doc}/examples)
file(GLOB dashboards ${CMAKE_SOURCE_DIR}/config/grafana/*.json)
install(FILES ${dashboards} DESTINATION ${CMAKE_INSTALL_DATADIR}/medisc/grafana)
file(GLOB rules ${CMAKE_SOURCE_DIR}/config/prometheus/*.yml)
install(FILES ${rules} DESTINATION ${CMAKE_INSTALL_DATADIR}/medisc/prometheus)

if(TARGET medisc_python)
  set(python_package lib/python3/dist-packages/medisc)  # where Debian's own Python looks
  install(TARGETS _medisc LIBRARY DESTINATION ${python_package} COMPONENT python)
  file(GLOB python_sources ${CMAKE_SOURCE_DIR}/python/medisc/*.py
    ${CMAKE_SOURCE_DIR}/python/medisc/*.pyi ${CMAKE_SOURCE_DIR}/python/medisc/py.typed)
  install(FILES ${python_sources} DESTINATION ${python_package} COMPONENT python)
endif()
