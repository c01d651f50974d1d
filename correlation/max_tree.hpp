/// The tree of a max-pool: which elements meet at which level.
#pragma once

#include <cstdint>
#include <vector>

#include "plan/plan.hpp"

namespace medisc {

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
};

MaxTree make_max_tree(const MaxPoolStep& step);

}  // namespace medisc
