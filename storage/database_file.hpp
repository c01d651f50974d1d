/// The database as a file: private to its owner, and writable.
#pragma once

#include <filesystem>

#include "error/error.hpp"

namespace medisc {

/// Makes `path` as an empty file of mode 0600 where it is missing and `create` is set, else
/// checks what is there. SQLite gives the -wal and -shm files beside it the same mode.
/// Errors: kStorage where it is missing, not a regular file, not writable, or open to others.
Result<void> secure_database_file(const std::filesystem::path& path, bool create);

/// Lets one process at a time, and one thread, make databases in a folder: several that give a
/// new file its page size and its log would find each other half way. Where the folder can't be
/// opened it locks nothing, and making the file says why.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& database);
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

 private:
  int folder_;
};

}  // namespace medisc
