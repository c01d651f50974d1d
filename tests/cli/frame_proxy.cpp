#include "tests/cli/frame_proxy.hpp"

#include <stdexcept>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "messages/frame.hpp"

namespace medisc::test {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void send_all(int socket, const Bytes& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t step = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (step <= 0) return;
    sent += static_cast<std::size_t>(step);
  }
}

}  // namespace

/// One direction of the connection that is open.
struct FrameProxy::Pipe {
  int from;
  int to;
  Way way;
  FrameReader frames{kConversationLimit};
  std::size_t count = 0;
};

FrameProxy::FrameProxy(const std::string& target)
    : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      target_(std::stoi(target.substr(target.rfind(':') + 1))) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, plain, size) != 0 || ::listen(listener_, 16) != 0 ||
      ::getsockname(listener_, plain, &size) != 0 || ::pipe2(stop_, O_CLOEXEC) != 0) {
    throw std::runtime_error("the proxy can't listen");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

FrameProxy::~FrameProxy() {
  ::close(stop_[1]);
  thread_.join();
  ::close(stop_[0]);
  ::close(listener_);
}

void FrameProxy::cut_after(Way way, std::size_t frames, std::function<void()> event) {
  const std::scoped_lock lock(mutex_);
  way_ = way;
  frames_ = frames;
  event_ = std::move(event);
  cut_ = false;
}

std::vector<Bytes> FrameProxy::passed(Way way) const {
  const std::scoped_lock lock(mutex_);
  return passed_[static_cast<int>(way)];
}

bool FrameProxy::has_cut() const {
  const std::scoped_lock lock(mutex_);
  return cut_;
}

void FrameProxy::serve() {
  for (;;) {
    pollfd ready[] = {{listener_, POLLIN, 0}, {stop_[0], POLLIN, 0}};
    ::poll(ready, 2, -1);
    if (ready[1].revents != 0) return;
    const int caller = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (caller >= 0) join(caller);
  }
}

void FrameProxy::join(int caller) {
  const int callee = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(target_);
  if (::connect(callee, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    const int on = 1;
    for (const int end : {caller, callee}) {
      ::setsockopt(end, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    Pipe up{caller, callee, Way::kUp};
    Pipe down{callee, caller, Way::kDown};
    for (bool open = true; open;) {
      pollfd ready[] = {{caller, POLLIN, 0}, {callee, POLLIN, 0}, {stop_[0], POLLIN, 0}};
      ::poll(ready, 3, -1);
      open = ready[2].revents == 0 && (ready[0].revents == 0 || pump(up)) &&
             (ready[1].revents == 0 || pump(down));
    }
  }
  ::close(callee);
  ::close(caller);
}

bool FrameProxy::pump(Pipe& pipe) {
  Bytes chunk(64 * 1024);
  const ssize_t got = ::recv(pipe.from, chunk.data(), chunk.size(), 0);
  if (got <= 0) return false;
  chunk.resize(static_cast<std::size_t>(got));
  if (!pipe.frames.feed(chunk)) return false;
  while (auto message = pipe.frames.next()) {
    Bytes frame;
    append_frame(frame, *message);
    send_all(pipe.to, frame);
    ++pipe.count;
    const std::scoped_lock lock(mutex_);
    passed_[static_cast<int>(pipe.way)].push_back(std::move(frame));
    if (event_ && pipe.way == way_ && pipe.count >= frames_) {
      std::exchange(event_, nullptr)();
      cut_ = true;
      return false;
    }
  }
  return true;
}

}  // namespace medisc::test
