#include "ring/seed.hpp"

#include <algorithm>

#include <sodium.h>

namespace medisc {

Seed::Seed(std::span<const std::uint8_t, kBytes> bytes) {
  std::copy(bytes.begin(), bytes.end(), bytes_.begin());
}

Seed::~Seed() {
  wipe(bytes_);
}

Seed Seed::random() {
  Seed seed;
  randombytes_buf(seed.bytes_.data(), kBytes);
  return seed;
}

void wipe(std::span<std::uint8_t> bytes) {
  sodium_memzero(bytes.data(), bytes.size());
}

}  // namespace medisc
