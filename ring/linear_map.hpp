/// y = W x mod 2^width for a W that serves many x: packed once, for the fastest kernel.
///
/// Kernels. Up to width 32 all is computed in cells of 32 bits, above in cells of 64:
///  - full weights, any word:  products of whole cells;
///  - short weights (16 bits), width <= 32: x = lo + 2^16 hi with lo in [-2^15, 2^15), so
///    W x = W lo + 2^16 (W hi), each a sum of products of 16-bit numbers, two to an
///    instruction. Up to width 16 the second is left out.
/// Depthwise convolutions have a way of their own (ring/depthwise_map.hpp).
/// Sums wrap; nothing depends on a value. Working memory of a product: about 1 MiB a thread (a
/// band of the input of one group, padded and packed), or what one row of the output reads, if
/// more. A large product is cut in pieces of some hundred microseconds, for all threads.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "ring/linear_shape.hpp"
#include "ring/simd_target.hpp"
#include "ring/word.hpp"
#include "ring/workers.hpp"

namespace medisc {

/// What is known, in public, of a matrix's entries as signed numbers mod 2^width.
enum class WeightRange {
  kFull,   ///< nothing
  kShort,  ///< they lie in [-2^15, 2^15)
};

/// Working memory of products, for one after the other. Grows to what the largest one needs.
class LinearScratch {
 public:
  /// Makes room ahead of time.
  void reserve(std::size_t bytes) {
    const std::size_t words = (bytes + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t);
    if (memory_.size() < words) memory_.resize(words);
  }
  template <class Cell>
  Cell* cells(std::size_t count) {
    reserve(count * sizeof(Cell));
    return reinterpret_cast<Cell*>(memory_.data());
  }

 private:
  std::vector<std::uint64_t> memory_;
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
  /// may be anything. Safe to call from several threads, each with a scratch of its own.
  void apply(std::span<const Word> x, std::span<Word> y, LinearScratch& scratch,
             Workers& workers = this_thread()) const {
    packed_->apply(x, y, scratch, workers);
  }
  void apply(std::span<const Word> x, std::span<Word> y) const {
    LinearScratch scratch;
    apply(x, y, scratch);
  }

  /// The same as inputs come, in the order of x: for parts [0, a), [a, b), ..., [.., x.size())
  /// one after the other, of which no more of x need be there; y is whole after the last.
  /// A part begins at a multiple of part_inputs(batch).
  void apply_part(std::span<const Word> x, std::size_t first, std::size_t last,
                  std::span<Word> y, LinearScratch& scratch,
                  Workers& workers = this_thread()) const {
    packed_->apply_part(x, first, last, y, scratch, workers);
  }
  /// A few records of a batch; of a lone record, channels where they add up.
  std::size_t part_inputs(std::size_t batch) const { return packed_->part_inputs(batch); }

  /// What apply takes of its scratch, `threads` at work.
  std::size_t scratch_bytes(std::size_t batch, std::size_t threads) const {
    return packed_->scratch_bytes(batch, threads);
  }

  /// One way of packing and multiplying.
  class Packed {
   public:
    virtual ~Packed() = default;
    virtual void apply(std::span<const Word> x, std::span<Word> y, LinearScratch& scratch,
                       Workers& workers) const = 0;
    virtual void apply_part(std::span<const Word> x, std::size_t first, std::size_t last,
                            std::span<Word> y, LinearScratch& scratch,
                            Workers& workers) const = 0;
    virtual std::size_t part_inputs(std::size_t batch) const = 0;
    virtual std::size_t scratch_bytes(std::size_t batch, std::size_t threads) const = 0;
  };

 private:
  std::unique_ptr<const Packed> packed_;
};

}  // namespace medisc
