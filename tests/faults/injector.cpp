// Loaded into a process before its libraries (LD_PRELOAD): logs what it sends, and at a chosen
// step of its life lets something happen to it.
//
// A step lies before and after each send to a socket, before each write, each truncation and
// each removal of a database file, before and after each sync of one; and before each sync of
// another file, and each renaming.
//
//   FAULTS_LOG    folder; what this process sends goes to a file there, named after its id:
//                 { u32 descriptor, u32 its generation, u64 bytes } and the bytes, repeated
//   FAULTS_COUNT  file whose first 8 bytes count the steps
//   FAULTS_AT     the step, from 1 on; none: nothing happens
//   FAULTS_MODE   what happens there
//     kill        SIGKILL
//     power       likewise, and what was written since the last sync of its file is undone
//     full        from there on no database file is written: the disk is full
//     readonly    likewise: it is read-only
//     past        from there on the clock is ten years late
//     future      or early
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <mutex>
#include <string>
#include <vector>

namespace {

/// The function that stands behind one of ours. Found at its first call, which may come before
/// anything here is initialised.
template <class Function>
Function* next(Function*, const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

#define BEHIND(function)                                     \
  ([] {                                                      \
    static const auto behind = next(&::function, #function); \
    return behind;                                           \
  }())

std::string setting(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

/// What a write or a truncation replaced, to be put back.
struct Undo {
  std::string file;
  off64_t size;  ///< of the whole file
  off64_t offset;
  std::vector<char> bytes;
};

std::string file_of(int descriptor) {
  std::array<char, 4096> path{};
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  const ssize_t length = ::readlink(link.c_str(), path.data(), path.size());
  return length > 0 ? std::string(path.data(), static_cast<std::size_t>(length)) : "";
}

class Injector {
 public:
  Injector() : mode_(setting("FAULTS_MODE")) {
    const std::string at = setting("FAULTS_AT");
    if (!at.empty()) at_ = std::strtoull(at.c_str(), nullptr, 10);
    const std::string count = setting("FAULTS_COUNT");
    if (!count.empty()) map_counter(count);
    const std::string log = setting("FAULTS_LOG");
    if (log.empty()) return;
    const std::string file = log + "/" + std::to_string(::getpid());
    log_ = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  }

  void step() {
    const std::uint64_t now = counter_->fetch_add(1) + 1;
    if (at_ == 0 || now < at_) return;
    if (mode_ == "full" || mode_ == "readonly") {
      refusal_ = mode_ == "full" ? ENOSPC : EROFS;
      return;
    }
    if (mode_ == "past" || mode_ == "future") {
      jump_ = mode_ == "past" ? -kDecade : kDecade;
      return;
    }
    if (mode_ == "power") cut_power();
    ::kill(::getpid(), SIGKILL);
    for (;;) ::pause();
  }

  /// What a write fails with; 0: it does not.
  int refusal() const { return refusal_; }
  /// Seconds that the clock has jumped.
  std::int64_t jump() const { return jump_; }

  void sent(int descriptor, const void* bytes, std::uint64_t count) {
    if (log_ < 0) return;
    const std::lock_guard lock(mutex_);
    const std::uint32_t head[2] = {static_cast<std::uint32_t>(descriptor),
                                   generations_[static_cast<std::size_t>(descriptor) % kMost]};
    std::vector<char> entry(sizeof head + sizeof count + count);
    std::memcpy(entry.data(), head, sizeof head);
    std::memcpy(entry.data() + sizeof head, &count, sizeof count);
    std::memcpy(entry.data() + sizeof head + sizeof count, bytes, count);
    if (::write(log_, entry.data(), entry.size()) < 0) std::abort();
  }

  void closed(int descriptor) {
    const std::lock_guard lock(mutex_);
    if (descriptor >= 0) ++generations_[static_cast<std::size_t>(descriptor) % kMost];
  }

  /// Keeps what a write of `count` bytes, or a truncation, is about to replace.
  void remember(int descriptor, off64_t offset, std::size_t count) {
    if (mode_ != "power") return;
    struct stat64 about {};
    if (::fstat64(descriptor, &about) != 0) return;
    Undo undo{file_of(descriptor), about.st_size, offset, std::vector<char>(count)};
    // By the same descriptor: closing another one would end the locks that the process holds.
    const ssize_t read = ::pread64(descriptor, undo.bytes.data(), count, offset);
    undo.bytes.resize(read > 0 ? static_cast<std::size_t>(read) : 0);
    const std::lock_guard lock(mutex_);
    undone_.push_back(std::move(undo));
  }

  void synced(int descriptor) {
    if (mode_ != "power") return;
    const std::string file = file_of(descriptor);
    const std::lock_guard lock(mutex_);
    std::erase_if(undone_, [&](const Undo& undo) { return undo.file == file; });
  }

 private:
  static constexpr std::size_t kMost = 4096;
  static constexpr std::int64_t kDecade = 10LL * 365 * 24 * 3600;

  void map_counter(const std::string& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0 || BEHIND(ftruncate64)(descriptor, sizeof own_) != 0) std::abort();
    void* mapped =
        ::mmap(nullptr, sizeof own_, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    BEHIND(close)(descriptor);
    if (mapped == MAP_FAILED) std::abort();
    counter_ = static_cast<std::atomic<std::uint64_t>*>(mapped);
  }

  void cut_power() {
    mutex_.lock();  // nobody writes any more
    for (auto undo = undone_.rbegin(); undo != undone_.rend(); ++undo) {
      const int file = ::open(undo->file.c_str(), O_RDWR | O_CLOEXEC);
      if (file < 0) continue;  // removed since
      (void)!BEHIND(pwrite64)(file, undo->bytes.data(), undo->bytes.size(), undo->offset);
      (void)!BEHIND(ftruncate64)(file, undo->size);
      BEHIND(close)(file);
    }
  }

  std::string mode_;
  std::uint64_t at_ = 0;
  std::atomic<std::uint64_t> own_{0};
  std::atomic<std::uint64_t>* counter_ = &own_;
  std::atomic<int> refusal_{0};
  std::atomic<std::int64_t> jump_{0};
  int log_ = -1;
  std::mutex mutex_;
  std::array<std::uint32_t, kMost> generations_{};
  std::vector<Undo> undone_;
};

/// Never destroyed: threads may still send while the process ends.
Injector& injector() {
  static auto* const only = new Injector;
  return *only;
}

}  // namespace

extern "C" {

ssize_t send(int descriptor, const void* bytes, size_t count, int flags) {
  injector().step();
  const ssize_t result = BEHIND(send)(descriptor, bytes, count, flags);
  const int error = errno;
  if (result > 0) injector().sent(descriptor, bytes, static_cast<std::uint64_t>(result));
  injector().step();
  errno = error;
  return result;
}

ssize_t sendmsg(int descriptor, const msghdr* message, int flags) {
  injector().step();
  const ssize_t result = BEHIND(sendmsg)(descriptor, message, flags);
  const int error = errno;
  auto left = static_cast<std::size_t>(result > 0 ? result : 0);
  for (std::size_t i = 0; left > 0; ++i) {
    const iovec& part = message->msg_iov[i];
    const std::size_t sent = std::min(left, part.iov_len);
    if (sent > 0) injector().sent(descriptor, part.iov_base, sent);
    left -= sent;
  }
  injector().step();
  errno = error;
  return result;
}

int close(int descriptor) {
  injector().closed(descriptor);
  return BEHIND(close)(descriptor);
}

ssize_t pwrite64(int descriptor, const void* bytes, size_t count, off64_t offset) {
  injector().step();
  if (const int refusal = injector().refusal()) {
    errno = refusal;
    return -1;
  }
  injector().remember(descriptor, offset, count);
  return BEHIND(pwrite64)(descriptor, bytes, count, offset);
}

int fdatasync(int descriptor) {
  injector().step();
  const int result = BEHIND(fdatasync)(descriptor);
  if (result == 0) injector().synced(descriptor);
  injector().step();
  return result;
}

int fsync(int descriptor) {
  injector().step();
  return BEHIND(fsync)(descriptor);
}

int rename(const char* from, const char* to) {
  injector().step();
  return BEHIND(rename)(from, to);
}

int ftruncate64(int descriptor, off64_t size) {
  injector().step();
  struct stat64 about {};
  if (::fstat64(descriptor, &about) == 0 && about.st_size > size) {
    injector().remember(descriptor, size, static_cast<std::size_t>(about.st_size - size));
  } else {
    injector().remember(descriptor, size, 0);
  }
  return BEHIND(ftruncate64)(descriptor, size);
}

int clock_gettime(clockid_t clock, timespec* time) {
  const int result = BEHIND(clock_gettime)(clock, time);
  if (result == 0 && clock == CLOCK_REALTIME) time->tv_sec += injector().jump();
  return result;
}

int unlink(const char* path) {
  injector().step();
  return BEHIND(unlink)(path);
}
}
