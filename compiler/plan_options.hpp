/// What a service may choose when it compiles a model.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "plan/plan.hpp"
#include "ring/seed.hpp"

namespace medisc {

struct PlanOptions {
  std::uint32_t ring_bits = 32;  ///< 32 or 64
  bool widen_ring = false;       ///< 64 where 32 are too few (compile_measured)
  /// Bits of weight that a layer gives up, at most, for a narrower comparison or to
  /// stay in the ring.
  unsigned spared_weight_bits = 3;
  /// |x_i| <= range: one for all features, or one a feature; rounded up to powers of two.
  std::vector<double> ranges{16.0};
  // Not set: default_precision.
  std::optional<std::uint32_t> input_bits;       ///< a record's integers: [-2^bits, 2^bits]
  std::optional<std::uint32_t> activation_bits;  ///< fractional bits after a ReLU, about
  std::optional<std::uint32_t> weight_bits;      ///< of a layer's largest weight, about
  /// Every width is ring_bits: the plan then tells nothing about the weights' magnitudes.
  bool full_width = false;
  /// Largest |value| of each tensor of the network over sample records
  /// (compiler/calibration.hpp): bounds are then cut to it times 2^margin_bits. A record that
  /// goes beyond wraps around, the same in the secure result and in the reference, and its
  /// diagnosis is then worth nothing. None: bounds are proven for every record.
  std::vector<double> observed;
  std::uint32_t margin_bits = 2;
  Output output = Output::kLogits;
  /// The public normalisation of records (InputEncoding); ranges bound what comes out of it.
  std::vector<double> centre;
  std::vector<double> factor;
  /// What records are and results mean, of the network's own results. None: plain_manifest.
  std::optional<Manifest> manifest;
  std::optional<Seed> tag_key;  ///< key of Plan::weights_tag; none leaves it zero
};

/// How finely numbers are rounded, where nobody chooses: finer for records of few features,
/// whose networks cost little and rest on a handful of weights each.
struct Precision {
  std::uint32_t input_bits = 0;
  std::uint32_t activation_bits = 0;
  std::uint32_t weight_bits = 0;
};
Precision default_precision(std::uint32_t features);

inline constexpr std::uint32_t kFewFeatures = 64;
inline constexpr std::uint32_t kMaxWeightBits = 24;
inline constexpr std::uint32_t kMaxActivationBits = 30;
inline constexpr std::uint32_t kMaxMarginBits = 32;

/// Checks options against a network of `features` inputs and `outputs` logits. Errors: kUsage
/// for the ring and the bits; kBadInput for ranges; those of validate for a manifest;
/// kUnsupported for a label of what is no choice.
Result<void> check_options(const PlanOptions& options, std::uint32_t features,
                           std::uint32_t outputs);

/// The options with the precision that is not set.
PlanOptions with_precision(PlanOptions options, std::uint32_t features);

/// The input encoding that checked options with a precision ask for.
InputEncoding encoding_of(const PlanOptions& options, std::uint32_t features);

}  // namespace medisc
