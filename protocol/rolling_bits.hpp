/// A stream of bits of which a stretch is here: bytes come at its end, and go at its begin.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "ring/bit_stream.hpp"
#include "ring/raw_vector.hpp"
#include "ring/seed.hpp"

namespace medisc {

class RollingBits {
 public:
  RollingBits() = default;
  RollingBits(const RollingBits&) = delete;
  RollingBits(RollingBits&&) = default;
  RollingBits& operator=(RollingBits&&) = default;
  ~RollingBits() { wipe(memory_); }

  /// Makes room for so many bytes more.
  void reserve(std::size_t count) {
    if (end_ + count > memory_.size()) make_room(count);
  }

  /// The next `count` bytes of the stream, for the caller to write. Where nobody has made room,
  /// it grows by half at least: what comes in many parts is moved a few times.
  std::span<std::uint8_t> append(std::size_t count) {
    if (end_ + count > memory_.size()) make_room(std::max(count, (end_ - begin_) / 2));
    const std::span<std::uint8_t> place = std::span(memory_).subspan(end_, count);
    end_ += count;
    return place;
  }
  /// Bits of the stream that have come.
  std::size_t end() const { return 8 * (dropped_ + end_ - begin_); }

  /// Reads from a bit on that is here.
  BitReader at(std::size_t bit) const {
    BitReader reader{std::span(memory_).subspan(begin_, end_ - begin_)};
    reader.seek(bit - 8 * dropped_);
    return reader;
  }

  /// Nobody reads what is before this bit any more.
  void drop_before(std::size_t bit) {
    begin_ += bit / 8 - dropped_;
    dropped_ = bit / 8;
    if (memory_.size() > kKept && end_ - begin_ <= memory_.size() / 8) release();
  }

 private:
  /// Memory that is kept for what comes next.
  static constexpr std::size_t kKept = std::size_t{32} << 20;

  /// Keeps no memory but that of what is here.
  void release() {
    RawVector<std::uint8_t> rest(memory_.begin() + static_cast<std::ptrdiff_t>(begin_),
                                 memory_.begin() + static_cast<std::ptrdiff_t>(end_));
    wipe(memory_);
    memory_ = std::move(rest);
    begin_ = 0;
    end_ = memory_.size();
  }

  /// Moves what is here to the front of memory that has room behind it.
  void make_room(std::size_t count) {
    const std::size_t left = end_ - begin_;
    const auto from = memory_.begin() + static_cast<std::ptrdiff_t>(begin_);
    const auto to = memory_.begin() + static_cast<std::ptrdiff_t>(end_);
    if (left + count <= memory_.size()) {
      std::copy(from, to, memory_.begin());
    } else {
      // Two such memories at once would be the most that a session takes: what is left is
      // little, as a rule, and goes aside.
      release();
      RawVector<std::uint8_t> rest = std::move(memory_);
      memory_ = RawVector<std::uint8_t>(left + count);
      std::copy(rest.begin(), rest.end(), memory_.begin());
      wipe(rest);
    }
    begin_ = 0;
    end_ = left;
  }

  RawVector<std::uint8_t> memory_;  ///< [begin_, end_) is here
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t dropped_ = 0;  ///< bytes of the stream before it
};

}  // namespace medisc
