#include "config/private_file.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ring/seed.hpp"

namespace medisc {
namespace {

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(descriptor) == 0;
}

/// Up to `most` + 1 bytes.
bool read_all(int descriptor, std::string& content, std::size_t most) {
  content.assign(most + 1, '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t got = ::read(descriptor, content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  content.resize(size);
  return true;
}

}  // namespace

void wipe_text(std::string& text) {
  wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
}

Result<void> write_new_file(const std::filesystem::path& path, const std::string& what,
                            std::string_view content, mode_t mode) {
  const std::string name = what + " " + path.string();
  const File file(::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode));
  if (!file.is_open()) {
    if (errno == EEXIST) {
      return fail(ErrorCode::kUsage, name + " exists already",
                  "a key that is overwritten is lost: name another file, or move it away");
    }
    return fail(ErrorCode::kUsage, name + " can't be made: " + std::strerror(errno),
                "make its folder first, writable for this user");
  }
  if (!write_all(file.descriptor(), content)) {
    const int why = errno;
    ::unlink(path.c_str());
    return fail(ErrorCode::kUsage, name + " can't be written: " + std::strerror(why),
                "check the disk");
  }
  return {};
}

Result<std::string> read_private_file(const std::filesystem::path& path,
                                      const std::string& what, std::size_t most,
                                      const std::string& make) {
  const std::string name = what + " " + path.string();
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) {
    return fail(ErrorCode::kBadInput, name + " can't be read: " + std::strerror(errno), make);
  }
  struct stat status {};
  if (::fstat(file.descriptor(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return fail(ErrorCode::kBadInput, name + " is not a file", make);
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return fail(ErrorCode::kBadInput, name + " is open to others than its owner",
                "run: chmod 600 " + path.string());
  }
  std::string content;
  if (!read_all(file.descriptor(), content, most)) {
    return fail(ErrorCode::kBadInput, name + " can't be read: " + std::strerror(errno),
                "check the disk");
  }
  if (content.size() > most) {
    wipe_text(content);
    return fail(ErrorCode::kBadInput, name + " is too long for a key", make);
  }
  return content;
}

}  // namespace medisc
