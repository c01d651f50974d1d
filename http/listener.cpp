#include "http/listener.hpp"

#include <cerrno>
#include <cstring>
#include <memory>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace medisc {
namespace {

constexpr int kBacklog = 512;

tl::unexpected<Error> cannot(const HttpListen& where, const std::string& why,
                             const std::string& hint) {
  return fail(ErrorCode::kUsage, "can't listen at " + to_string(where) + ": " + why, hint);
}

bool switch_on(int socket, int level, int option) {
  const int on = 1;
  return ::setsockopt(socket, level, option, &on, sizeof on) == 0;
}

std::uint16_t port_of(int socket) {
  sockaddr_storage own{};
  socklen_t size = sizeof own;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&own), &size);
  return ntohs(own.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(own).sin6_port
                                         : reinterpret_cast<sockaddr_in&>(own).sin_port);
}

/// Makes room for a new socket where nobody listens at the old one. The reason why not, or "".
std::string replace_stale(const std::string& path, const sockaddr_un& address) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return "";
  if (!S_ISSOCK(status.st_mode)) return "something else than a socket is there";
  const Descriptor caller(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto* target = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(caller.number(), target, sizeof address) == 0 || errno != ECONNREFUSED) {
    return "another process listens there";
  }
  return ::unlink(path.c_str()) == 0 ? "" : std::strerror(errno);
}

}  // namespace

std::string to_string(const HttpListen& where) {
  if (const auto* address = std::get_if<Address>(&where)) return to_string(*address);
  return std::get<UnixSocket>(where).path.string();
}

Result<HttpListener> HttpListener::open(const HttpListen& where) {
  if (const auto* address = std::get_if<Address>(&where)) return open_tcp(*address);
  return open_unix(std::get<UnixSocket>(where));
}

Result<HttpListener> HttpListener::open_tcp(const Address& address) {
  const char* const hint = "is the address this machine's, and the port free?";
  addrinfo wish{};
  wish.ai_socktype = SOCK_STREAM;
  wish.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  // Its IPv6 address would be as good, but clients try this one first.
  const std::string host = address.host == "localhost" ? "127.0.0.1" : address.host;
  const std::string port = std::to_string(address.port);
  if (const int why = ::getaddrinfo(host.c_str(), port.c_str(), &wish, &found); why != 0) {
    return cannot(address, ::gai_strerror(why), hint);
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(found, ::freeaddrinfo);
  Descriptor socket(::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  // What it accepts inherits TCP_NODELAY: answers are written whole.
  if (!socket.is_open() || !switch_on(socket.number(), SOL_SOCKET, SO_REUSEADDR) ||
      !switch_on(socket.number(), IPPROTO_TCP, TCP_NODELAY) ||
      ::bind(socket.number(), found->ai_addr, found->ai_addrlen) != 0 ||
      ::listen(socket.number(), kBacklog) != 0) {
    return cannot(address, std::strerror(errno), hint);
  }
  const std::uint16_t bound = port_of(socket.number());
  return HttpListener(std::move(socket), Address{address.host, bound});
}

Result<HttpListener> HttpListener::open_unix(const UnixSocket& file) {
  const std::string path = file.path.string();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return cannot(file, "the path is empty or too long", "107 bytes at most");
  }
  path.copy(address.sun_path, path.size());
  if (const std::string why = replace_stale(path, address); !why.empty()) {
    return cannot(file, why, "name another path, or stop that process");
  }
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  // Nobody gets through before it listens, and by then the mode is right.
  if (!socket.is_open() ||
      ::bind(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::chmod(path.c_str(), file.mode) != 0 || ::listen(socket.number(), kBacklog) != 0) {
    return cannot(file, std::strerror(errno), "make its folder first, writable for this user");
  }
  return HttpListener(std::move(socket), file);
}

HttpListener::~HttpListener() {
  const auto* file = std::get_if<UnixSocket>(&where_);
  if (file != nullptr && socket_.is_open()) ::unlink(file->path.c_str());
}

}  // namespace medisc
