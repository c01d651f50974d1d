/// A file for readers that take none but files: one a process, written anew for each input.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "fuzz/harness.hpp"

namespace medisc::fuzz {

/// In a folder of its own that goes with the process; for its owner alone.
class InputFile {
 public:
  explicit InputFile(const std::string& name) {
    std::string pattern = (std::filesystem::temp_directory_path() / "medisc-XXXXXX").string();
    require(::mkdtemp(pattern.data()) != nullptr, "there is a temporary folder");
    folder_ = pattern;
    path_ = folder_ / name;
    write("");
    std::filesystem::permissions(
        path_, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }

  void write(std::string_view content) const {
    std::ofstream file(path_, std::ios::binary);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.close();
    require(file.good(), "the input can be written to a file");
  }

 private:
  std::filesystem::path folder_;
  std::filesystem::path path_;
};

}  // namespace medisc::fuzz
