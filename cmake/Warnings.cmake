# Warnings for our own code; errors in every preset.
option(MEDISC_WERROR "Treat warnings as errors" ON)

add_library(medisc_warnings INTERFACE)
target_compile_options(medisc_warnings INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor
  # g++ 12 warns of "x" + std::string at -O3 without cause (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  # g++ 14 takes a vector that was just made of one element for shorter than it is, at -O3.
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_GREATER_EQUAL:$<CXX_COMPILER_VERSION>,13>>:-Wno-array-bounds>
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_GREATER_EQUAL:$<CXX_COMPILER_VERSION>,13>>:-Wno-stringop-overflow>
  # Part of clang++'s -Wconversion, and not of g++'s.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-sign-conversion>
  # g++ 12, where it does not optimise: coroutine frames that a link's stack holds (frame_stack.hpp).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Debug>>:-Wno-mismatched-new-delete>
  $<$<BOOL:${MEDISC_WERROR}>:-Werror>)
