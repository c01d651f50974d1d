/// Seeds for tests: distinct, and the same in every run.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "ring/seed.hpp"

namespace medisc::test {

/// Seed `number` of a series.
inline Seed numbered_seed(std::uint64_t number, std::uint64_t series = 0) {
  std::array<std::uint8_t, Seed::kBytes> bytes{};
  std::memcpy(bytes.data(), &number, sizeof number);
  std::memcpy(bytes.data() + sizeof number, &series, sizeof series);
  return Seed(bytes);
}

/// 00 01 02 ... 1f: the seed of the golden vectors.
inline Seed counting_seed() {
  std::array<std::uint8_t, Seed::kBytes> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
  return Seed(bytes);
}

}  // namespace medisc::test
