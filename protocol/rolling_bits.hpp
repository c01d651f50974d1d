/// A stream of bits of which a stretch is here: bytes come at its end, and go at its begin.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "ring/bit_stream.hpp"
#include "ring/seed.hpp"

namespace medisc {

class RollingBits {
 public:
  RollingBits() = default;
  RollingBits(const RollingBits&) = delete;
  RollingBits(RollingBits&&) = default;
  RollingBits& operator=(RollingBits&&) = default;
  ~RollingBits() { wipe(bytes_); }

  /// Where the bytes that come next are appended.
  Bytes& bytes() { return bytes_; }
  /// Bits of the stream that have come.
  std::size_t end() const { return 8 * (dropped_ + bytes_.size()); }

  /// Reads from a bit on that is here.
  BitReader at(std::size_t bit) const {
    BitReader reader(bytes_);
    reader.seek(bit - 8 * dropped_);
    return reader;
  }

  /// Nobody reads what is before this bit any more.
  void drop_before(std::size_t bit) {
    const std::size_t gone = bit / 8 - dropped_;
    // The rest is moved when it is less than what goes: so each byte is moved once, about.
    if (gone < bytes_.size() - gone) return;
    std::copy(bytes_.begin() + static_cast<std::ptrdiff_t>(gone), bytes_.end(), bytes_.begin());
    const std::size_t left = bytes_.size() - gone;
    wipe(std::span(bytes_).subspan(left));
    bytes_.resize(left);
    dropped_ += gone;
  }

 private:
  Bytes bytes_;
  std::size_t dropped_ = 0;  ///< bytes
};

}  // namespace medisc
