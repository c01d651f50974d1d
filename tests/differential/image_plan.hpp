/// Random plans of images: convolutions of every geometry, pools, sums, concatenations and
/// dense layers on any of the tensors before them, at widths that results may leave.
#pragma once

#include "tests/differential/drawn_plan.hpp"

namespace medisc::test {

enum class Extent : std::uint8_t {
  kSmall,
  kLarge,  ///< images of a thousand pixels: comparisons of more than a slice
           ///< (protocol/slices.hpp)
};

DrawnPlan image_plan(std::uint32_t ring_bits, Extent extent, Chance& chance);

/// A small one.
DrawnPlan image_plan(std::uint32_t ring_bits, std::uint64_t seed);

}  // namespace medisc::test
