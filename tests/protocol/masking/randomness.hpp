/// One party's randomness over many lanes, each lane one assignment of it, in place of a seed.
#pragma once

#include <array>

#include "correlation/arrays.hpp"

namespace medisc::test {

/// Mixes a number to another one that looks random.
constexpr std::uint64_t mixed(std::uint64_t z) {
  z += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

class Randomness {
 public:
  /// The same in every lane: zeros, ones, or what `number` gives.
  static Randomness same(std::uint64_t number) { return {Kind::kSame, number}; }
  /// Lane i's are the bits of first + i; `first` is a multiple of 64.
  static Randomness counted(std::uint64_t first) { return {Kind::kCounted, first}; }
  /// Each lane's own.
  static Randomness drawn(std::uint64_t number) { return {Kind::kDrawn, number}; }

  /// Bits taken so far, a lane.
  std::size_t taken() const { return taken_; }

  BitPlanes rows(std::size_t count, std::size_t lanes) {
    BitPlanes planes(count, lanes);
    for (std::size_t r = 0; r < count; ++r, ++taken_) {
      const BitRow row = planes.row(r);
      for (std::size_t w = 0; w < row.size(); ++w) row[w] = bits(w);
    }
    return planes;
  }

  template <RingWord Word>
  std::vector<Word> words(unsigned width, std::size_t lanes) {
    const BitPlanes planes = rows(width, lanes);
    std::vector<Word> values(lanes);
    for (unsigned b = 0; b < width; ++b) {
      for (std::size_t i = 0; i < lanes; ++i) {
        values[i] |= static_cast<Word>(bit_of(planes.row(b), i)) << b;
      }
    }
    return values;
  }

 private:
  using BitRow = std::span<std::uint64_t>;
  enum class Kind { kSame, kCounted, kDrawn };

  Randomness(Kind kind, std::uint64_t number) : kind_(kind), number_(number) {}

  /// The next bit of lanes [64 w, 64 w + 64).
  std::uint64_t bits(std::size_t w) const {
    if (kind_ == Kind::kDrawn) return mixed(mixed(number_ + taken_) + w);
    if (kind_ == Kind::kSame) return 0 - bit_of_all();
    constexpr std::array<std::uint64_t, 6> kLow{0xaaaaaaaaaaaaaaaa, 0xcccccccccccccccc,
                                                0xf0f0f0f0f0f0f0f0, 0xff00ff00ff00ff00,
                                                0xffff0000ffff0000, 0xffffffff00000000};
    if (taken_ < kLow.size()) return kLow[taken_];
    return 0 - (((number_ + 64 * w) >> taken_) & 1);
  }
  std::uint64_t bit_of_all() const {
    return number_ < 2 ? number_ : mixed(mixed(number_) + taken_) & 1;
  }

  Kind kind_;
  std::uint64_t number_;
  std::size_t taken_ = 0;
};

/// As expand_arrays, from `randomness`: makes what `party` holds, and draws what it expands.
template <RingWord Word>
void draw_arrays(Party party, const Arrays<Word>& arrays, std::size_t lanes,
                 Randomness& randomness) {
  for (const ArrayRef<Word>& array : arrays) {
    if (array.bits == 0 || !holds(party, array.held)) continue;
    const bool drawn = expands(party, array.held);
    if (array.rows != nullptr) {
      *array.rows = drawn ? randomness.rows(array.bits, lanes) : BitPlanes(array.bits, lanes);
    } else {
      *array.words =
          drawn ? randomness.words<Word>(array.bits, lanes) : std::vector<Word>(lanes);
    }
  }
}

}  // namespace medisc::test
