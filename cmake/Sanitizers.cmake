# MEDISC_SANITIZE: a list for -fsanitize=, e.g. "address,undefined" or "thread".
set(MEDISC_SANITIZE "" CACHE STRING "Sanitizers to build with")

if(MEDISC_SANITIZE)
  add_compile_options(-fsanitize=${MEDISC_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${MEDISC_SANITIZE})
  if(MEDISC_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
endif()

# MEDISC_FUZZ: coverage for libFuzzer in all code, and harnesses that it drives (fuzz/). Needs clang.
option(MEDISC_FUZZ "Build for fuzzing" OFF)

if(MEDISC_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
