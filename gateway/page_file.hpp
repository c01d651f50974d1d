/// Files of the gateway's page, as CMake put them into the program.
#pragma once

#include <span>
#include <string_view>

namespace medisc {

struct PageFile {
  std::string_view name;  ///< "page.js"
  std::string_view text;
  std::string_view hash;  ///< of the text, in hexadecimal
};

/// Those of gateway/page/.
std::span<const PageFile> page_files();

}  // namespace medisc
