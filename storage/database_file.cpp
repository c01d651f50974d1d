#include "storage/database_file.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace medisc {
namespace {

// Never opens a file that exists: closing it again would drop the locks that SQLite holds on it
// for other connections of this process.
Result<void> create_private(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) {
    if (errno == EEXIST) return {};
    return fail(ErrorCode::kStorage,
                "database " + path.string() + " can't be made: " + std::strerror(errno),
                "make its folder first, writable for this user");
  }
  ::close(file);
  return {};
}

}  // namespace

Result<void> secure_database_file(const std::filesystem::path& path, bool create) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT && create) return create_private(path);
    return fail(ErrorCode::kStorage,
                "database " + path.string() + " can't be opened: " + std::strerror(errno),
                "check the path in the configuration");
  }
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorCode::kStorage, "database " + path.string() + " is not a file",
                "name a file in the configuration");
  }
  // The mode is looked at as well: access() lets root write to anything.
  if ((status.st_mode & S_IWUSR) == 0 || ::access(path.c_str(), R_OK | W_OK) != 0) {
    return fail(ErrorCode::kStorage, "database " + path.string() + " is read-only",
                "run: chmod 600 " + path.string());
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return fail(ErrorCode::kStorage,
                "database " + path.string() + " is open to others than its owner",
                "it holds secrets; run: chmod 600 " + path.string());
  }
  return {};
}

FolderLock::FolderLock(const std::filesystem::path& database)
    : folder_(::open(std::filesystem::absolute(database).parent_path().c_str(),
                     O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (folder_ >= 0) ::flock(folder_, LOCK_EX);
}

FolderLock::~FolderLock() {
  if (folder_ >= 0) ::close(folder_);
}

}  // namespace medisc
