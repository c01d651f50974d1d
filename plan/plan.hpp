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

/// How a record becomes integers. Feature x_i is normalised, n_i = (x_i - centre_i) factor_i,
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

/// A tensor's elements as channels x height x width, row major. Flat tensors are n x 1 x 1.
struct Image {
  std::uint32_t channels = 0;
  std::uint32_t height = 1;
  std::uint32_t width = 1;

  std::uint64_t size() const { return std::uint64_t{channels} * height * width; }
  bool operator==(const Image&) const = default;
};

/// A window that slides over an image. Positions outside of the image count as zero in a
/// convolution or a sum, and not at all in a maximum.
struct Window {
  std::uint32_t kernel_height = 1;
  std::uint32_t kernel_width = 1;
  std::uint32_t stride_height = 1;
  std::uint32_t stride_width = 1;
  std::uint32_t pad_top = 0;
  std::uint32_t pad_left = 0;
  std::uint32_t pad_bottom = 0;
  std::uint32_t pad_right = 0;
  std::uint32_t dilation_height = 1;
  std::uint32_t dilation_width = 1;

  /// Height and width of the result over `in`; 0 where the window does not fit.
  std::uint32_t output_height(const Image& in) const;
  std::uint32_t output_width(const Image& in) const;
  bool operator==(const Window&) const = default;
};

// A step works on the tensors that Step::inputs names. Tensor 0 is the record, tensor i + 1 the
// result of step i.

/// y = W x + b mod 2^width, W of outputs x inputs (row major). Batch norm is folded in.
struct DenseStep {
  std::uint32_t inputs = 0;
  std::uint32_t outputs = 0;
  std::uint32_t width = 0;
  bool operator==(const DenseStep&) const = default;
};

/// y = W * x + b mod 2^width, a convolution: W of out.channels x (in.channels / groups) x
/// kernel_height x kernel_width, b one a channel. Group g reads and writes the g-th part of the
/// channels.
struct ConvStep {
  Image in;
  Image out;
  Window window;
  std::uint32_t groups = 1;
  std::uint32_t width = 0;
  bool operator==(const ConvStep&) const = default;
};

/// z = max(y, 0) >> shift, element by element. y is compared at `width` (that of its tensor);
/// z is shared mod 2^output_width.
struct ReluStep {
  std::uint32_t size = 0;
  std::uint32_t width = 0;
  std::uint32_t shift = 0;
  std::uint32_t output_width = 0;
  bool operator==(const ReluStep&) const = default;
};

/// y = the sum of x over the window, channel by channel, mod 2^width (that of its tensor).
/// Local: the division of an average goes into the next weights or the next shift.
struct SumPoolStep {
  Image in;
  Image out;
  Window window;
  std::uint32_t width = 0;
  bool operator==(const SumPoolStep&) const = default;
};

/// y = the maximum of x over the window, channel by channel, as a tree of max(a, b) = b +
/// ReLU(a - b). Compares at `width`: |x| < 2^(width-2). Shared mod 2^width in and out.
struct MaxPoolStep {
  Image in;
  Image out;
  Window window;
  std::uint32_t width = 0;
  bool operator==(const MaxPoolStep&) const = default;
};

/// y = the sum of multipliers[i] x_i, plus offset, mod 2^width, element by element: residual
/// sums, differences, what activations are composed of. A tensor of one element stands for
/// `size` equal ones. Local; multipliers and offset are public.
struct SumStep {
  std::uint32_t size = 0;
  std::vector<std::int64_t> multipliers;  ///< one a tensor that it reads
  std::int64_t offset = 0;
  std::uint32_t width = 0;
  bool operator==(const SumStep&) const = default;
};

/// y = the tensors one after the other, each shifted left by its entry of `shifts`, mod
/// 2^width. Local.
struct ConcatStep {
  std::vector<std::uint32_t> sizes;
  std::vector<std::uint32_t> shifts;
  std::uint32_t width = 0;
  bool operator==(const ConcatStep&) const = default;
};

/// One secure layer.
struct Step {
  std::string name;        ///< the ONNX node it came from
  std::int32_t scale = 0;  ///< fractional bits of its result
  std::variant<DenseStep, ReluStep, ConvStep, SumPoolStep, MaxPoolStep, SumStep, ConcatStep> op;
  /// Tensors it works on; none: the result of the step before (of the first step: the record).
  std::vector<std::uint32_t> inputs{};
  bool operator==(const Step&) const = default;
};

/// What the hospital learns.
enum class Output : std::uint8_t {
  kLogits,  ///< the last step's result, at its scale
  kLabel,   ///< the arg max alone: the last step's result is 1 there, and 0 elsewhere
};

struct Plan {
  std::uint32_t ring_bits = 32;  ///< l: 8, 16, 32 or 64
  InputEncoding input;
  Output output = Output::kLogits;
  std::vector<Step> steps;  ///< the last one's result goes to the hospital
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

/// Short op name of a step: "dense", "relu", "conv", ...
const char* op_name(const Step& step);

/// The tensors that step `index` works on, Step::inputs or what stands for none.
std::vector<std::uint32_t> inputs_of(const Plan& plan, std::size_t index);

/// Elements of a step's result.
std::uint64_t result_size(const Step& step);

/// The ring mod which a step's result is shared, in bits.
std::uint32_t result_width(const Step& step);

/// Entries of a linear step's weight matrix; 0 for other steps.
std::uint64_t weight_count(const Step& step);

/// Limits that `validate` enforces, so that a plan from outside can't exhaust memory.
inline constexpr std::uint32_t kMaxSteps = 4096;
inline constexpr std::uint32_t kMaxTensor = 1u << 24;     ///< elements of one tensor
inline constexpr std::uint64_t kMaxWeights = 1ull << 28;  ///< elements of one weight matrix
inline constexpr std::int32_t kMaxScale = 4096;           ///< |fractional bits| of a step
inline constexpr std::uint32_t kMaxWindow = 4096;         ///< each number of a window

}  // namespace medisc
