/// Frames on a byte stream: 4 bytes little-endian length, then an encoded message.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>

#include "error/error.hpp"
#include "messages/message.hpp"
#include "ring/word.hpp"

namespace medisc {

inline constexpr std::size_t kFramePrefix = 4;

/// AGREEMENT: the longest message before a peer has proven its key, and after.
inline constexpr std::size_t kHandshakeLimit = 4096;
inline constexpr std::size_t kConversationLimit = kMaxMessage;

/// The bytes on the wire of a message of `message_bytes`.
constexpr std::size_t frame_size(std::size_t message_bytes) {
  return kFramePrefix + message_bytes;
}

/// The prefix alone, for a sender that writes prefix and message without joining them.
/// Precondition: message_bytes <= kMaxMessage.
std::array<std::uint8_t, kFramePrefix> frame_prefix(std::size_t message_bytes);

/// Appends prefix and message to `out`.
void append_frame(Bytes& out, std::span<const std::uint8_t> message);

/// Cuts a byte stream, in whatever chunks it arrives, into messages.
///
/// Memory: never more than twice what has arrived of the current frame plus 4 KiB, whatever
/// its prefix announces, or what was given back.
class FrameReader {
 public:
  explicit FrameReader(std::size_t limit = kHandshakeLimit) : limit_(limit) {}

  /// From the next prefix on. A peer may send a message over the old limit only after it knows
  /// that this side has raised it, i.e. after the handshake's last message.
  void set_limit(std::size_t limit) { limit_ = limit; }

  /// Takes a chunk. Errors: kProtocol as soon as a prefix announces more than the limit, or
  /// nothing at all; from then on every call fails. Frames complete before that stay readable.
  Result<void> feed(std::span<const std::uint8_t> chunk);

  /// The oldest complete message, each once.
  std::optional<Bytes> next();

  /// Bytes that the frame still lacks whose length has arrived; 0 between frames.
  std::size_t missing() const {
    return prefix_bytes_ < kFramePrefix ? 0 : announced_ - partial_.size();
  }

  /// Takes a message's memory back, for the next one. What it holds is gone.
  void give_back(Bytes message);

  /// Memory reserved for the frame that is still arriving, in bytes.
  std::size_t held() const { return partial_.capacity(); }

 private:
  Result<void> begin_frame();

  std::size_t limit_;
  std::array<std::uint8_t, kFramePrefix> prefix_{};
  std::size_t prefix_bytes_ = 0;
  std::size_t announced_ = 0;
  Bytes partial_;
  std::deque<Bytes> complete_;
  std::optional<Error> broken_;
};

}  // namespace medisc
