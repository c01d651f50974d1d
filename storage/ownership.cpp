#include "storage/ownership.hpp"

#include <cerrno>
#include <cstring>
#include <random>

#include <fcntl.h>
#include <unistd.h>

namespace medisc {
namespace {

/// Locks of the open file, not of the process: SQLite's own, and other stores of this process,
/// stay apart from them.
struct flock byte_at(std::int64_t position) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = position;
  lock.l_len = 1;
  return lock;
}

std::int64_t drawn_number() {
  std::random_device device;
  std::uniform_int_distribution<std::int64_t> number(1, std::int64_t{1} << 62);
  return number(device);
}

tl::unexpected<Error> broken(const std::filesystem::path& path) {
  return fail(ErrorCode::kStorage,
              "lock file " + path.string() + " can't be used: " + std::strerror(errno),
              "put the database on a local disk, in a folder that this user may write");
}

}  // namespace

Ownership::Ownership(const std::filesystem::path& database)
    : path_(database.string() + "-owners") {}

Ownership::~Ownership() {
  if (file_ >= 0) ::close(file_);
}

Result<int> Ownership::file() {
  if (file_ >= 0) return file_;
  file_ = ::open(path_.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file_ < 0) return broken(path_);
  return file_;
}

Result<std::int64_t> Ownership::number() {
  if (number_ != 0) return number_;
  const auto opened = file();
  if (!opened) return tl::unexpected(opened.error());
  for (;;) {
    const std::int64_t wanted = drawn_number();
    struct flock lock = byte_at(wanted);
    if (::fcntl(*opened, F_OFD_SETLK, &lock) == 0) return number_ = wanted;
    if (errno != EAGAIN && errno != EACCES) return broken(path_);
  }
}

Result<bool> Ownership::runs(std::int64_t owner) {
  if (owner <= 0) return false;
  const auto opened = file();
  if (!opened) return tl::unexpected(opened.error());
  struct flock lock = byte_at(owner);
  if (::fcntl(*opened, F_OFD_GETLK, &lock) != 0) return broken(path_);
  return lock.l_type != F_UNLCK;
}

}  // namespace medisc
