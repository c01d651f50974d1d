# medisc_folder(NAME SOURCES ... [USES ...] [PRIVATE_USES ...])
# One static library a folder, medisc_NAME; includes are written from the repository's root.
function(medisc_folder name)
  cmake_parse_arguments(FOLDER "" "" "SOURCES;USES;PRIVATE_USES" ${ARGN})
  add_library(medisc_${name} STATIC ${FOLDER_SOURCES})
  target_include_directories(medisc_${name} PUBLIC ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
  target_link_libraries(medisc_${name}
    PUBLIC ${FOLDER_USES}
    PRIVATE medisc_warnings ${FOLDER_PRIVATE_USES})
endfunction()

# medisc_test(NAME [SERIAL] SOURCES ... [USES ...]): a GoogleTest program, one CTest entry a test;
# SERIAL: nothing else runs beside them.
function(medisc_test name)
  cmake_parse_arguments(TEST "SERIAL" "" "SOURCES;USES" ${ARGN})
  add_executable(test_${name} ${TEST_SOURCES})
  target_include_directories(test_${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(test_${name} PRIVATE MEDISC_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_link_libraries(test_${name}
    PRIVATE ${TEST_USES} medisc_warnings GTest::gmock GTest::gtest_main)
  # g++ takes sizes of byte vectors that tests grow or compare for negative ones, at -O3.
  target_compile_options(test_${name} PRIVATE
    $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overread>)
  set_property(GLOBAL APPEND PROPERTY MEDISC_TESTS test_${name})
  gtest_discover_tests(test_${name} TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT 300 RUN_SERIAL ${TEST_SERIAL})
endfunction()
