/// y = W x mod 2^width for a W that serves many x: packed once, for the fastest kernel.
///
/// Kernels. Up to width 32 all is computed in cells of 32 bits, above in cells of 64:
///  - full weights, any word:  products of whole cells;
///  - short weights (16 bits), width <= 32: x = lo + 2^16 hi with lo in [-2^15, 2^15), so
///    W x = W lo + 2^16 (W hi), each a sum of products of 16-bit numbers, two to an
///    instruction. Up to width 16 the second is left out.
/// Sums wrap; nothing depends on a value. Working memory of a product: about 1 MiB (a band of
/// the input of one group, padded and packed), or what one row of the output reads, if more.
#pragma once

#include <memory>
#include <span>

#include "ring/linear_shape.hpp"
#include "ring/simd_target.hpp"
#include "ring/word.hpp"

namespace medisc {

/// What is known, in public, of a matrix's entries as signed numbers mod 2^width.
enum class WeightRange {
  kFull,   ///< nothing
  kShort,  ///< they lie in [-2^15, 2^15)
};

template <RingWord Word>
class LinearMap {
 public:
  LinearMap() = default;

  /// `weights`: DenseShape::outputs x inputs, or ConvolutionShape::weights(). Bits from `width`
  /// on may be anything.
  LinearMap(const LinearShape& shape, std::span<const Word> weights, unsigned width,
            WeightRange range, SimdTarget target = best_target());

  /// Batch x inputs to batch x outputs. Bits of y from `width` on are unspecified, those of x
  /// may be anything. Safe to call from several threads.
  void apply(std::span<const Word> x, std::span<Word> y) const { packed_->apply(x, y); }

  /// One way of packing and multiplying.
  class Packed {
   public:
    virtual ~Packed() = default;
    virtual void apply(std::span<const Word> x, std::span<Word> y) const = 0;
  };

 private:
  std::unique_ptr<const Packed> packed_;
};

}  // namespace medisc
