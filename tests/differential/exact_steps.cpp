#include "tests/differential/exact_steps.hpp"

#include <algorithm>
#include <utility>

namespace medisc::test {
namespace {

using Tensor = std::vector<Wide>;

/// The row, or column, that a tap falls on; outside of [0, size) it is none.
std::int64_t tapped(std::int64_t position, std::int64_t stride, std::int64_t tap,
                    std::int64_t dilation, std::int64_t pad) {
  return position * stride + tap * dilation - pad;
}

class Evaluation {
 public:
  Evaluation(const Plan& plan, const Weights& weights, std::span<const std::int64_t> record)
      : plan_(plan), weights_(weights.begin()) {
    tensors_.emplace_back(record.begin(), record.end());
  }

  std::optional<std::vector<Tensor>> run() {
    for (index_ = 0; index_ < plan_.steps.size(); ++index_) {
      inputs_ = inputs_of(plan_, index_);
      Tensor result = std::visit(*this, plan_.steps[index_].op);
      tensors_.push_back(std::move(result));
    }
    if (overflown_) return std::nullopt;
    tensors_.erase(tensors_.begin());
    return std::move(tensors_);
  }

  Tensor operator()(const DenseStep& step) {
    const LinearWeights& weights = *weights_++;
    Tensor y(weights.bias.begin(), weights.bias.end());
    for (std::size_t i = 0; i < weights.matrix.size(); ++i) {
      add_product(y[i / step.inputs], weights.matrix[i], input(0)[i % step.inputs]);
    }
    return y;
  }

  Tensor operator()(const ConvStep& step) {
    const LinearWeights& weights = *weights_++;
    const std::uint32_t reads = step.in.channels / step.groups;
    const std::uint32_t writes = step.out.channels / step.groups;
    Tensor y;
    for (std::uint32_t channel = 0; channel < step.out.channels; ++channel) {
      const std::size_t kernel =
          std::size_t{step.window.kernel_height} * step.window.kernel_width;
      for_each_position(step, [&](std::uint32_t row, std::uint32_t column) {
        Wide sum = weights.bias[channel];
        for (std::uint32_t c = 0; c < reads; ++c) {
          for (const Tap& tap : taps_at(step, channel / writes * reads + c, row, column)) {
            add_product(sum, weights.matrix[(channel * reads + c) * kernel + tap.index], tap.x);
          }
        }
        y.push_back(sum);
      });
    }
    return y;
  }

  Tensor operator()(const ThresholdStep& step) {
    Tensor z = input(0);
    for (Wide& x : z) x = value_of(step.function, x >> step.shift);
    return z;
  }

  /// The line that holds at v, and its value there.
  Wide value_of(const Piecewise& function, Wide v) {
    Wide slope = function.slope;
    Wide offset = function.offset;
    for (const Knot& knot : function.knots) {
      if (knot.at > v) break;
      slope += knot.slope;
      offset += knot.offset;
    }
    add_product(offset, slope, v);
    return offset;
  }

  Tensor operator()(const ProductStep& step) {
    Tensor y(step.size, 0);
    for (std::size_t i = 0; i < y.size(); ++i) {
      add_product(y[i], input(0)[i], input(1)[i * step.runs / step.size]);
    }
    return y;
  }

  Tensor operator()(const SumPoolStep& step) {
    return pooled(step, [this](const std::vector<Tap>& taps) {
      Wide sum = 0;
      for (const Tap& tap : taps) add_product(sum, 1, tap.x);
      return sum;
    });
  }

  Tensor operator()(const MaxPoolStep& step) {
    return pooled(step, [](const std::vector<Tap>& taps) {
      const auto lower = [](const Tap& a, const Tap& b) {
        return a.x < b.x;
      };
      return std::max_element(taps.begin(), taps.end(), lower)->x;
    });
  }

  Tensor operator()(const SumStep& step) {
    Tensor y(step.size, step.offset);
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      for (std::size_t k = 0; k < y.size(); ++k) {
        add_product(y[k], step.multipliers[i], input(i)[input(i).size() == 1 ? 0 : k]);
      }
    }
    for (Wide& sum : y) sum = within(sum, step.width);
    return y;
  }

  Tensor operator()(const ConcatStep& step) {
    Tensor y;
    for (std::size_t part = 0; part < inputs_.size(); ++part) {
      for (const Wide x : input(part)) {
        y.push_back(0);
        add_product(y.back(), Wide{1} << step.shifts[part], x);
      }
    }
    return y;
  }

 private:
  struct Tap {
    std::size_t index = 0;  ///< in the kernel
    Wide x = 0;
  };

  const Tensor& input(std::size_t i) const { return tensors_[inputs_[i]]; }

  /// The integer in [-2^(width-1), 2^(width-1)) that is `x` mod 2^width.
  static Wide within(Wide x, std::uint32_t width) {
    const Wide modulus = Wide{1} << width;
    const Wide rest = ((x % modulus) + modulus) % modulus;
    return rest < modulus / 2 ? rest : rest - modulus;
  }

  void add_product(Wide& sum, Wide factor, Wide x) {
    Wide product = 0;
    if (__builtin_mul_overflow(factor, x, &product)) overflown_ = true;
    if (__builtin_add_overflow(sum, product, &sum)) overflown_ = true;
  }

  template <class WindowStep, class Visit>
  static void for_each_position(const WindowStep& step, Visit visit) {
    for (std::uint32_t row = 0; row < step.out.height; ++row) {
      for (std::uint32_t column = 0; column < step.out.width; ++column) visit(row, column);
    }
  }

  /// What the window meets of a channel at one position.
  template <class WindowStep>
  std::vector<Tap> taps_at(const WindowStep& step, std::uint32_t channel, std::uint32_t row,
                           std::uint32_t column) const {
    const Window& w = step.window;
    std::vector<Tap> taps;
    for (std::uint32_t i = 0; i < w.kernel_height * w.kernel_width; ++i) {
      const std::int64_t y =
          tapped(row, w.stride_height, i / w.kernel_width, w.dilation_height, w.pad_top);
      const std::int64_t x =
          tapped(column, w.stride_width, i % w.kernel_width, w.dilation_width, w.pad_left);
      if (y < 0 || y >= step.in.height || x < 0 || x >= step.in.width) continue;
      const auto pixel = static_cast<std::size_t>(y * step.in.width + x);
      taps.push_back(
          {i, input(0)[std::size_t{channel} * step.in.height * step.in.width + pixel]});
    }
    return taps;
  }

  template <class PoolStep, class Reduce>
  Tensor pooled(const PoolStep& step, Reduce reduce) const {
    Tensor y;
    for (std::uint32_t channel = 0; channel < step.out.channels; ++channel) {
      for_each_position(step, [&](std::uint32_t row, std::uint32_t column) {
        y.push_back(reduce(taps_at(step, channel, row, column)));
      });
    }
    return y;
  }

  const Plan& plan_;
  Weights::const_iterator weights_;
  std::vector<Tensor> tensors_;
  std::vector<std::uint32_t> inputs_;
  std::size_t index_ = 0;
  bool overflown_ = false;
};

}  // namespace

std::optional<std::vector<std::vector<Wide>>> exact_steps(
    const Plan& plan, const Weights& weights, std::span<const std::int64_t> record) {
  return Evaluation(plan, weights, record).run();
}

}  // namespace medisc::test
