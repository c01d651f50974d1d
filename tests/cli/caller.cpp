#include "tests/cli/caller.hpp"

#include <stdexcept>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "config/key_file.hpp"
#include "messages/codec.hpp"

namespace medisc::test {

Caller::Caller(const std::string& address)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in target{};
  target.sin_family = AF_INET;
  target.sin_port =
      htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
  target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&target), sizeof target) != 0) {
    throw std::runtime_error("nobody listens at " + address);
  }
}

Caller::~Caller() {
  ::close(socket_);
}

void Caller::send_raw(const Bytes& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t step =
        ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (step <= 0) return;  // the other side has hung up, which `receive` tells
    sent += static_cast<std::size_t>(step);
  }
}

void Caller::send(const Message& message) {
  Bytes frame;
  append_frame(frame, encode(message));
  send_raw(frame);
}

std::optional<Bytes> Caller::next(std::chrono::milliseconds patience) {
  for (;;) {
    if (auto message = frames_.next()) return message;
    pollfd ready{socket_, POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(patience.count())) != 1) {
      throw std::runtime_error("no message came");
    }
    Bytes chunk(64 * 1024);
    const ssize_t got = ::recv(socket_, chunk.data(), chunk.size(), 0);
    if (got <= 0) return std::nullopt;
    chunk.resize(static_cast<std::size_t>(got));
    if (!frames_.feed(chunk)) throw std::runtime_error("a frame is wrong");
  }
}

std::optional<Message> Caller::receive(std::chrono::milliseconds patience) {
  const auto bytes = next(patience);
  if (!bytes) return std::nullopt;
  auto message = decode(*bytes);
  if (!message) throw std::runtime_error(render(message.error()));
  return std::move(*message);
}

bool Caller::dropped_within(std::chrono::milliseconds patience) {
  try {
    while (next(patience)) continue;
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

bool Caller::shake_hands(const Identity& identity, Role role, const Peer& expected) {
  Handshake handshake = Handshake::initiator({&identity, role}, expected, kPlainChannel);
  for (const Message& message : handshake.start()) send(message);
  while (!handshake.done()) {
    const auto bytes = next(std::chrono::seconds(5));
    if (!bytes) return false;
    const auto answers = handshake.on_message(*bytes);
    if (!answers) return false;
    for (const Message& message : *answers) send(message);
  }
  return true;
}

bool Caller::exchange_spent() {
  send(SpentReport{});
  const auto answer = receive();
  return answer && std::holds_alternative<SpentReport>(*answer);
}

Identity identity_in(const std::string& key_file) {
  return Identity::from_seed(read_key_file(KeyFile(key_file)).value()).value();
}

}  // namespace medisc::test
