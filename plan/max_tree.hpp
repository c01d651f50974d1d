/// The tree of a max-pool: which elements meet at which level.
///
/// Windows that overlap share what they can: the maxima along a row serve every window that
/// reads that row, so rows are done first, then columns. A 3 x 3 window of stride 2 takes 6
/// comparisons in place of 8, in as many levels. Where that took more levels, or saves nothing,
/// all elements of a window meet in one tree of ceil(log2(taps)) levels.
#pragma once

#include <cstdint>
#include <vector>

#include "plan/steps.hpp"

namespace medisc {

/// Of one channel: all are alike.
struct MaxTree {
  /// Indices into the level's input: the pool's input at first, then the output of the level
  /// before, which is max(a[0], b[0]), max(a[1], b[1]), ..., passed[0], passed[1], ...
  struct Level {
    std::vector<std::uint32_t> a;
    std::vector<std::uint32_t> b;
    std::vector<std::uint32_t> passed;
  };
  std::vector<Level> levels;
  std::vector<std::uint32_t> result;  ///< where each element of the pool's output is at the end

  std::size_t comparisons() const;
};

MaxTree make_max_tree(const MaxPoolStep& step);

}  // namespace medisc
