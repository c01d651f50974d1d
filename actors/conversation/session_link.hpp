/// The protocol's link over a connection: each message is a Turn.
#pragma once

#include <algorithm>

#include "actors/conversation/connection.hpp"

namespace medisc {

/// Attached to the connection for as long as it lives.
class SessionLink final : public Link {
 public:
  /// `work_host` takes the session's long work; without one it is done where messages come in.
  explicit SessionLink(Connection& connection, WorkHost* work_host = nullptr)
      : Link([&connection] { return connection.now().time_since_epoch(); }, work_host),
        connection_(connection),
        sent_before_(connection.bytes_sent()),
        received_before_(connection.bytes_received()) {
    connection_.attach(this);
  }
  ~SessionLink() override {
    connection_.attach(nullptr);
    connection_.set_limit(kConversationLimit);
  }

  /// What the socket carried since the link was made, frames included.
  std::uint64_t wire_sent() const { return connection_.bytes_sent() - sent_before_; }
  std::uint64_t wire_received() const {
    return connection_.bytes_received() - received_before_;
  }

 private:
  void send(std::span<const std::uint8_t> piece, bool last) override {
    for (; piece.size() > kChunksAtOnce; piece = piece.subspan(kChunksAtOnce)) {
      connection_.send_turn({piece.first(kChunksAtOnce), false});
    }
    connection_.send_turn({piece, last});
  }

  /// What is longer is refused at its first bytes. A refusal may come in a turn's place.
  void limit(std::size_t bytes) override {
    const std::size_t turn = TurnEnvelope(bytes, true).message_bytes();
    connection_.set_limit(std::clamp(turn, kHandshakeLimit, kConversationLimit));
  }

  Connection& connection_;
  std::uint64_t sent_before_;
  std::uint64_t received_before_;
};

}  // namespace medisc
