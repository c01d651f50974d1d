/// A file for readers that take none but files: one a process, written anew for each input.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "fuzz/harness.hpp"
#include "tests/files/folder.hpp"

namespace medisc::fuzz {

/// In a folder of its own that goes with the process; for its owner alone.
class InputFile {
 public:
  explicit InputFile(const std::string& name) : path_(folder_ / name) {
    write("");
    std::filesystem::permissions(
        path_, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }

  const std::filesystem::path& path() const { return path_; }

  void write(std::string_view content) const {
    std::ofstream file(path_, std::ios::binary);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.close();
    require(file.good(), "the input can be written to a file");
  }

 private:
  test::Folder folder_;
  std::filesystem::path path_;
};

}  // namespace medisc::fuzz
