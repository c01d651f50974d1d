#include "tests/differential/image_plan.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

#include "tests/differential/random_window.hpp"

namespace medisc::test {
namespace {

struct Limits {
  std::uint64_t elements;  ///< of a tensor
  std::uint64_t weights;   ///< of a layer
};
constexpr Limits kSmall{320, 6000};
constexpr Limits kLarge{12000, 150000};
constexpr std::size_t kMostDrawnKnots = 9;

/// Adds step after step, each on the tensor made last or on an earlier one.
class ImagePlanMaker {
 public:
  ImagePlanMaker(std::uint32_t ring_bits, Extent extent, Chance& chance)
      : chance_(chance), limits_(extent == Extent::kLarge ? kLarge : kSmall) {
    drawn_.plan.ring_bits = ring_bits;
    const auto [least, most] =
        extent == Extent::kLarge ? std::pair(24U, 40U) : std::pair(1U, 9U);
    const Image record{chance_.pick(1, 4), chance_.pick(least, most),
                       chance_.pick(least, most)};
    const std::uint32_t bits =
        std::min(ring_bits - 1, chance_.one_of<std::uint32_t>({2, 6, 52}));
    drawn_.plan.input = {static_cast<std::uint32_t>(record.size()), bits, {0}};
    tensors_.push_back({record, ring_bits});
  }

  DrawnPlan make() {
    while (!add_conv()) {
    }
    for (std::uint32_t steps = chance_.pick(0, 7); steps > 0;) {
      if (add_step()) --steps;
    }
    if (chance_.one_in(3)) add_dense();
    const auto* last = std::get_if<ThresholdStep>(&drawn_.plan.steps.back().op);
    const bool labels = last != nullptr && last->function == Piecewise::relu();
    if (labels && chance_.one_in(2)) drawn_.plan.output = Output::kLabel;
    return std::move(drawn_);
  }

 private:
  struct Tensor {
    Image image;
    std::uint32_t width = 0;
  };

  /// False where a drawn step would grow out of proportion, or can't stand there.
  bool add_step() {
    switch (chance_.pick(0, 10)) {
      case 0:
      case 1:
        return add_conv();
      case 2:
      case 3:
      case 4:
        return add_threshold();
      case 5:
        return add_pool<MaxPoolStep>("max", Border::kSeen);
      case 6:
        return add_pool<SumPoolStep>("pool", Border::kAny);
      case 7:
        return add_sum();
      case 8:
        return add_concat();
      case 9:
        return add_product();
      default:
        return chance_.one_in(4) && add_dense();
    }
  }

  /// By the tree, or by a chain of any weight.
  std::uint32_t any_chain() { return chance_.one_in(2) ? 0 : chance_.pick(1, 16); }

  std::uint32_t last_tensor() const { return static_cast<std::uint32_t>(tensors_.size()) - 1; }

  std::uint32_t any_tensor(bool but_the_record) {
    const std::uint32_t first = but_the_record ? 1 : 0;
    return chance_.one_in(4) ? chance_.pick(first, last_tensor()) : last_tensor();
  }

  /// At which a step may read a tensor of `width`.
  std::uint32_t width_within(std::uint32_t width) {
    if (width > 30 && !chance_.one_in(4)) width = chance_.pick(8, 30);
    return chance_.one_in(4) ? chance_.pick(2, width) : width;
  }

  template <class Op>
  bool add(const char* name, Op op, std::vector<std::uint32_t> inputs, Tensor result) {
    if (inputs.size() == 1 && inputs[0] == last_tensor()) inputs = {};
    drawn_.plan.steps.push_back({name, 0, std::move(op), std::move(inputs)});
    tensors_.push_back(result);
    return true;
  }

  bool add_conv() {
    const std::uint32_t tensor = any_tensor(false);
    const auto [in, in_width] = tensors_[tensor];
    const Window window = random_window(in, Border::kAny, chance_);
    std::uint32_t groups = 1;
    if (chance_.one_in(2)) groups = std::gcd(in.channels, chance_.pick(1, in.channels));
    const Image out = result_of(window, in, groups * chance_.pick(1, groups == 1 ? 6 : 3));
    const ConvStep step{in, out, window, groups, width_within(in_width)};
    const std::uint64_t matrix = weight_count({"", 0, step});
    if (out.size() > limits_.elements || matrix > limits_.weights) return false;
    drawn_.weights.push_back(any_weights(chance_, matrix, out.channels));
    return add("conv", step, {tensor}, {out, step.width});
  }

  bool add_dense() {
    const std::uint32_t tensor = any_tensor(false);
    const auto inputs = static_cast<std::uint32_t>(tensors_[tensor].image.size());
    const DenseStep step{inputs, chance_.pick(1, 12), width_within(tensors_[tensor].width)};
    const std::uint64_t matrix = std::uint64_t{inputs} * step.outputs;
    if (matrix > limits_.weights) return false;
    drawn_.weights.push_back(any_weights(chance_, matrix, step.outputs));
    return add("fc", step, {tensor}, {{step.outputs}, step.width});
  }

  /// A ReLU, or any function of V of `bits` bits with a knot at 0.
  Piecewise any_function(std::uint32_t bits, std::uint32_t result) {
    if (chance_.one_in(2)) return Piecewise::relu();
    if (chance_.one_in(3)) return Piecewise::identity();
    std::set<std::int64_t> places{0};
    while (chance_.one_in(2) && places.size() < kMostDrawnKnots) {
      places.insert(to_signed(chance_.bits(), chance_.pick(2, bits)));
    }
    Piecewise function{factor(result), factor(result), {}};
    for (const std::int64_t at : places) {
      function.knots.push_back({at, factor(result), factor(result)});
    }
    return function;
  }

  bool add_threshold() {
    const std::uint32_t tensor = any_tensor(true);
    const auto [image, in_width] = tensors_[tensor];
    const std::uint32_t width = width_within(in_width);
    const std::uint32_t shift = chance_.pick(0, chance_.one_in(4) ? width - 2 : width / 4);
    const std::uint32_t result = chance_.pick(2, drawn_.plan.ring_bits);
    const auto size = static_cast<std::uint32_t>(image.size());
    const std::uint32_t shifted = std::min(shift, width - 2);
    const ThresholdStep step{size,   width,       shifted,
                             result, any_chain(), any_function(width - shifted, result)};
    return add("relu", step, {tensor}, {image, result});
  }

  template <class Pool>
  bool add_pool(const char* name, Border border) {
    const std::uint32_t tensor = any_tensor(border == Border::kSeen);
    const auto [in, in_width] = tensors_[tensor];
    const Window window = random_window(in, border, chance_);
    const Image out = result_of(window, in, in.channels);
    if (out.size() > limits_.elements) return false;
    const std::uint32_t width = width_within(in_width);
    Pool pool{in, out, window, width};
    if constexpr (requires { pool.chain; }) pool.chain = any_chain();
    return add(name, pool, {tensor}, {out, width});
  }

  /// Of one to three tensors of one size, or of a single element.
  bool add_sum() {
    std::vector<std::uint32_t> inputs{any_tensor(true)};
    const Tensor first = tensors_[inputs[0]];
    std::uint32_t width = first.width;
    for (std::uint32_t more = chance_.pick(0, 2); more > 0; --more) {
      const std::uint32_t tensor = chance_.pick(1, last_tensor());
      const std::uint64_t size = tensors_[tensor].image.size();
      if (size != first.image.size() && size != 1) continue;
      inputs.push_back(tensor);
      width = std::min(width, tensors_[tensor].width);
    }
    SumStep step{static_cast<std::uint32_t>(first.image.size()), {}, 0, width_within(width)};
    for (std::size_t i = 0; i < inputs.size(); ++i)
      step.multipliers.push_back(factor(step.width));
    step.offset = factor(step.width);
    return add("sum", step, inputs, {first.image, step.width});
  }

  /// Of two tensors of one size, of one with itself, or of one with a factor a channel.
  bool add_product() {
    const std::uint32_t first = any_tensor(true);
    const Tensor many = tensors_[first];
    const std::uint32_t second = chance_.pick(1, last_tensor());
    const auto runs = static_cast<std::uint32_t>(tensors_[second].image.size());
    const auto size = static_cast<std::uint32_t>(many.image.size());
    if (size % runs != 0) return false;
    const std::uint32_t width = width_within(std::min(many.width, tensors_[second].width));
    return add("product", ProductStep{size, runs, width}, {first, second}, {many.image, width});
  }

  /// An integer of `width` bits, mostly small.
  std::int64_t factor(std::uint32_t width) {
    const std::uint32_t bits = chance_.one_in(4) ? width : std::min(width, 3U);
    return static_cast<std::int64_t>(chance_.bits()) >> (64 - bits);
  }

  /// Of one to three tensors: channels of one image, or a flat list.
  bool add_concat() {
    ConcatStep step;
    Tensor joined{{0, 1, 1}, drawn_.plan.ring_bits};
    std::vector<std::uint32_t> inputs{any_tensor(false)};
    for (std::uint32_t more = chance_.pick(0, 2); more > 0; --more) {
      inputs.push_back(any_tensor(false));
    }
    const Image& first = tensors_[inputs[0]].image;
    const bool stacked = std::all_of(inputs.begin(), inputs.end(), [&](std::uint32_t tensor) {
      const Image& image = tensors_[tensor].image;
      return image.height == first.height && image.width == first.width;
    });
    if (stacked) joined.image = {0, first.height, first.width};
    for (const std::uint32_t tensor : inputs) {
      const auto& [image, in_width] = tensors_[tensor];
      joined.image.channels +=
          stacked ? image.channels : static_cast<std::uint32_t>(image.size());
      joined.width = std::min(joined.width, in_width);
      step.sizes.push_back(static_cast<std::uint32_t>(image.size()));
    }
    if (joined.image.size() > limits_.elements) return false;
    step.width = joined.width = width_within(joined.width);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const std::uint32_t most =
          chance_.one_in(4) ? step.width - 1 : std::min(step.width - 1, 3U);
      step.shifts.push_back(chance_.pick(0, most));
    }
    return add("concat", step, inputs, joined);
  }

  Chance& chance_;
  Limits limits_;
  DrawnPlan drawn_;
  std::vector<Tensor> tensors_;  ///< the record, then each step's result
};

}  // namespace

DrawnPlan image_plan(std::uint32_t ring_bits, Extent extent, Chance& chance) {
  return ImagePlanMaker(ring_bits, extent, chance).make();
}

DrawnPlan image_plan(std::uint32_t ring_bits, std::uint64_t seed) {
  Chance chance(seed);
  return image_plan(ring_bits, Extent::kSmall, chance);
}

}  // namespace medisc::test
