/// Both ends of a TLS connection, and the wire between them in the test's hands.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "channel/tls_context.hpp"
#include "ring/word.hpp"

namespace medisc::test {

/// One end: what it has sent and not yet handed over, what it has read.
struct End {
  explicit End(std::unique_ptr<TlsSession> made) : session(std::move(made)) {
    session->start([this](std::span<const std::uint8_t> bytes) {
      sent.insert(sent.end(), bytes.begin(), bytes.end());
    });
  }

  Result<void> receive(std::span<const std::uint8_t> bytes) {
    return session->receive(bytes, [this](std::span<const std::uint8_t> plain) {
      read.insert(read.end(), plain.begin(), plain.end());
    });
  }
  void send(const Bytes& body) { send_parts({}, body); }
  void send_parts(std::span<const std::uint8_t> head, std::span<const std::uint8_t> body) {
    session->send(std::array{head, body});
  }

  std::unique_ptr<TlsSession> session;
  Bytes sent;
  Bytes read;
  Result<void> outcome;  ///< the first error
};

inline Credentials fresh_credentials(const std::string& name = "test") {
  return self_signed(name, std::chrono::system_clock::now(), std::chrono::days(1));
}

struct SessionPair {
  explicit SessionPair(const Credentials& of_client = fresh_credentials(),
                       const Credentials& of_server = fresh_credentials())
      : client(TlsContext::make(of_client).value().client()),
        server(TlsContext::make(of_server).value().server()) {}

  /// Hands everything over, `piece` bytes at a time, until nobody has more to say.
  void settle(std::size_t piece = SIZE_MAX) {
    while (!client.sent.empty() || !server.sent.empty()) {
      hand_over(client, server, piece);
      hand_over(server, client, piece);
    }
  }

  static void hand_over(End& from, End& to, std::size_t piece) {
    const Bytes bytes = std::exchange(from.sent, {});
    std::span<const std::uint8_t> left(bytes);
    while (!left.empty()) {
      const auto part = left.first(std::min(piece, left.size()));
      if (auto taken = to.receive(part); !taken && to.outcome) to.outcome = taken;
      left = left.subspan(part.size());
    }
  }

  End client;
  End server;
};

inline testing::AssertionResult ended_with(const End& end, ErrorCode code,
                                           const std::string& part) {
  if (end.outcome) return testing::AssertionFailure() << "no error";
  const std::string text = render(end.outcome.error());
  if (end.outcome.error().code == code && text.find(part) != std::string::npos) {
    return testing::AssertionSuccess();
  }
  return testing::AssertionFailure() << text;
}

inline Bytes counted(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<std::uint8_t>(i * 31 + (i >> 8));
  return bytes;
}

}  // namespace medisc::test
