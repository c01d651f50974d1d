/// 128 bits: a wire label, or one ciphertext of a garbled table.
#pragma once

#include <cstdint>

namespace medisc::bench {

struct alignas(16) Block {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  /// The colour of point-and-permute.
  bool colour() const { return low & 1; }
  bool operator==(const Block&) const = default;
};

inline Block operator^(Block a, Block b) {
  return {a.low ^ b.low, a.high ^ b.high};
}

}  // namespace medisc::bench
