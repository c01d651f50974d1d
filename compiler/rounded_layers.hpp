/// Weights in integers, kept from one attempt at a plan to the next: most of what attempts
/// change leaves most layers as they were.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "compiler/bounds.hpp"
#include "compiler/quantise.hpp"

namespace medisc {

/// A linear layer in integers, and the bounds of its result.
struct RoundedLayer {
  std::shared_ptr<const RoundedMatrix> matrix;
  std::vector<std::int64_t> bias;
  Bounds bounds;
};

/// The linear layers of one network, by their place among its linear layers, which rewrites
/// (compiler/rewrites.hpp) leave as it is.
class RoundedLayers {
 public:
  /// The layer of `real` on inputs at `input_scale` within `input`, with its matrix at `scale`.
  /// Errors: those of quantise_matrix and quantise_bias.
  template <class LinearStep>
  Result<RoundedLayer> round(std::size_t layer, const LinearStep& step, const RealWeights& real,
                             std::int32_t scale, std::int32_t input_scale,
                             const Bounds& input) {
    auto known = find(layer, real, scale);
    if (!known) return tl::unexpected(known.error());
    Known& now = **known;
    auto bias = quantise_bias(real, input_scale + scale);
    if (!bias) return tl::unexpected(bias.error());
    if (now.input != input || now.result.bias != *bias) {
      now.result.bounds = bounds_of(step, *now.result.matrix, *bias, input);
      now.result.bias = std::move(*bias);
      now.input = input;
    }
    return now.result;
  }

  /// Of the layer's matrix: the largest |weight|.
  double largest(std::size_t layer, const RealWeights& real);

  /// Matrices that have been rounded so far.
  std::size_t rounded() const { return rounded_; }

 private:
  struct Known {
    RoundedLayer result;
    Bounds input;  ///< of what it reads
  };
  struct Kept {
    double largest = -1;
    /// The two asked for last: a layer that gives bits up is asked for with them and without.
    std::vector<Known> known;
  };
  Kept& kept(std::size_t layer);
  Result<Known*> find(std::size_t layer, const RealWeights& real, std::int32_t scale);

  std::vector<Kept> kept_;
  std::size_t rounded_ = 0;
};

}  // namespace medisc
