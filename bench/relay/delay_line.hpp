/// One direction of a long wire: what goes in comes out later, in order. Knows no sockets and
/// no clock.
///
/// A chunk put at t is on the wire from max(t, end of the chunk before) for size / rate, and is
/// out `delay` after that. So chunks in flight overlap, as on a real line, and only the rate
/// makes them queue.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>

#include "ring/word.hpp"

namespace medisc::bench {

using Instant = std::chrono::nanoseconds;

struct LineLimits {
  std::chrono::nanoseconds delay{0};  ///< one way
  std::uint64_t bytes_per_s = 0;      ///< 0: no limit
};

class DelayLine {
 public:
  explicit DelayLine(LineLimits limits);

  /// Bytes that a chunk may hold now: at most about a millisecond of the rate, and nothing
  /// while the line and the buffer before it are full.
  std::size_t room() const;
  /// Not after end().
  void put(Bytes chunk, Instant now);
  /// Nothing more will be put; the end travels like a chunk of no bytes.
  void end(Instant now);

  /// When the next chunk, or the end, is out; nothing while the line is empty.
  std::optional<Instant> due() const;
  /// What is out of the first chunk; empty where none is.
  std::span<const std::uint8_t> ready(Instant now) const;
  /// `count` bytes of ready() are gone.
  void take(std::size_t count);
  /// Whether the end is out, and all before it taken.
  bool ended(Instant now) const;

 private:
  struct Chunk {
    Bytes bytes;
    Instant due;
  };

  Instant arrival(std::size_t bytes, Instant now);

  LineLimits limits_;
  std::size_t capacity_;
  std::size_t largest_chunk_;
  std::deque<Chunk> chunks_;
  std::size_t held_ = 0;   ///< bytes in chunks_
  std::size_t taken_ = 0;  ///< of the first chunk
  Instant free_{0};        ///< when the last chunk has left the sender
  std::optional<Instant> end_;
};

}  // namespace medisc::bench
