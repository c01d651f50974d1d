/// A pool of one small model, for harnesses that look at what is stored or sent of its bundles.
#pragma once

#include <array>

#include "simulation/memory_pool.hpp"
#include "tests/protocol/small_model.hpp"

namespace medisc::fuzz {

/// Deals the same bundles in every process.
inline MemoryPool& small_pool() {
  static const auto pool = MemoryPool::make(test::small_plan(), test::small_weights(), [] {
                             static std::uint8_t count = 0;
                             std::array<std::uint8_t, Seed::kBytes> bytes{++count};
                             return Seed(bytes);
                           }).value();
  return *pool;
}

/// A bundle of it, dealt once.
inline const MemoryBundles& small_bundles() {
  static const MemoryBundles bundles = small_pool().deal(1);
  return bundles;
}

}  // namespace medisc::fuzz
