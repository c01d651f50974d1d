# MEDISC_SANITIZE: a list for -fsanitize=, e.g. "address,undefined" or "thread".
set(MEDISC_SANITIZE "" CACHE STRING "Sanitizers to build with")

if(MEDISC_SANITIZE)
  add_compile_options(-fsanitize=${MEDISC_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${MEDISC_SANITIZE})
  # g++ 12 warns of std::regex's insides where they are instrumented.
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    add_compile_options(-Wno-maybe-uninitialized)
  endif()
  if(MEDISC_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
endif()

# MEDISC_FUZZ: coverage for libFuzzer in all code, and harnesses that it drives (fuzz/). Needs clang.
option(MEDISC_FUZZ "Build for fuzzing" OFF)

if(MEDISC_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
