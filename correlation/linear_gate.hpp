/// A linear layer y = W x + b mod 2^width as dealer and parties see it: sizes, and the map that
/// W stands for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "plan/plan.hpp"
#include "ring/linear_map.hpp"

namespace medisc {

struct LinearGate {
  std::variant<DenseStep, ConvStep> map;
  std::size_t inputs = 0;   ///< elements of x
  std::size_t outputs = 0;  ///< elements of y
  std::size_t weights = 0;  ///< elements of W
  std::size_t biases = 0;   ///< elements of b; each serves outputs / biases neighbours of y
  unsigned width = 0;
  /// Its result is read by one threshold gate alone, which reveals it ahead: the mask of that
  /// reveal is derived there, and the hospital never has a share (linear_material.hpp).
  std::optional<std::uint32_t> revealed_at{};
  /// A session uses the hospital's share.
  bool keeps_share = true;

  LinearGate(const DenseStep& step);  // NOLINT: a step is its gate
  LinearGate(const ConvStep& step);   // NOLINT
};

/// x -> W x mod 2^width, without the bias; `matrix` has gate.weights entries.
template <RingWord Word>
LinearMap<Word> linear_map(const LinearGate& gate, std::span<const Word> matrix,
                           WeightRange range);

}  // namespace medisc
