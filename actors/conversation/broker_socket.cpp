#include "actors/conversation/broker_socket.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>

#include <sys/socket.h>
#include <sys/uio.h>

namespace medisc {
namespace {

/// Of parts in one system call. A frame has four.
constexpr std::size_t kMostParts = 8;

/// Bytes of the first parts that the socket takes at once; none where the connection is dead.
std::optional<std::size_t> take_at_once(int socket,
                                        std::span<const std::span<const std::uint8_t>> parts) {
  std::array<iovec, kMostParts> vectors{};
  const std::size_t count = std::min(parts.size(), kMostParts);
  for (std::size_t i = 0; i < count; ++i) {
    // sendmsg only reads; the type serves recvmsg too.
    vectors[i] = {const_cast<std::uint8_t*>(parts[i].data()), parts[i].size()};
  }
  msghdr message{};
  message.msg_iov = vectors.data();
  message.msg_iovlen = count;
  const ssize_t taken = ::sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (taken >= 0) return static_cast<std::size_t>(taken);
  const bool may_take_later =
      errno == EAGAIN || errno == EINTR || errno == ENOBUFS || errno == ENOMEM;
  return may_take_later ? std::optional<std::size_t>(0) : std::nullopt;
}

}  // namespace

BrokerSocket::BrokerSocket(caf::io::broker* broker, caf::io::connection_handle connection)
    : broker_(broker), connection_(std::move(connection)) {
  broker_->ack_writes(connection_, true);
}

void BrokerSocket::write(std::span<const std::span<const std::uint8_t>> parts) {
  // CAF names a connection by its descriptor. While it has bytes left of an earlier message,
  // the socket is its own.
  std::size_t taken = 0;
  if (unsent_ == 0) {
    const auto at_once = take_at_once(static_cast<int>(connection_.id()), parts);
    // Whoever reads to the end of what has come finds the error, and may find its reason first:
    // a write of CAF's that fails would end the connection before that.
    if (!at_once) return;
    taken = *at_once;
  }
  for (const auto part : parts) {
    const auto rest = part.subspan(std::min(taken, part.size()));
    taken -= part.size() - rest.size();
    if (rest.empty()) continue;
    broker_->write(connection_, rest.size(), rest.data());
    unsent_ += rest.size();
  }
  if (unsent_ > 0) broker_->flush(connection_);
}

void BrokerSocket::read_at_most(std::size_t bytes) {
  broker_->configure_read(connection_, caf::io::receive_policy::at_most(bytes));
}

}  // namespace medisc
