#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "plan/image_size.hpp"
#include "plan/plan.hpp"

namespace medisc {
namespace {

constexpr std::int32_t kMaxRangeLog2 = 62;

tl::unexpected<Error> invalid(const std::string& context) {
  return fail(ErrorCode::kBadInput, "plan: " + context, "compile the model again");
}

Result<void> validate_normalisation(const InputEncoding& input) {
  const std::size_t runs = input.centre.size();
  if (input.factor.size() != runs || (runs != 0 && input.features % runs != 0)) {
    return invalid(
        fmt::format("input.centre has {} entries and input.factor {}; expected as "
                    "many, and a divisor of {}",
                    runs, input.factor.size(), input.features));
  }
  for (std::size_t i = 0; i < runs; ++i) {
    if (std::isfinite(input.centre[i]) && std::isnormal(input.factor[i])) continue;
    return invalid(fmt::format("input.centre[{}] or input.factor[{}] is not a number", i, i));
  }
  return {};
}

Result<void> validate_encoding(const InputEncoding& input, std::uint32_t ring_bits) {
  if (input.features < 1 || input.features > kMaxTensor) {
    return invalid(
        fmt::format("input.features is {}; expected 1 to {}", input.features, kMaxTensor));
  }
  if (input.bits < 1 || input.bits >= ring_bits) {
    return invalid(
        fmt::format("input.bits is {}; expected 1 to {}", input.bits, ring_bits - 1));
  }
  const std::size_t ranges = input.range_log2.size();
  if (ranges != 1 && ranges != input.features) {
    return invalid(fmt::format("input.range_log2 has {} entries; expected 1 or {}", ranges,
                               input.features));
  }
  for (std::size_t i = 0; i < ranges; ++i) {
    if (std::abs(std::int64_t{input.range_log2[i]}) <= kMaxRangeLog2) continue;
    return invalid(fmt::format("input.range_log2[{}] is {}; expected -{} to {}", i,
                               input.range_log2[i], kMaxRangeLog2, kMaxRangeLog2));
  }
  return validate_normalisation(input);
}

/// Whether a window sees nothing of an image's height, or width, at one of its positions: all
/// its taps may miss it, between two of them or beyond its end.
bool is_blind_somewhere(std::uint32_t size, std::uint32_t positions, std::uint32_t kernel,
                        std::uint32_t stride, std::uint32_t dilation, std::uint32_t pad) {
  for (std::int64_t position = 0; position < positions; ++position) {
    const std::int64_t first = position * stride - pad;
    const std::int64_t tap = first >= 0 ? 0 : (-first + dilation - 1) / dilation;
    if (tap >= kernel || first + tap * dilation >= size) return true;
  }
  return false;
}

/// Validates one step against the tensors it reads.
class StepCheck {
 public:
  StepCheck(const Plan& plan, std::size_t index)
      : plan_(plan), where_(fmt::format("steps[{}]", index)), inputs_(inputs_of(plan, index)) {}

  Result<void> operator()(const DenseStep& step) const {
    if (auto one = expect_inputs(1); !one) return one;
    if (auto size = expect_size("inputs", step.inputs, 0); !size) return size;
    if (step.outputs < 1 || step.outputs > kMaxTensor ||
        std::uint64_t{step.inputs} * step.outputs > kMaxWeights) {
      return invalid(fmt::format("{}.outputs is {}; expected 1 to {}, and {} weights at most",
                                 where_, step.outputs, kMaxTensor, kMaxWeights));
    }
    return expect_readable("width", step.width, 0);
  }

  Result<void> operator()(const ThresholdStep& step) const {
    if (auto one = expect_inputs(1); !one) return one;
    if (inputs_[0] == 0) return invalid(where_ + " is a threshold; expected a layer before it");
    if (auto size = expect_size("size", step.size, 0); !size) return size;
    if (auto width = expect_readable("width", step.width, 0); !width) return width;
    if (step.shift > step.width - 2) {
      return invalid(fmt::format("{}.shift is {}; expected at most {}", where_, step.shift,
                                 step.width - 2));
    }
    if (auto chain = expect_chain(step.chain); !chain) return chain;
    if (auto width = expect_width("output_width", step.output_width, plan_.ring_bits); !width) {
      return width;
    }
    return expect_function(step);
  }

  Result<void> operator()(const ConvStep& step) const {
    if (step.groups < 1 || step.in.channels % step.groups != 0 ||
        step.out.channels % step.groups != 0) {
      return invalid(fmt::format("{}.groups is {}; expected a divisor of {} and {}", where_,
                                 step.groups, step.in.channels, step.out.channels));
    }
    if (auto window = expect_window(step); !window) return window;
    const std::uint64_t taps =
        std::uint64_t{step.window.kernel_height} * step.window.kernel_width;
    const std::uint64_t filters =
        std::uint64_t{step.in.channels / step.groups} * step.out.channels;
    if (taps > kMaxWeights / filters) {
      return invalid(fmt::format("{} has over {} weights", where_, kMaxWeights));
    }
    return {};
  }

  Result<void> operator()(const SumPoolStep& step) const {
    if (auto same = expect_same_channels(step); !same) return same;
    return expect_window(step);
  }

  Result<void> operator()(const MaxPoolStep& step) const {
    if (auto same = expect_same_channels(step); !same) return same;
    if (auto window = expect_window(step); !window) return window;
    if (inputs_[0] == 0) return invalid(where_ + " is a max-pool; expected a layer before it");
    if (auto chain = expect_chain(step.chain); !chain) return chain;
    const Window& window = step.window;
    if (window.pad_top >= reach(window.kernel_height, window.dilation_height) ||
        window.pad_bottom >= reach(window.kernel_height, window.dilation_height) ||
        window.pad_left >= reach(window.kernel_width, window.dilation_width) ||
        window.pad_right >= reach(window.kernel_width, window.dilation_width)) {
      return invalid(where_ + ".window has padding that no position of it reaches across");
    }
    if (is_blind_somewhere(step.in.height, step.out.height, window.kernel_height,
                           window.stride_height, window.dilation_height, window.pad_top) ||
        is_blind_somewhere(step.in.width, step.out.width, window.kernel_width,
                           window.stride_width, window.dilation_width, window.pad_left)) {
      return invalid(where_ + ".window sees nothing at one of its positions");
    }
    return {};
  }

  Result<void> operator()(const SumStep& step) const {
    if (auto all = expect_inputs(step.multipliers.size()); !all) return all;
    if (step.size < 1 || step.size > kMaxTensor) {
      return invalid(
          fmt::format("{}.size is {}; expected 1 to {}", where_, step.size, kMaxTensor));
    }
    for (std::size_t i = 0; i < step.multipliers.size(); ++i) {
      if (inputs_[i] == 0) return invalid(where_ + " is a sum; expected a layer before it");
      if (size_of(inputs_[i]) != 1) {
        if (auto size = expect_size("size", step.size, i); !size) return size;
      }
      if (auto width = expect_readable("width", step.width, i); !width) return width;
      if (!fits_width(step.multipliers[i], step.width)) {
        return invalid(fmt::format("{}.multipliers[{}] is {}; expected {} bits at most", where_,
                                   i, step.multipliers[i], step.width));
      }
    }
    if (!fits_width(step.offset, step.width)) {
      return invalid(fmt::format("{}.offset is {}; expected {} bits at most", where_,
                                 step.offset, step.width));
    }
    return {};
  }

  Result<void> operator()(const ConcatStep& step) const {
    if (auto all = expect_inputs(step.sizes.size()); !all) return all;
    if (step.sizes.empty() || step.shifts.size() != step.sizes.size()) {
      return invalid(fmt::format("{} has {} sizes and {} shifts; expected as many, 1 at least",
                                 where_, step.sizes.size(), step.shifts.size()));
    }
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < step.sizes.size(); ++i) {
      if (auto size = expect_size("sizes", step.sizes[i], i); !size) return size;
      if (auto width = expect_readable("width", step.width, i); !width) return width;
      if (step.shifts[i] >= step.width) {
        return invalid(fmt::format("{}.shifts[{}] is not below {}", where_, i, step.width));
      }
      total += step.sizes[i];
    }
    if (total > kMaxTensor) {
      return invalid(fmt::format("{} has over {} elements", where_, kMaxTensor));
    }
    return {};
  }

  Result<void> operator()(const ProductStep& step) const {
    if (auto two = expect_inputs(2); !two) return two;
    if (inputs_[0] == 0 || inputs_[1] == 0) {
      return invalid(where_ + " is a product; expected a layer before it");
    }
    if (auto size = expect_size("size", step.size, 0); !size) return size;
    if (auto runs = expect_size("runs", step.runs, 1); !runs) return runs;
    if (step.size % step.runs != 0) {
      return invalid(
          fmt::format("{}.runs is {}; expected a divisor of {}", where_, step.runs, step.size));
    }
    if (auto width = expect_readable("width", step.width, 0); !width) return width;
    return expect_readable("width", step.width, 1);
  }

 private:
  static bool fits_width(std::int64_t value, std::uint32_t width) {
    return value >> (width - 1) == 0 || value >> (width - 1) == -1;
  }

  static std::uint64_t reach(std::uint32_t kernel, std::uint32_t dilation) {
    return (std::uint64_t{kernel} - 1) * dilation + 1;
  }

  std::uint64_t size_of(std::uint32_t tensor) const {
    return tensor == 0 ? plan_.input.features : result_size(plan_.steps[tensor - 1]);
  }

  std::uint32_t width_of(std::uint32_t tensor) const {
    return tensor == 0 ? plan_.ring_bits : result_width(plan_.steps[tensor - 1]);
  }

  Result<void> expect_chain(std::uint32_t chain) const {
    if (chain <= kMostChainWeight) return {};
    return invalid(
        fmt::format("{}.chain is {}; expected at most {}", where_, chain, kMostChainWeight));
  }

  /// Knots in order, each within what is compared.
  Result<void> expect_function(const ThresholdStep& step) const {
    const Piecewise& function = step.function;
    if (function.knots.empty() || function.knots.size() > kMostKnots) {
      return invalid(fmt::format("{}.function has {} knots; expected 1 to {}", where_,
                                 function.knots.size(), kMostKnots));
    }
    for (std::size_t i = 0; i < function.knots.size(); ++i) {
      const Knot& knot = function.knots[i];
      if (!fits_width(knot.at, step.width - step.shift) ||
          (i > 0 && knot.at <= function.knots[i - 1].at)) {
        return invalid(
            fmt::format("{}.function.knots[{}].at is {}; expected {} bits at most, "
                        "and ascending places",
                        where_, i, knot.at, step.width - step.shift));
      }
    }
    if (function.takes_zero() && !function.has_knot_at(0)) {
      return invalid(where_ +
                     ".function counts elsewhere than from 0 on; expected a knot at 0");
    }
    return {};
  }

  Result<void> expect_inputs(std::size_t count) const {
    if (inputs_.size() == count) return {};
    return invalid(
        fmt::format("{} reads {} tensors; expected {}", where_, inputs_.size(), count));
  }

  Result<void> expect_size(const char* field, std::uint64_t size, std::size_t input) const {
    if (size == size_of(inputs_[input])) return {};
    return invalid(
        fmt::format("{}.{} is {}; expected {}", where_, field, size, size_of(inputs_[input])));
  }

  Result<void> expect_width(const char* field, std::uint32_t width, std::uint32_t most) const {
    if (width >= 2 && width <= most) return {};
    return invalid(fmt::format("{}.{} is {}; expected 2 to {}", where_, field, width, most));
  }

  /// A step can work mod 2^width on a tensor that is shared mod as much at least.
  Result<void> expect_readable(const char* field, std::uint32_t width,
                               std::size_t input) const {
    return expect_width(field, width, width_of(inputs_[input]));
  }

  template <class WindowStep>
  Result<void> expect_window(const WindowStep& step) const {
    if (auto one = expect_inputs(1); !one) return one;
    if (auto size = expect_size("in", step.in.size(), 0); !size) return size;
    const Window& window = step.window;
    for (const std::uint32_t value :
         {window.kernel_height, window.kernel_width, window.stride_height, window.stride_width,
          window.dilation_height, window.dilation_width}) {
      if (value < 1 || value > kMaxWindow) {
        return invalid(
            fmt::format("{}.window has a {}; expected 1 to {}", where_, value, kMaxWindow));
      }
    }
    for (const std::uint32_t value :
         {window.pad_top, window.pad_left, window.pad_bottom, window.pad_right}) {
      if (value > kMaxWindow) {
        return invalid(fmt::format("{}.window has a padding of {}; expected {} at most", where_,
                                   value, kMaxWindow));
      }
    }
    const std::uint32_t height = window.output_height(step.in);
    const std::uint32_t width = window.output_width(step.in);
    if (height == 0 || width == 0 || step.out.height != height || step.out.width != width ||
        step.out.channels < 1 || step.out.channels > kMaxTensor ||
        step.out.size() > kMaxTensor) {
      return invalid(fmt::format("{}.out is {} x {} x {}; its window gives {} x {}", where_,
                                 step.out.channels, step.out.height, step.out.width, height,
                                 width));
    }
    const std::uint64_t taps = std::uint64_t{window.kernel_height} * window.kernel_width;
    if (taps > kMaxWindowWork / step.out.size()) {
      return invalid(fmt::format("{}.window has over {} taps at all of its positions", where_,
                                 kMaxWindowWork));
    }
    return expect_readable("width", step.width, 0);
  }

  template <class PoolStep>
  Result<void> expect_same_channels(const PoolStep& step) const {
    if (step.in.channels == step.out.channels) return {};
    return invalid(fmt::format("{}.out has {} channels; expected {}", where_, step.out.channels,
                               step.in.channels));
  }

  const Plan& plan_;
  std::string where_;
  std::vector<std::uint32_t> inputs_;
};

Result<void> validate_steps(const Plan& plan) {
  if (plan.steps.empty() || plan.steps.size() > kMaxSteps) {
    return invalid(
        fmt::format("there are {} steps; expected 1 to {}", plan.steps.size(), kMaxSteps));
  }
  std::uint64_t compared = 0;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    if (std::abs(std::int64_t{step.scale}) > kMaxScale) {
      return invalid(fmt::format("steps[{}].scale is {}; expected -{} to {}", i, step.scale,
                                 kMaxScale, kMaxScale));
    }
    for (const std::uint32_t tensor : step.inputs) {
      if (tensor > i) {
        return invalid(
            fmt::format("steps[{}] reads tensor {}; expected {} at most", i, tensor, i));
      }
    }
    if (auto valid = std::visit(StepCheck(plan, i), step.op); !valid) return valid;
    if (const auto* pool = std::get_if<MaxPoolStep>(&step.op)) compared += pool_taps(*pool);
    if (compared > kMaxPoolTaps) {
      return invalid(fmt::format("steps[{}]: the max-pools up to it compare over {} elements",
                                 i, kMaxPoolTaps));
    }
  }
  if (plan.output == Output::kLabel &&
      !std::holds_alternative<ThresholdStep>(plan.steps.back().op)) {
    return invalid("the output is a label, and the last step is no threshold");
  }
  const bool linear = weight_count(plan.steps.front()) > 0;
  if (!linear) return invalid("the first step is not linear; expected dense or conv");
  return {};
}

Result<void> validate_splines(const Plan& plan) {
  for (std::size_t i = 0; i < plan.splines.size(); ++i) {
    const Spline& spline = plan.splines[i];
    const bool is_there = std::ranges::any_of(
        plan.steps, [&](const Step& step) { return step.name == spline.step; });
    if (!is_there) return invalid(fmt::format("splines[{}].step names no step", i));
    for (const double number : {spline.reach, spline.error}) {
      if (std::isfinite(number) && number >= 0) continue;
      return invalid(fmt::format("splines[{}] has a reach or an error that is no number", i));
    }
  }
  return {};
}

/// A label output has a result a class, of a map one a class and pixel; of a binary task two,
/// whatever it is made of.
Result<void> validate_manifest(const Plan& plan) {
  const Outcome& outcome = plan.manifest.outcome;
  std::uint32_t results = plan.outputs();
  if (plan.output == Output::kLabel) {
    if (outcome.task != TaskKind::kClasses && outcome.task != TaskKind::kBinary &&
        outcome.task != TaskKind::kMap) {
      return invalid(
          fmt::format("its output is a label, and its task '{}'; expected classes, "
                      "binary or map",
                      task_name(outcome.task)));
    }
    if (outcome.task == TaskKind::kBinary && results == 2) results = elements_of(outcome.shape);
  }
  return validate(plan.manifest, plan.input.features, results);
}

}  // namespace

Result<void> validate(const Plan& plan) {
  if (plan.ring_bits != 32 && plan.ring_bits != 64) {
    return invalid(fmt::format("ring_bits is {}; expected 32 or 64", plan.ring_bits));
  }
  if (auto valid = validate_encoding(plan.input, plan.ring_bits); !valid) return valid;
  if (plan.output != Output::kLogits && plan.output != Output::kLabel) {
    return invalid(fmt::format("output is {}; expected logits (0) or label (1)",
                               static_cast<unsigned>(plan.output)));
  }
  if (auto valid = validate_steps(plan); !valid) return valid;
  if (auto valid = validate_splines(plan); !valid) return valid;
  return validate_manifest(plan);
}

}  // namespace medisc
