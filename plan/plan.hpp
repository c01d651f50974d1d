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
#include <tuple>
#include <vector>

#include "error/error.hpp"
#include "plan/fidelity_summary.hpp"
#include "plan/fields.hpp"
#include "plan/manifest.hpp"
#include "plan/steps.hpp"
#include "ring/word.hpp"

namespace medisc {

/// How a record becomes integers, after the manifest's preprocessing. Feature x_i is
/// normalised, n_i = (x_i - centre_i) factor_i,
/// must then lie in [-2^range_log2[i], 2^range_log2[i]], and is encoded as
/// round(n_i 2^(bits - range_log2[i])), so |integer| <= 2^bits.
struct InputEncoding {
  std::uint32_t features = 0;
  std::uint32_t bits = 0;
  std::vector<std::int32_t> range_log2;  ///< one for all features, or one a feature
  /// The public normalisation. Entry k holds for the k-th of centre.size() equal runs of
  /// features: one a channel of an image, say. None: centre 0, factor 1.
  std::vector<double> centre{};
  std::vector<double> factor{};

  static constexpr std::tuple kFields{
      Field{"features", &InputEncoding::features},     Field{"bits", &InputEncoding::bits},
      Field{"range_log2", &InputEncoding::range_log2}, Field{"centre", &InputEncoding::centre},
      Field{"factor", &InputEncoding::factor},
  };

  std::int32_t range_of(std::uint32_t feature) const {
    return range_log2.size() == 1 ? range_log2[0] : range_log2[feature];
  }
  std::uint32_t run_of(std::uint32_t feature) const {
    return static_cast<std::uint32_t>(feature / (features / centre.size()));
  }
  double normalised(std::uint32_t feature, double value) const {
    if (centre.empty()) return value;
    return (value - centre[run_of(feature)]) * factor[run_of(feature)];
  }
  bool operator==(const InputEncoding&) const = default;
};

/// What the hospital learns.
enum class Output : std::uint8_t {
  kLogits,  ///< the last step's result, at its scale
  kLabel,   ///< the arg max, of a map each pixel's: the last step is 1 there, 0 elsewhere
};

/// A step whose function stands for a smooth one: off by `error` at most, in the network's
/// numbers, where |x| <= reach.
struct Spline {
  std::string step;  ///< its name
  double reach = 0;
  double error = 0;

  static constexpr const char* kName = "spline";
  static constexpr std::tuple kFields{
      Field{"step", &Spline::step},
      Field{"reach", &Spline::reach},
      Field{"error", &Spline::error},
  };
  bool operator==(const Spline&) const = default;
};

struct Plan {
  std::uint32_t ring_bits = 32;  ///< l: 32 or 64
  InputEncoding input;
  Output output = Output::kLogits;
  std::vector<Step> steps;  ///< the last one's result goes to the hospital
  Manifest manifest;
  FidelitySummary fidelity;
  std::vector<Spline> splines;
  /// Tells two models of one architecture apart without telling their weights: a keyed hash of
  /// the weights. New weights mean a new plan, so they never meet an old mask a1.
  std::array<std::uint8_t, 16> weights_tag{};

  static constexpr std::tuple kFields{
      Field{"ring_bits", &Plan::ring_bits}, Field{"input", &Plan::input},
      Field{"output", &Plan::output},       Field{"steps", &Plan::steps},
      Field{"manifest", &Plan::manifest},   Field{"fidelity", &Plan::fidelity},
      Field{"splines", &Plan::splines},     Field{"weights_tag", &Plan::weights_tag},
  };

  std::uint32_t outputs() const;      ///< logits
  std::int32_t output_scale() const;  ///< fractional bits of the logits
  std::uint32_t output_width() const;
  bool operator==(const Plan&) const = default;
};

/// BLAKE2b-256 over a canonical encoding of every field of the plan, in the order of kFields.
using PlanHash = std::array<std::uint8_t, 32>;
PlanHash hash_of(const Plan& plan);

/// Lower-case hexadecimal.
std::string to_hex(const PlanHash& hash);

/// Checks a plan from outside: sizes chain, widths fit the ring, shifts fit the widths, limits
/// on sizes hold. Errors: kBadInput naming the step and the field.
Result<void> validate(const Plan& plan);

/// The tensors that step `index` works on, Step::inputs or what stands for none.
std::vector<std::uint32_t> inputs_of(const Plan& plan, std::size_t index);

/// Limits that `validate` enforces, so that a plan from outside can't exhaust memory.
inline constexpr std::uint32_t kMaxSteps = 4096;
inline constexpr std::uint32_t kMaxTensor = 1u << 24;        ///< elements of one tensor
inline constexpr std::uint64_t kMaxWeights = 1ull << 28;     ///< elements of one weight matrix
inline constexpr std::uint32_t kMostChainWeight = 64;        ///< ThresholdStep::chain
inline constexpr std::int32_t kMaxScale = 4096;              ///< |fractional bits| of a step
inline constexpr std::uint32_t kMaxWindow = 1u << 20;        ///< each number of a window
inline constexpr std::uint64_t kMaxWindowWork = 1ull << 40;  ///< taps of all positions of one

}  // namespace medisc
