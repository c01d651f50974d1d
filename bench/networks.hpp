/// The paper's networks as plans with random weights of nine bits: their shapes, and widths as
/// the planner finds them for the trained ones. Timing depends on nothing else.
#pragma once

#include <cstdint>
#include <string>

#include "plan/plan.hpp"
#include "plan/weights.hpp"

namespace medisc::bench {

struct BenchNetwork {
  std::string name;
  Plan plan;
  Weights weights;
};

/// CIFAR-10: 7 convolutions of 3x3, two pools, one dense layer (the paper's Table 15).
BenchNetwork c1(std::uint32_t ring_bits);
/// MNIST: 784-128-128-10 (Table 13).
BenchNetwork m1(std::uint32_t ring_bits);
/// Breast cancer: 30-16-16-2 (Table 16).
BenchNetwork breast(std::uint32_t ring_bits);

}  // namespace medisc::bench
