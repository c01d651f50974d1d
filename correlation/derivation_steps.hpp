/// Where gates derive their randomness (ring/derivation.hpp): a step's number, that of a level
/// of its max-pool, that of one of its thresholds. All are distinct.
///   number = index + kMaxSteps (level + kMostLevels threshold)
#pragma once

#include <cstddef>
#include <cstdint>

#include "plan/piecewise.hpp"
#include "plan/plan.hpp"

namespace medisc {

/// Levels of a max-pool's tree: it has at most 2^24 taps.
inline constexpr std::uint32_t kMostLevels = 32;
/// Thresholds of a gate.
inline constexpr std::uint32_t kMostThresholds = kMostKnots;

constexpr std::uint32_t level_step(std::size_t index, std::size_t level) {
  return static_cast<std::uint32_t>(index + kMaxSteps * level);
}
constexpr std::uint32_t threshold_step(std::uint32_t step, std::size_t threshold) {
  return static_cast<std::uint32_t>(step + std::size_t{kMaxSteps} * kMostLevels * threshold);
}
static_assert(std::uint64_t{kMaxSteps} * kMostLevels * kMostThresholds <= UINT32_MAX);

}  // namespace medisc
