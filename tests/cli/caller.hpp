/// Whoever connects: a party of the test's own making, or a stranger.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "messages/frame.hpp"
#include "messages/hello.hpp"
#include "messages/message.hpp"
#include "ring/word.hpp"

namespace medisc::test {

/// A blocking connection whose every wait is bounded. Throws std::runtime_error.
class Caller {
 public:
  /// `address`: "127.0.0.1:PORT".
  explicit Caller(const std::string& address);
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;
  ~Caller();

  void send_raw(const Bytes& bytes);
  void send(const Message& message);
  /// The next message; none where the other side has closed the connection.
  std::optional<Message> receive(std::chrono::milliseconds patience = std::chrono::seconds(5));
  /// Whether the other side closes within `patience`, whatever it says before.
  bool dropped_within(std::chrono::milliseconds patience);

  /// Proves `identity` as an initiator; false where the other side refuses.
  bool shake_hands(const Identity& identity, Role role, const Peer& expected);
  /// As a party that has spent nothing; false where the other side refuses.
  bool exchange_spent();

 private:
  std::optional<Bytes> next(std::chrono::milliseconds patience);

  int socket_ = -1;
  FrameReader frames_{kConversationLimit};
};

/// From a key file that `medisc keygen` wrote.
Identity identity_in(const std::string& key_file);

}  // namespace medisc::test
