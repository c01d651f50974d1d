/// A folder for this process alone, gone with it.
#pragma once

#include <filesystem>

#include "error/error.hpp"

namespace medisc {

class TemporaryFolder {
 public:
  /// Mode 0700, in $TMPDIR or /tmp. Errors: kStorage.
  static Result<TemporaryFolder> make();
  /// The same where the disk does not see it (/dev/shm), if there is such a place.
  static Result<TemporaryFolder> make_in_memory();
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::move(other.path_)) {
    other.path_.clear();
  }
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder() { remove(); }

  const std::filesystem::path& path() const { return path_; }
  /// Deletes it with all that is in it; from any thread.
  void remove() const;

 private:
  static Result<TemporaryFolder> make_in(const std::filesystem::path& parent);
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;
};

}  // namespace medisc
