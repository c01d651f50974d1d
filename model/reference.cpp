#include "model/reference.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "ring/word.hpp"

namespace medisc {
namespace {

std::vector<std::int64_t> run(const DenseStep& step, const DenseWeights& weights,
                              std::span<const std::int64_t> x) {
  assert(x.size() == step.inputs && weights.bias.size() == step.outputs);
  std::vector<std::int64_t> y(step.outputs);
  for (std::size_t row = 0; row < step.outputs; ++row) {
    const std::int32_t* matrix_row = weights.matrix.data() + row * step.inputs;
    auto sum = to_word<std::uint64_t>(weights.bias[row]);
    for (std::size_t column = 0; column < step.inputs; ++column) {
      sum += to_word<std::uint64_t>(matrix_row[column]) * to_word<std::uint64_t>(x[column]);
    }
    y[row] = to_signed(sum, step.width);
  }
  return y;
}

std::vector<std::int64_t> run(const ReluStep& step, std::span<const std::int64_t> y) {
  std::vector<std::int64_t> z(y.begin(), y.end());
  for (std::int64_t& value : z) value = std::max<std::int64_t>(value, 0) >> step.shift;
  return z;
}

}  // namespace

std::vector<std::vector<std::int64_t>> reference_steps(const Plan& plan, const Weights& weights,
                                                       std::span<const std::int64_t> input) {
  assert(input.size() == plan.input.features);
  std::vector<std::vector<std::int64_t>> results;
  auto layer = weights.begin();
  for (const Step& step : plan.steps) {
    const std::span<const std::int64_t> x =
        results.empty() ? input : std::span<const std::int64_t>(results.back());
    const auto* dense = std::get_if<DenseStep>(&step.op);
    auto result =
        dense != nullptr ? run(*dense, *layer++, x) : run(std::get<ReluStep>(step.op), x);
    results.push_back(std::move(result));
  }
  return results;
}

std::vector<std::int64_t> reference(const Plan& plan, const Weights& weights,
                                    std::span<const std::int64_t> input) {
  return reference_steps(plan, weights, input).back();
}

}  // namespace medisc
