/// A max-pool: max(a, b) = b + ReLU(a - b), as a tree over the window, all windows at once, of
/// ceil(log2(taps)) levels (max_tree.hpp).
#pragma once

#include <cstdint>
#include <vector>

#include "correlation/threshold_gate.hpp"
#include "plan/steps.hpp"

namespace medisc {

/// One level: neighbours are compared; who has none passes. Indices are into a channel of the
/// level's input tensor; of its output each channel is the maxima, then the passed.
struct MaxLevel {
  std::vector<std::uint32_t> a;
  std::vector<std::uint32_t> b;
  std::vector<std::uint32_t> passed;
  ThresholdGate relu;  ///< of a - b, channels x a.size(), no shift

  std::size_t outputs() const { return a.size() + passed.size(); }  ///< of a channel
};

struct MaxPoolGate {
  MaxPoolStep step;
  std::vector<MaxLevel> levels;
  /// Into a channel of the last level's output, or of the input if there is no level.
  std::vector<std::uint32_t> result;
};

/// `index`: the step's; `live`: whether the hospital's share of the input depends on the
/// record.
MaxPoolGate make_max_pool_gate(const MaxPoolStep& step, std::size_t index, bool live);

}  // namespace medisc
