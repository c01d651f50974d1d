#include "metrics/disk_check.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "error/descriptor.hpp"

namespace medisc {
namespace {

constexpr std::uint64_t kMb = std::uint64_t{1} << 20;

tl::unexpected<Error> cannot_write(const std::filesystem::path& folder) {
  return fail(ErrorCode::kStorage,
              folder.string() + " can't be written to: " + std::strerror(errno),
              "no conversation can end well: check the disk");
}

}  // namespace

Result<void> check_disk(const std::filesystem::path& database) {
  const auto folder = std::filesystem::absolute(database).parent_path();
  // One that a process has left behind is written over.
  const std::string probe = database.string() + ".probe";
  {
    const Descriptor file(
        ::open(probe.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600));
    if (!file.is_open()) return cannot_write(folder);
    const std::array<char, 4096> page{};
    const bool written =
        ::write(file.number(), page.data(), page.size()) == static_cast<ssize_t>(page.size()) &&
        ::fdatasync(file.number()) == 0;
    const int why = errno;
    ::unlink(probe.c_str());
    errno = why;
    if (!written) return cannot_write(folder);
  }
  struct statvfs status {};
  if (::statvfs(folder.c_str(), &status) != 0) return cannot_write(folder);
  const std::uint64_t left = status.f_bavail * status.f_frsize / kMb;
  if (left >= kLeastFreeMb) return {};
  return fail(ErrorCode::kStorage,
              folder.string() + " has " + std::to_string(left) + " MB left",
              "free some: below " + std::to_string(kLeastFreeMb) +
                  " MB writing may fail at any "
                  "time");
}

}  // namespace medisc
