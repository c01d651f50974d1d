/// A file that is gone when the test is over.
#pragma once

#include <fstream>
#include <string>

#include "tests/files/folder.hpp"

namespace medisc {

class ScratchFile {
 public:
  ScratchFile(const std::string& name, const std::string& bytes) : path_(folder_ / name) {
    std::ofstream(path_, std::ios::binary) << bytes;
  }

  const std::filesystem::path& path() const { return path_; }

 private:
  test::Folder folder_;
  std::filesystem::path path_;
};

}  // namespace medisc
