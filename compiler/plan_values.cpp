#include "compiler/plan_values.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#include "plan/reference.hpp"

namespace medisc {
namespace {

using Tensor = std::vector<double>;

constexpr double kExact = 0x1p53;

double largest_of(const Tensor& values) {
  double largest = 0;
  for (const double value : values) largest = std::max(largest, std::abs(value));
  return largest;
}

/// The largest sum of |weights| over the `terms` of a result.
double longest_row(const std::vector<std::int32_t>& matrix, std::size_t terms) {
  double longest = 0;
  for (std::size_t at = 0; at < matrix.size(); at += terms) {
    double sum = 0;
    for (std::size_t i = 0; i < terms; ++i) sum += std::abs(double{1} * matrix[at + i]);
    longest = std::max(longest, sum);
  }
  return longest;
}

/// None where a number may not be exact.
std::optional<Tensor> result_of(const ThresholdStep& step, const Tensor& y) {
  Tensor z(y);
  const double factor = std::ldexp(1.0, -static_cast<int>(step.shift));
  const Piecewise& function = step.function;
  if (function == Piecewise::relu()) {
    for (double& value : z) value = std::floor(std::max(value, 0.0) * factor);
    return z;
  }
  double slopes = std::abs(static_cast<double>(function.slope));
  double offsets = std::abs(static_cast<double>(function.offset));
  for (const Knot& knot : function.knots) {
    slopes += std::abs(static_cast<double>(knot.slope));
    offsets += std::abs(static_cast<double>(knot.offset));
  }
  if (!(slopes * (largest_of(y) * factor + 1) + offsets < kExact)) return std::nullopt;
  for (double& value : z) value = function.in(std::floor(value * factor));
  return z;
}

/// What is compared right: a max-pool compares differences, one bit wider.
double compared_below(const Step& step) {
  if (const auto* threshold = std::get_if<ThresholdStep>(&step.op)) {
    double furthest = 0;
    for (const Knot& knot : threshold->function.knots) {
      furthest = std::max(furthest, std::abs(std::ldexp(static_cast<double>(knot.at),
                                                        static_cast<int>(threshold->shift))));
    }
    return std::ldexp(1.0, static_cast<int>(threshold->width) - 1) - furthest;
  }
  if (const auto* pool = std::get_if<MaxPoolStep>(&step.op)) {
    return std::ldexp(1.0, static_cast<int>(pool->width) - 2);
  }
  return HUGE_VAL;
}

}  // namespace

PlanValues::PlanValues(const Plan& plan, const Weights& weights)
    : plan_(plan), weights_(weights) {
  auto next = weights.begin();
  for (const Step& step : plan.steps) {
    Fast fast;
    const auto linear = [&](auto op, std::size_t outputs) {
      const LinearWeights& own = *next++;
      op.matrix.assign(own.matrix.begin(), own.matrix.end());
      op.bias.assign(own.bias.begin(), own.bias.end());
      fast.longest = longest_row(own.matrix, own.matrix.size() / outputs);
      fast.largest_bias = largest_of(op.bias);
      fast.op = std::move(op);
    };
    std::visit(
        [&]<class Op>(const Op& op) {
          if constexpr (std::is_same_v<Op, DenseStep>) {
            linear(Dense{op.inputs, op.outputs, {}, {}}, op.outputs);
          } else if constexpr (std::is_same_v<Op, ConvStep>) {
            linear(Conv{op.in, op.out, op.window, op.groups, {}, {}}, op.out.channels);
          } else if constexpr (std::is_same_v<Op, ThresholdStep>) {
            fast.op = identity_activation(op.size);  // result_of
          } else if constexpr (std::is_same_v<Op, SumPoolStep>) {
            fast.op = SumPool{op.in, op.out, op.window, 1};
          } else if constexpr (std::is_same_v<Op, ProductStep>) {
            fast.op = Product{op.size, op.runs};
          } else if constexpr (std::is_same_v<Op, MaxPoolStep>) {
            fast.op = MaxPool{op.in, op.out, op.window};
          } else if constexpr (std::is_same_v<Op, SumStep>) {
            fast.op = Sum{op.size,
                          {op.multipliers.begin(), op.multipliers.end()},
                          static_cast<double>(op.offset)};
          } else {
            fast.op = Concat{op.sizes};
          }
        },
        step.op);
    fast_.push_back(std::move(fast));
  }
}

std::optional<Tensor> PlanValues::result(std::size_t index,
                                         std::vector<const Tensor*> inputs) const {
  const Step& step = plan_.steps[index];
  const Fast& fast = fast_[index];
  std::vector<Tensor> other;  // inputs that are not read as they are
  if (const auto* concat = std::get_if<ConcatStep>(&step.op)) {
    other.resize(inputs.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      other[i] = *inputs[i];
      for (double& x : other[i]) x = std::ldexp(x, static_cast<int>(concat->shifts[i]));
      inputs[i] = &other[i];
    }
  } else if (const auto* sum = std::get_if<SumStep>(&step.op)) {
    other.resize(inputs.size());
    double reach = std::abs(static_cast<double>(sum->offset));
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      reach += std::abs(static_cast<double>(sum->multipliers[i])) * largest_of(*inputs[i]);
      if (inputs[i]->size() == sum->size) continue;
      other[i].assign(sum->size, inputs[i]->front());
      inputs[i] = &other[i];
    }
    if (!(reach < kExact)) return std::nullopt;
  } else if (weight_count(step) > 0) {
    const double reach = fast.longest * largest_of(*inputs[0]) + fast.largest_bias;
    if (!(reach < kExact)) return std::nullopt;
  }
  if (!(largest_of(*inputs[0]) < compared_below(step))) return std::nullopt;
  const auto* threshold = std::get_if<ThresholdStep>(&step.op);
  std::optional<Tensor> y = threshold != nullptr ? result_of(*threshold, *inputs[0])
                                                 : evaluate_layer(fast.op, std::move(inputs));
  if (!y) return std::nullopt;
  const double most = std::ldexp(1.0, static_cast<int>(result_width(step)) - 1);
  if (!(largest_of(*y) < std::min(most, kExact))) return std::nullopt;
  return y;
}

std::vector<Tensor> PlanValues::tensors(std::span<const std::int64_t> record) const {
  std::vector<Tensor> all{Tensor(record.begin(), record.end())};
  all.reserve(plan_.steps.size() + 1);
  for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
    std::vector<const Tensor*> inputs;
    for (const std::uint32_t tensor : inputs_of(plan_, i)) inputs.push_back(&all[tensor]);
    auto y = result(i, std::move(inputs));
    if (!y) {
      const auto exact = reference_steps(plan_, weights_, record);
      all.resize(1);
      for (const auto& tensor : exact) all.emplace_back(tensor.begin(), tensor.end());
      return all;
    }
    all.push_back(std::move(*y));
  }
  return all;
}

}  // namespace medisc
