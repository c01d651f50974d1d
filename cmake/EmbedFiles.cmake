# Run by gateway/CMakeLists.txt: cmake -DFILES=a;b -DOUTPUT=page_files.cpp -P this.
# Writes texts into a source, so that the program needs no file of them.
set(entries "")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  file(READ ${file} text)
  file(SHA256 ${file} hash)
  if(text MATCHES "\\)medisc_page\"")
    message(FATAL_ERROR "${name} holds what ends it in C++")
  endif()
  string(APPEND entries "    {\"${name}\", R\"medisc_page(${text})medisc_page\", \"${hash}\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Made by cmake/EmbedFiles.cmake.
#include \"gateway/page_file.hpp\"

namespace medisc {
namespace {

constexpr PageFile kFiles[] = {
${entries}};

}  // namespace

std::span<const PageFile> page_files() {
  return kFiles;
}

}  // namespace medisc
")
