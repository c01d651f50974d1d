#include "model/label_output.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "model/folding.hpp"

namespace medisc {
namespace {

/// The last `inputs` of `outputs` results are the inputs, the others 0.
Dense passing(std::uint32_t inputs, std::uint32_t outputs) {
  Dense dense{inputs, outputs, std::vector<double>(std::size_t{inputs} * outputs),
              std::vector<double>(outputs)};
  for (std::uint32_t i = 0; i < inputs; ++i) {
    dense.matrix[std::size_t{outputs - inputs + i} * inputs + i] = 1;
  }
  return dense;
}

}  // namespace

Network with_class_logits(const Network& network) {
  Network result = network;
  const std::uint32_t logits = network.outputs();
  const std::uint32_t classes = std::max(logits, 2U);
  auto* const last = std::get_if<Dense>(&result.layers.back().op);
  if (last == nullptr) {
    result.layers.push_back({"classes", passing(logits, classes), {}});
  } else if (logits != classes) {
    *last = compose(*last, passing(logits, classes));
  }
  return result;
}

unsigned distinct_bits(std::uint32_t classes) {
  return static_cast<unsigned>(std::bit_width(classes - 1));
}

unsigned distinct_weight_bits(std::uint32_t classes) {
  return 30 - distinct_bits(classes);
}

bool can_be_distinct(const LinearWeights& weights, std::uint32_t classes) {
  const unsigned bits = distinct_bits(classes);
  const auto fits = [bits](std::int64_t value, unsigned most) {
    return std::abs(value) <= (std::int64_t{1} << (most - bits));
  };
  return std::all_of(weights.matrix.begin(), weights.matrix.end(),
                     [&](std::int64_t weight) { return fits(weight, 30); }) &&
         std::all_of(weights.bias.begin(), weights.bias.end(),
                     [&](std::int64_t bias) { return fits(bias, 62); });
}

void make_distinct(LinearWeights& weights, std::uint32_t classes) {
  const std::int64_t factor = std::int64_t{1} << distinct_bits(classes);
  for (std::int32_t& weight : weights.matrix) {
    weight = static_cast<std::int32_t>(weight * factor);
  }
  for (std::uint32_t i = 0; i < classes; ++i) {
    weights.bias[i] = weights.bias[i] * factor + (classes - 1 - i);
  }
}

std::vector<Step> label_steps(std::uint32_t logits, std::uint32_t classes) {
  const Image column{1, classes, 1};
  Window all;
  all.kernel_height = classes;
  return {{"label/max", 0, MaxPoolStep{column, Image{1, 1, 1}, all, 0}, {logits}},
          {"label/below", 0, SumStep{classes, {1, -1}, 1, 0}, {logits, logits + 1}},
          {"label", 0, ReluStep{classes, 0, 0, 0}, {logits + 2}}};
}

}  // namespace medisc
