/// How a tree cuts the bits that it compares: into leaves, and leaves into groups.
#pragma once

#include <cstddef>
#include <vector>

namespace medisc {

/// Bits of a leaf, and children of a node, at most.
inline constexpr unsigned kMostLeafBits = 6;
inline constexpr std::size_t kMostLeavesAGroup = 4;
inline constexpr std::size_t kMostGroups = 4;

/// Groups of leaves, low to high; a leaf is its number of bits. `low` covers bits 0..s-1,
/// `high` bits s..k-2.
struct TreeLayout {
  std::vector<std::vector<unsigned>> low;
  std::vector<std::vector<unsigned>> high;
  bool operator==(const TreeLayout&) const = default;
};

/// What a layout costs, a value.
struct TreeCost {
  std::size_t opened = 0;  ///< wires, each of which is opened by a bit each way
  std::size_t dealt =
      0;  ///< monomials of r's bits and products of masks: a correction bit each
};

TreeCost cost_of(const TreeLayout& layout, std::size_t thresholds);

/// The layout of the fewest flights, then of the least online bits, where ten dealt bits weigh
/// as one of them. 2 <= k <= 64,
/// 0 <= s <= k - 1. A thread finds it once for each (k, s, thresholds).
TreeLayout best_tree_layout(unsigned width, unsigned shift, std::size_t thresholds);

}  // namespace medisc
