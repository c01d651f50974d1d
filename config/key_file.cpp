#include "config/key_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "messages/identifiers.hpp"

namespace medisc {
namespace {

constexpr std::string_view kComment =
    "# MediSC secret key. Whoever reads it can act as this party: keep it, and tell nobody.\n";
constexpr std::size_t kLargestFile = 4096;

void wipe_text(std::string& text) {
  wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
}

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

tl::unexpected<Error> bad_key_file(const std::filesystem::path& path, const std::string& what,
                                   const std::string& hint) {
  return fail(ErrorCode::kBadInput, "key file " + path.string() + " " + what, hint);
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(descriptor) == 0;
}

bool read_all(int descriptor, std::string& content) {
  content.assign(kLargestFile + 1, '\0');
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

Result<Seed> seed_in(const std::filesystem::path& path, std::string_view content) {
  const std::string hint =
      "expected comments and one line of 64 hexadecimal characters, as"
      " medisc keygen writes it";
  std::string_view found;
  while (!content.empty()) {
    const std::size_t end = std::min(content.find('\n'), content.size());
    std::string_view line = content.substr(0, end);
    content.remove_prefix(std::min(end + 1, content.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    if (!found.empty()) return bad_key_file(path, "holds more than one key", hint);
    found = line;
  }
  if (found.empty()) return bad_key_file(path, "holds no key", hint);
  std::array<std::uint8_t, Seed::kBytes> bytes{};
  const auto read = read_hex(found, bytes, "key");
  const Seed seed(bytes);
  wipe(bytes);
  // The error of read_hex could quote the key.
  if (!read) return bad_key_file(path, "holds no key of 64 hexadecimal characters", hint);
  return seed;
}

}  // namespace

Result<void> write_key_file(const std::filesystem::path& path, const Seed& seed) {
  const File file(::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600));
  if (!file.is_open()) {
    if (errno == EEXIST) {
      return fail(ErrorCode::kUsage, "key file " + path.string() + " exists already",
                  "a key that is overwritten is lost: name another file, or move it away");
    }
    return fail(ErrorCode::kUsage,
                "key file " + path.string() + " can't be made: " + std::strerror(errno),
                "make its folder first, writable for this user");
  }
  std::string content = std::string(kComment) + to_hex(seed.bytes()) + "\n";
  const bool written = write_all(file.descriptor(), content);
  const int why = errno;
  wipe_text(content);
  if (!written) {
    ::unlink(path.c_str());
    return fail(ErrorCode::kUsage,
                "key file " + path.string() + " can't be written: " + std::strerror(why),
                "check the disk");
  }
  return {};
}

Result<Seed> read_key_file(const std::filesystem::path& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) {
    return bad_key_file(path, std::string("can't be read: ") + std::strerror(errno),
                        "make one: medisc keygen");
  }
  struct stat status {};
  if (::fstat(file.descriptor(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return bad_key_file(path, "is not a file", "make one: medisc keygen");
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return bad_key_file(path, "is open to others than its owner",
                        "run: chmod 600 " + path.string());
  }
  std::string content;
  if (!read_all(file.descriptor(), content)) {
    return bad_key_file(path, std::string("can't be read: ") + std::strerror(errno),
                        "check the disk");
  }
  auto seed = content.size() > kLargestFile
                  ? bad_key_file(path, "is too long for a key", "make one: medisc keygen")
                  : seed_in(path, content);
  wipe_text(content);
  return seed;
}

}  // namespace medisc
