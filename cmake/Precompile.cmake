# MEDISC_PRECOMPILE: GoogleTest's headers, which cost many tests more than they do themselves, are
# read once a build. For clang and builds from nothing, as in CI: clang saves some 3 s of 10 a test,
# g++, whose file has 110 MB, next to nothing; and ccache keeps nothing that is compiled so. The
# presets take it from the environment.
option(MEDISC_PRECOMPILE "Read GoogleTest's headers once a build" OFF)

# medisc_precompile(NAME...): for these tests.
function(medisc_precompile)
  set(source ${CMAKE_BINARY_DIR}/precompiled/tests.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "")
  add_library(medisc_precompiled OBJECT ${source})
  target_link_libraries(medisc_precompiled PRIVATE medisc_warnings GTest::gmock)
  target_precompile_headers(medisc_precompiled PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
  if(CMAKE_POSITION_INDEPENDENT_CODE)  # as programs are
    set_target_properties(medisc_precompiled PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(medisc_precompiled PRIVATE -fPIE)
  endif()
  foreach(test IN LISTS ARGN)
    target_precompile_headers(${test} REUSE_FROM medisc_precompiled)
  endforeach()
endfunction()
