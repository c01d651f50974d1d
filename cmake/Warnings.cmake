# Warnings for our own code; errors in every preset.
option(MEDISC_WERROR "Treat warnings as errors" ON)

add_library(medisc_warnings INTERFACE)
target_compile_options(medisc_warnings INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor
  # g++ 12 warns of "x" + std::string at -O3 without cause (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  # Part of clang++'s -Wconversion, and not of g++'s.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-sign-conversion>
  # g++ 12, where it does not optimise: coroutine frames that a link's stack holds (frame_stack.hpp).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Debug>>:-Wno-mismatched-new-delete>
  $<$<BOOL:${MEDISC_WERROR}>:-Werror>)
