# Debian's CapnProto configuration looks for libatomic with a check that only compiles as C.
enable_language(C)
find_package(CapnProto 0.9 REQUIRED)

# medisc_schema(NAME FILE.capnp): the code that Cap'n Proto generates, as library NAME. It stands
# alone: our warnings don't apply to it, and only its folder includes it.
macro(medisc_schema name file)
  capnp_generate_cpp(${name}_sources ${name}_headers ${file})
  add_library(${name} STATIC ${${name}_sources} ${${name}_headers})
  target_include_directories(${name} SYSTEM INTERFACE ${CMAKE_BINARY_DIR} ${CMAKE_CURRENT_BINARY_DIR})
  target_link_libraries(${name} PUBLIC CapnProto::capnp)
endmacro()
