#include "jobs/job_socket.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace medisc {
namespace {

/// Without a byte taken, the other end counts as gone.
constexpr timeval kSendPatience{60, 0};
constexpr int kBacklog = 256;
/// How often somebody who waits is asked whether he still does.
constexpr int kLookMs = 100;

std::string why() {
  return std::strerror(errno);
}

Result<sockaddr_un> address_of(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string text = path.string();
  if (text.size() >= sizeof(address.sun_path)) {
    return fail(ErrorCode::kUsage,
                "the socket's path is too long: " + text + " has " +
                    std::to_string(text.size()) + " bytes, at most " +
                    std::to_string(sizeof(address.sun_path) - 1) + " fit",
                "set [socket] path to a shorter one, in /run/medisc, say");
  }
  std::memcpy(address.sun_path, text.c_str(), text.size() + 1);
  return address;
}

Result<Descriptor> new_socket() {
  Descriptor made(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (made.number() < 0) return fail(ErrorCode::kInternal, "no socket can be made: " + why());
  return made;
}

int connect_to_path(const Descriptor& socket, const sockaddr_un& address) {
  return ::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address),
                   sizeof(address));
}

tl::unexpected<Error> gone() {
  return fail(ErrorCode::kPeerUnavailable, "the other end of the socket is gone",
              "is the daemon running? see its log");
}

/// Whether a process accepts connections there.
bool is_served(const sockaddr_un& address) {
  const auto probe = new_socket();
  return probe && connect_to_path(*probe, address) == 0;
}

Result<void> make_room(const std::filesystem::path& path, const sockaddr_un& address) {
  struct stat there {};
  if (::lstat(path.c_str(), &there) != 0) return {};
  if (!S_ISSOCK(there.st_mode)) {
    return fail(ErrorCode::kUsage, path.string() + " is there, and is no socket",
                "set [socket] path to another place");
  }
  if (is_served(address)) {
    return fail(ErrorCode::kUsage, "another process listens at " + path.string(),
                "stop it, or set [socket] path to another place");
  }
  ::unlink(path.c_str());
  return {};
}

Result<void> open_to(const std::filesystem::path& path, const std::string& group) {
  if (group.empty()) return {};
  const ::group* found = ::getgrnam(group.c_str());
  if (found == nullptr) {
    return fail(ErrorCode::kUsage, "there is no group '" + group + "'",
                "make it, or take [socket] group out");
  }
  if (::chown(path.c_str(), static_cast<uid_t>(-1), found->gr_gid) != 0 ||
      ::chmod(path.c_str(), 0660) != 0) {
    return fail(ErrorCode::kUsage,
                "the socket can't be given to the group '" + group + "': " + why(),
                "the daemon's user must belong to it");
  }
  return {};
}

}  // namespace

std::string name_of_user(uid_t user) {
  std::array<char, 16384> room;
  passwd entry{};
  passwd* found = nullptr;
  const bool known = ::getpwuid_r(user, &entry, room.data(), room.size(), &found) == 0 && found;
  return known ? entry.pw_name : std::to_string(user);
}

Result<JobSocket> JobSocket::connect(const std::filesystem::path& path) {
  const auto address = address_of(path);
  if (!address) return tl::unexpected<Error>(address.error());
  auto socket = new_socket();
  if (!socket) return tl::unexpected<Error>(socket.error());
  if (connect_to_path(*socket, *address) != 0) {
    if (errno == EACCES || errno == EPERM) {
      return fail(ErrorCode::kRefused, "this user may not connect at " + path.string(),
                  "join the group that the hospital's [socket] names");
    }
    return fail(ErrorCode::kPeerUnavailable,
                "no hospital's daemon can be reached at " + path.string() + ": " + why(),
                "start it: medisc hospital run");
  }
  return JobSocket(std::move(*socket));
}

Result<void> JobSocket::send(const JobMessage& message) {
  ::setsockopt(socket_.number(), SOL_SOCKET, SO_SNDTIMEO, &kSendPatience,
               sizeof(kSendPatience));
  const Bytes encoded = encode_job_message(message);
  if (encoded.size() > kConversationLimit) {
    return fail(ErrorCode::kInternal, std::string(job_message_name(message)) + " is too long");
  }
  const auto prefix = frame_prefix(encoded.size());
  std::array<iovec, 2> parts{{{const_cast<std::uint8_t*>(prefix.data()), prefix.size()},
                              {const_cast<std::uint8_t*>(encoded.data()), encoded.size()}}};
  std::size_t first = 0;
  while (first < parts.size()) {
    msghdr header{};
    header.msg_iov = &parts[first];
    header.msg_iovlen = parts.size() - first;
    const ssize_t sent = ::sendmsg(socket_.number(), &header, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return gone();
    auto left = static_cast<std::size_t>(sent);
    while (first < parts.size() && left >= parts[first].iov_len) left -= parts[first++].iov_len;
    if (first == parts.size()) break;
    parts[first].iov_base = static_cast<char*>(parts[first].iov_base) + left;
    parts[first].iov_len -= left;
  }
  return {};
}

Result<void> JobSocket::await_bytes(const GivesUp& gives_up) const {
  pollfd one{socket_.number(), POLLIN, 0};
  while (::poll(&one, 1, kLookMs) == 0) {
    if (gives_up())
      return fail(ErrorCode::kInterrupted, "nobody waits for the answer any more");
  }
  return {};
}

Result<std::optional<JobMessage>> JobSocket::receive(const GivesUp& gives_up) {
  std::array<std::uint8_t, 65536> chunk;
  bool begun = false;
  for (;;) {
    if (auto frame = frames_.next()) {
      auto message = decode_job_message(*frame);
      if (!message) return tl::unexpected<Error>(message.error());
      return std::optional(std::move(*message));
    }
    if (gives_up) {
      if (auto there = await_bytes(gives_up); !there)
        return tl::unexpected<Error>(there.error());
    }
    const ssize_t read = ::recv(socket_.number(), chunk.data(), chunk.size(), 0);
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return gone();
    if (read == 0) {
      if (begun || frames_.missing() > 0) return gone();
      return std::optional<JobMessage>();
    }
    begun = true;
    const auto fed = frames_.feed(std::span(chunk).first(static_cast<std::size_t>(read)));
    if (!fed) return tl::unexpected<Error>(fed.error());
  }
}

Result<JobSocket::Ready> JobSocket::wait_beside(int other) {
  std::array<pollfd, 2> both{{{socket_.number(), POLLIN, 0}, {other, POLLIN, 0}}};
  while (::poll(both.data(), both.size(), -1) < 0) {
    if (errno != EINTR) return fail(ErrorCode::kInternal, "waiting failed: " + why());
  }
  return both[1].revents != 0 ? Ready::kOther : Ready::kMessage;
}

bool JobSocket::is_quiet() const {
  pollfd one{socket_.number(), POLLIN, 0};
  return ::poll(&one, 1, 0) == 0;
}

Result<PeerProcess> JobSocket::peer() const {
  ucred who{};
  socklen_t size = sizeof(who);
  if (::getsockopt(socket_.number(), SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) {
    return fail(ErrorCode::kInternal, "the system does not say who has connected: " + why());
  }
  return PeerProcess{who.uid, who.pid, name_of_user(who.uid)};
}

void JobSocket::shut_down() {
  ::shutdown(socket_.number(), SHUT_RDWR);
}

Result<JobListener> JobListener::open(const std::filesystem::path& path,
                                      const std::string& group) {
  const auto address = address_of(path);
  if (!address) return tl::unexpected<Error>(address.error());
  if (auto room = make_room(path, *address); !room) return tl::unexpected<Error>(room.error());
  auto socket = new_socket();
  if (!socket) return tl::unexpected<Error>(socket.error());
  // Nobody else may connect before the mode is what it should be.
  const mode_t before = ::umask(0177);
  const int bound =
      ::bind(socket->number(), reinterpret_cast<const sockaddr*>(&*address), sizeof(*address));
  ::umask(before);
  if (bound != 0) {
    return fail(ErrorCode::kUsage, "can't listen at " + path.string() + ": " + why(),
                "does its folder exist, and may this user write there? see [socket] path");
  }
  JobListener listener(std::move(*socket), path);
  if (auto opened = open_to(path, group); !opened) return tl::unexpected<Error>(opened.error());
  if (::listen(listener.socket_.number(), kBacklog) != 0) {
    return fail(ErrorCode::kUsage, "can't listen at " + path.string() + ": " + why());
  }
  return listener;
}

JobListener::~JobListener() {
  if (socket_.number() >= 0) ::unlink(path_.c_str());
}

Result<std::optional<JobSocket>> JobListener::accept(int stop) {
  for (;;) {
    std::array<pollfd, 2> both{{{socket_.number(), POLLIN, 0}, {stop, POLLIN, 0}}};
    if (::poll(both.data(), both.size(), -1) < 0) {
      if (errno == EINTR) continue;
      return fail(ErrorCode::kInternal, "waiting for connections failed: " + why());
    }
    if (both[1].revents != 0) return std::optional<JobSocket>();
    Descriptor accepted(::accept4(socket_.number(), nullptr, nullptr, SOCK_CLOEXEC));
    if (accepted.number() >= 0) return std::optional(JobSocket(std::move(accepted)));
    if (errno == EMFILE || errno == ENFILE) ::poll(nullptr, 0, 100);  // until some are closed
  }
}

}  // namespace medisc
