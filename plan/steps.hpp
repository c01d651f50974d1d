/// The steps of a plan: what each kind computes, and its fields.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "plan/fields.hpp"
#include "plan/piecewise.hpp"

namespace medisc {

/// A tensor's elements as channels x height x width, row major. Flat tensors are n x 1 x 1.
struct Image {
  std::uint32_t channels = 0;
  std::uint32_t height = 1;
  std::uint32_t width = 1;

  static constexpr std::tuple kFields{
      Field{"channels", &Image::channels},
      Field{"height", &Image::height},
      Field{"width", &Image::width},
  };

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

  static constexpr std::tuple kFields{
      Field{"kernel_height", &Window::kernel_height},
      Field{"kernel_width", &Window::kernel_width},
      Field{"stride_height", &Window::stride_height},
      Field{"stride_width", &Window::stride_width},
      Field{"pad_top", &Window::pad_top},
      Field{"pad_left", &Window::pad_left},
      Field{"pad_bottom", &Window::pad_bottom},
      Field{"pad_right", &Window::pad_right},
      Field{"dilation_height", &Window::dilation_height},
      Field{"dilation_width", &Window::dilation_width},
  };

  /// Height and width of the result over `in`; 0 where the window does not fit.
  std::uint32_t output_height(const Image& in) const;
  std::uint32_t output_width(const Image& in) const;
  bool operator==(const Window&) const = default;
};

// A step works on the tensors that Step::inputs names. Tensor 0 is the record, tensor i + 1 the
// result of step i. Each kind of step has:
//
//   kName, kFields  what the plan's hash, its wire format and `medisc plan` go by. AGREEMENT: a
//                   name, or the order of fields, that changes changes the hash.
//   result_size()   elements of its result
//   result_width()  the ring mod which its result is shared, in bits
//   weight_count()  a linear step's alone: entries of its weight matrix

/// y = W x + b mod 2^width, W of outputs x inputs (row major). Batch norm is folded in.
struct DenseStep {
  std::uint32_t inputs = 0;
  std::uint32_t outputs = 0;
  std::uint32_t width = 0;

  static constexpr const char* kName = "dense";
  static constexpr std::tuple kFields{
      Field{"inputs", &DenseStep::inputs},
      Field{"outputs", &DenseStep::outputs},
      Field{"width", &DenseStep::width},
  };
  std::uint64_t result_size() const { return outputs; }
  std::uint32_t result_width() const { return width; }
  std::uint64_t weight_count() const { return std::uint64_t{inputs} * outputs; }
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

  static constexpr const char* kName = "conv";
  static constexpr std::tuple kFields{
      Field{"in", &ConvStep::in},         Field{"out", &ConvStep::out},
      Field{"window", &ConvStep::window}, Field{"groups", &ConvStep::groups},
      Field{"width", &ConvStep::width},
  };
  std::uint64_t result_size() const { return out.size(); }
  std::uint32_t result_width() const { return width; }
  std::uint64_t weight_count() const;
  bool operator==(const ConvStep&) const = default;
};

/// z = f(y >> shift), element by element, f piecewise linear and public: a ReLU, a clip, |y|, a
/// cap, or a shift alone. y is compared at `width` (that of its tensor), and so is y - t for
/// each place t where f changes: -2^(width-1) <= y - t < 2^(width-1). z is shared mod
/// 2^output_width. `chain` says how: 0: by a tree; else by a chain, in whose layout a bit that
/// is sent weighs as many bits that are dealt (correlation/borrow.hpp).
struct ThresholdStep {
  std::uint32_t size = 0;
  std::uint32_t width = 0;
  std::uint32_t shift = 0;
  std::uint32_t output_width = 0;
  std::uint32_t chain = 0;  ///< 0, or the weight
  Piecewise function;

  static constexpr const char* kName = "threshold";
  static constexpr std::tuple kFields{
      Field{"size", &ThresholdStep::size},
      Field{"width", &ThresholdStep::width},
      Field{"shift", &ThresholdStep::shift},
      Field{"output_width", &ThresholdStep::output_width},
      Field{"chain", &ThresholdStep::chain},
      Field{"function", &ThresholdStep::function},
  };
  std::uint64_t result_size() const { return size; }
  std::uint32_t result_width() const { return output_width; }
  bool operator==(const ThresholdStep&) const = default;
};

/// z = max(y, 0) >> shift.
inline ThresholdStep relu_step(std::uint32_t size, std::uint32_t width, std::uint32_t shift,
                               std::uint32_t output_width, std::uint32_t chain = 0) {
  return {size, width, shift, output_width, chain, Piecewise::relu()};
}

/// y = the sum of x over the window, channel by channel, mod 2^width (that of its tensor).
/// Local: the division of an average goes into the next weights or the next shift.
struct SumPoolStep {
  Image in;
  Image out;
  Window window;
  std::uint32_t width = 0;

  static constexpr const char* kName = "sum-pool";
  static constexpr std::tuple kFields{
      Field{"in", &SumPoolStep::in},
      Field{"out", &SumPoolStep::out},
      Field{"window", &SumPoolStep::window},
      Field{"width", &SumPoolStep::width},
  };
  std::uint64_t result_size() const { return out.size(); }
  std::uint32_t result_width() const { return width; }
  bool operator==(const SumPoolStep&) const = default;
};

/// y = the maximum of x over the window, channel by channel, as a tree of max(a, b) = b +
/// ReLU(a - b). Compares at `width`: |x| < 2^(width-2). Shared mod 2^width in and out.
struct MaxPoolStep {
  Image in;
  Image out;
  Window window;
  std::uint32_t width = 0;
  std::uint32_t chain = 0;  ///< as a threshold's

  static constexpr const char* kName = "max-pool";
  static constexpr std::tuple kFields{
      Field{"in", &MaxPoolStep::in},         Field{"out", &MaxPoolStep::out},
      Field{"window", &MaxPoolStep::window}, Field{"width", &MaxPoolStep::width},
      Field{"chain", &MaxPoolStep::chain},
  };
  std::uint64_t result_size() const { return out.size(); }
  std::uint32_t result_width() const { return width; }
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

  static constexpr const char* kName = "sum";
  static constexpr std::tuple kFields{
      Field{"size", &SumStep::size},
      Field{"multipliers", &SumStep::multipliers},
      Field{"offset", &SumStep::offset},
      Field{"width", &SumStep::width},
  };
  std::uint64_t result_size() const { return size; }
  std::uint32_t result_width() const { return width; }
  bool operator==(const SumStep&) const = default;
};

/// y = the tensors one after the other, each shifted left by its entry of `shifts`, mod
/// 2^width. Local.
struct ConcatStep {
  std::vector<std::uint32_t> sizes;
  std::vector<std::uint32_t> shifts;
  std::uint32_t width = 0;

  static constexpr const char* kName = "concat";
  static constexpr std::tuple kFields{
      Field{"sizes", &ConcatStep::sizes},
      Field{"shifts", &ConcatStep::shifts},
      Field{"width", &ConcatStep::width},
  };
  std::uint64_t result_size() const;
  std::uint32_t result_width() const { return width; }
  bool operator==(const ConcatStep&) const = default;
};

/// z = a b mod 2^width, element by element: the product of two secrets. Of the second tensor,
/// each of its `runs` elements stands for a run of size / runs equal ones: a factor a channel.
struct ProductStep {
  std::uint32_t size = 0;  ///< elements of the first, and of the result
  std::uint32_t runs = 0;  ///< elements of the second
  std::uint32_t width = 0;

  static constexpr const char* kName = "product";
  static constexpr std::tuple kFields{
      Field{"size", &ProductStep::size},
      Field{"runs", &ProductStep::runs},
      Field{"width", &ProductStep::width},
  };
  std::uint64_t result_size() const { return size; }
  std::uint32_t result_width() const { return width; }
  bool operator==(const ProductStep&) const = default;
};

/// What a step does.
using StepOp = std::variant<DenseStep, ThresholdStep, ConvStep, SumPoolStep, MaxPoolStep,
                            SumStep, ConcatStep, ProductStep>;

/// One secure layer.
struct Step {
  std::string name;        ///< the ONNX node it came from
  std::int32_t scale = 0;  ///< fractional bits of its result
  StepOp op;
  /// Tensors it works on; none: the result of the step before (of the first step: the record).
  std::vector<std::uint32_t> inputs{};

  static constexpr std::tuple kFields{
      Field{"name", &Step::name},
      Field{"scale", &Step::scale},
      Field{"op", &Step::op},
      Field{"inputs", &Step::inputs},
  };
  bool operator==(const Step&) const = default;
};

/// Short name of what a step does: "dense", "relu", "threshold", "conv", ...
const char* op_name(const Step& step);

/// Elements of a step's result.
std::uint64_t result_size(const Step& step);

/// The ring mod which a step's result is shared, in bits.
std::uint32_t result_width(const Step& step);

/// Entries of a linear step's weight matrix; 0 for other steps.
std::uint64_t weight_count(const Step& step);

}  // namespace medisc
