/// The plan: the compiled network. Public, the same at all three parties, named by its hash.
///
/// A plan says which secure layers run, in which order and at which sizes. It holds shapes,
/// fixed-point scales, shifts and widths, and neither a weight nor a bound.
///
/// Numbers. A tensor at scale f stands for its integers divided by 2^f. A layer of width k is
/// computed mod 2^k: its results lie in [-2^(k-1), 2^(k-1)), proven by the planner, so k bits
/// tell them apart. Words of l bits (the ring) hold them; k <= l.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "error/error.hpp"
#include "ring/word.hpp"

namespace medisc {

/// How a record becomes integers: feature i must lie in [-2^range_log2[i], 2^range_log2[i]] and
/// is encoded as round(x * 2^(bits - range_log2[i])), so |integer| <= 2^bits.
struct InputEncoding {
  std::uint32_t features = 0;
  std::uint32_t bits = 0;
  std::vector<std::int32_t> range_log2;  ///< one for all features, or one a feature

  std::int32_t range_of(std::uint32_t feature) const {
    return range_log2.size() == 1 ? range_log2[0] : range_log2[feature];
  }
  bool operator==(const InputEncoding&) const = default;
};

/// y = W x + b mod 2^width, W of outputs x inputs (row major). Batch norm is folded in.
struct DenseStep {
  std::uint32_t inputs = 0;
  std::uint32_t outputs = 0;
  std::uint32_t width = 0;
  bool operator==(const DenseStep&) const = default;
};

/// z = max(y, 0) >> shift, element by element. y is compared at `width` (that of the step
/// before); z is shared mod 2^output_width (the width of the step after).
struct ReluStep {
  std::uint32_t size = 0;
  std::uint32_t width = 0;
  std::uint32_t shift = 0;
  std::uint32_t output_width = 0;
  bool operator==(const ReluStep&) const = default;
};

/// One secure layer, run on the result of the one before.
struct Step {
  std::string name;        ///< the ONNX node it came from
  std::int32_t scale = 0;  ///< fractional bits of its result
  std::variant<DenseStep, ReluStep> op;
  bool operator==(const Step&) const = default;
};

struct Plan {
  std::uint32_t ring_bits = 32;  ///< l: 8, 16, 32 or 64
  InputEncoding input;
  std::vector<Step> steps;  ///< Dense, Relu, Dense, ..., Dense
  std::vector<std::string> labels;
  /// Tells two models of one architecture apart without telling their weights: a keyed hash of
  /// the weights. New weights mean a new plan, so they never meet an old mask a1.
  std::array<std::uint8_t, 16> weights_tag{};

  std::uint32_t outputs() const;      ///< logits
  std::int32_t output_scale() const;  ///< fractional bits of the logits
  std::uint32_t output_width() const;
  bool operator==(const Plan&) const = default;
};

/// BLAKE2b-256 over a canonical encoding of every field of the plan.
using PlanHash = std::array<std::uint8_t, 32>;
PlanHash hash_of(const Plan& plan);

/// Lower-case hexadecimal.
std::string to_hex(const PlanHash& hash);

/// Checks a plan from outside: sizes chain, widths fit the ring, shifts fit the widths, limits
/// on sizes hold. Errors: kBadInput naming the step and the field.
Result<void> validate(const Plan& plan);

/// Short op name of a step: "dense" or "relu".
const char* op_name(const Step& step);

/// Limits that `validate` enforces, so that a plan from outside can't exhaust memory.
inline constexpr std::uint32_t kMaxSteps = 4096;
inline constexpr std::uint32_t kMaxTensor = 1u << 24;     ///< elements of one tensor
inline constexpr std::uint64_t kMaxWeights = 1ull << 28;  ///< elements of one weight matrix
inline constexpr std::int32_t kMaxScale = 4096;           ///< |fractional bits| of a step

}  // namespace medisc
