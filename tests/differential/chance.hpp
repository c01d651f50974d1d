/// What a generator draws from: the same draws from a seed in every run.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <random>

namespace medisc::test {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : random_(seed) {}

  /// 64 uniform bits.
  std::uint64_t bits() { return random_(); }

  /// An integer in [low, high].
  std::uint32_t pick(std::uint32_t low, std::uint32_t high) {
    return low + static_cast<std::uint32_t>(bits() % (std::uint64_t{high} - low + 1));
  }

  bool one_in(std::uint32_t count) { return pick(1, count) == 1; }

  template <class Value>
  Value one_of(std::initializer_list<Value> values) {
    return values.begin()[pick(0, static_cast<std::uint32_t>(values.size()) - 1)];
  }

  /// A number in [low, high).
  double real(double low, double high) {
    return low + (high - low) * static_cast<double>(bits() >> 11) * 0x1p-53;
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace medisc::test
