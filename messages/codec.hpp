/// Messages as bytes, and bytes from a stranger as messages.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "error/error.hpp"
#include "messages/message.hpp"
#include "ring/word.hpp"

namespace medisc {

/// The bytes of a message (medisc.capnp), without a frame; equal messages give equal bytes. A
/// Turn costs 32 bytes beyond its payload, rounded up to 8, and is copied once.
/// Precondition: the message is within the limits of message.hpp.
Bytes encode(const Message& message);

/// The message in `bytes`, every field of it checked: exact sizes, limits, distinct ids,
/// `validate` for plans. `bytes` need no alignment. Errors: kProtocol, naming the field.
Result<Message> decode(std::span<const std::uint8_t> bytes);

/// A Turn's bytes around its payload: head, payload, padding are what encode() makes of it.
class TurnEnvelope {
 public:
  static constexpr std::size_t kHeadBytes = 32;

  /// Precondition: as encode().
  TurnEnvelope(std::size_t payload_bytes, bool last);

  std::span<const std::uint8_t> head() const { return head_; }
  std::span<const std::uint8_t> padding() const { return std::span(zeros_).first(padding_); }
  std::size_t message_bytes() const { return kHeadBytes + payload_ + padding_; }

 private:
  std::array<std::uint8_t, kHeadBytes> head_;
  std::array<std::uint8_t, 8> zeros_{};
  std::size_t payload_;
  std::size_t padding_;
};

/// A Turn in the bytes of its message.
struct TurnView {
  std::span<const std::uint8_t> payload;
  bool last = true;
};

/// The Turn in `bytes`, which must be aligned to 8; nothing where they are another message.
/// Checks as decode(). Errors: kProtocol.
Result<std::optional<TurnView>> view_turn(std::span<const std::uint8_t> bytes);

}  // namespace medisc
