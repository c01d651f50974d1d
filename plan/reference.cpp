#include "plan/reference.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "plan/max_tree.hpp"
#include "plan/window_walk.hpp"
#include "ring/word.hpp"

namespace medisc {
namespace {

using Tensor = std::vector<std::int64_t>;

/// Evaluates steps on int64 tensors whose sums wrap mod 2^64, which every width divides.
class Evaluator {
 public:
  Evaluator(const Plan& plan, const Weights& weights, std::span<const std::int64_t> input)
      : plan_(plan), layer_(weights.begin()) {
    tensors_.emplace_back(input.begin(), input.end());
  }

  std::vector<Tensor> run() {
    for (index_ = 0; index_ < plan_.steps.size(); ++index_) {
      inputs_ = inputs_of(plan_, index_);
      Tensor result = std::visit(*this, plan_.steps[index_].op);
      tensors_.push_back(std::move(result));
    }
    tensors_.erase(tensors_.begin());
    return std::move(tensors_);
  }

  Tensor operator()(const DenseStep& step) {
    const LinearWeights& weights = *layer_++;
    const Tensor& x = input(0);
    assert(x.size() == step.inputs && weights.bias.size() == step.outputs);
    Tensor y(step.outputs);
    for (std::size_t row = 0; row < step.outputs; ++row) {
      auto sum = to_word<std::uint64_t>(weights.bias[row]);
      for (std::size_t column = 0; column < step.inputs; ++column) {
        sum += product(weights.matrix[row * step.inputs + column], x[column]);
      }
      y[row] = to_signed(sum, step.width);
    }
    return y;
  }

  Tensor operator()(const ConvStep& step) {
    const LinearWeights& weights = *layer_++;
    const Tensor& x = input(0);
    Tensor y(step.out.size());
    const std::uint32_t reads = step.in.channels / step.groups;
    const std::uint32_t writes = step.out.channels / step.groups;
    const std::size_t taps = std::size_t{step.window.kernel_height} * step.window.kernel_width;
    for (std::uint32_t channel = 0; channel < step.out.channels; ++channel) {
      const std::uint32_t first = channel / writes * reads;
      for_each_window(step.in, step.out, step.window, [&](std::size_t at, auto&& each_tap) {
        auto sum = to_word<std::uint64_t>(weights.bias[channel]);
        each_tap([&](std::size_t tap, std::size_t pixel) {
          for (std::uint32_t c = 0; c < reads; ++c) {
            sum += product(weights.matrix[(channel * reads + c) * taps + tap],
                           x[(first + c) * plane(step.in) + pixel]);
          }
        });
        y[channel * plane(step.out) + at] = to_signed(sum, step.width);
      });
    }
    return y;
  }

  Tensor operator()(const ThresholdStep& step) {
    Tensor z = input(0);
    for (std::int64_t& value : z) {
      const std::int64_t y = to_signed(to_word<std::uint64_t>(value), step.width);
      const std::int64_t result = step.function(y >> step.shift, step.width - step.shift);
      value = to_signed(to_word<std::uint64_t>(result), step.output_width);
    }
    return z;
  }

  Tensor operator()(const SumPoolStep& step) {
    const Tensor& x = input(0);
    Tensor y(step.out.size());
    for (std::uint32_t channel = 0; channel < step.in.channels; ++channel) {
      for_each_window(step.in, step.out, step.window, [&](std::size_t at, auto&& each_tap) {
        std::uint64_t sum = 0;
        each_tap([&](std::size_t, std::size_t pixel) {
          sum += to_word<std::uint64_t>(x[channel * plane(step.in) + pixel]);
        });
        y[channel * plane(step.out) + at] = to_signed(sum, step.width);
      });
    }
    return y;
  }

  /// Within the width a maximum. Beyond it differences wrap, and what is left depends on who
  /// met whom.
  Tensor operator()(const MaxPoolStep& step) {
    const MaxTree tree = make_max_tree(step);
    Tensor z;
    for (std::size_t channel = 0; channel < step.in.channels; ++channel) {
      const auto first =
          input(0).begin() + static_cast<std::ptrdiff_t>(channel * plane(step.in));
      Tensor x(first, first + static_cast<std::ptrdiff_t>(plane(step.in)));
      for (const MaxTree::Level& level : tree.levels) x = met(level, step.width, x);
      for (const std::uint32_t index : tree.result) {
        z.push_back(to_signed(to_word<std::uint64_t>(x[index]), step.width));
      }
    }
    return z;
  }

  Tensor operator()(const SumStep& step) {
    std::vector<std::uint64_t> sums(step.size, to_word<std::uint64_t>(step.offset));
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      const Tensor& x = input(i);
      for (std::size_t k = 0; k < sums.size(); ++k) {
        sums[k] += product(step.multipliers[i], x.size() == 1 ? x[0] : x[k]);
      }
    }
    Tensor y;
    for (const std::uint64_t sum : sums) y.push_back(to_signed(sum, step.width));
    return y;
  }

  Tensor operator()(const ConcatStep& step) {
    Tensor y;
    for (std::size_t part = 0; part < step.sizes.size(); ++part) {
      for (const std::int64_t x : input(part)) {
        y.push_back(to_signed(shifted(x, step.shifts[part]), step.width));
      }
    }
    return y;
  }

  Tensor operator()(const ProductStep& step) {
    const std::size_t run = step.size / step.runs;
    Tensor z = input(0);
    for (std::size_t i = 0; i < z.size(); ++i) {
      z[i] = to_signed(product(z[i], input(1)[i / run]), step.width);
    }
    return z;
  }

 private:
  const Tensor& input(std::size_t i) const { return tensors_[inputs_[i]]; }

  static std::uint64_t product(std::int64_t weight, std::int64_t x) {
    return to_word<std::uint64_t>(weight) * to_word<std::uint64_t>(x);
  }

  static std::uint64_t shifted(std::int64_t x, unsigned shift) {
    return to_word<std::uint64_t>(x) << shift;
  }

  static std::size_t plane(const Image& image) {
    return std::size_t{image.height} * image.width;
  }

  /// max(y, 0) of the integer that stands for `word` mod 2^width.
  static std::int64_t positive(std::uint64_t word, unsigned width) {
    return std::max<std::int64_t>(to_signed(word, width), 0);
  }

  /// What is left of a channel after a level.
  static Tensor met(const MaxTree::Level& level, unsigned width, const Tensor& x) {
    Tensor left;
    for (std::size_t i = 0; i < level.a.size(); ++i) {
      const auto a = to_word<std::uint64_t>(x[level.a[i]]);
      const auto b = to_word<std::uint64_t>(x[level.b[i]]);
      const auto above = to_word<std::uint64_t>(positive(a - b, width));
      left.push_back(to_signed(b + above, width));
    }
    for (const std::uint32_t index : level.passed) left.push_back(x[index]);
    return left;
  }

  const Plan& plan_;
  Weights::const_iterator layer_;
  std::vector<Tensor> tensors_;
  std::vector<std::uint32_t> inputs_;
  std::size_t index_ = 0;
};

}  // namespace

std::vector<std::vector<std::int64_t>> reference_steps(const Plan& plan, const Weights& weights,
                                                       std::span<const std::int64_t> input) {
  assert(input.size() == plan.input.features);
  return Evaluator(plan, weights, input).run();
}

std::vector<std::int64_t> reference(const Plan& plan, const Weights& weights,
                                    std::span<const std::int64_t> input) {
  return reference_steps(plan, weights, input).back();
}

}  // namespace medisc
