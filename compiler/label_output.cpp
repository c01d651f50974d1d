#include "compiler/label_output.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "compiler/folding.hpp"

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

/// Whether no bias goes into several classes' logits.
bool has_biases_by_class(const Layer& layer, const Choice& choice) {
  const auto* const conv = std::get_if<Conv>(&layer.op);
  if (conv != nullptr) return conv->out.channels % choice.classes == 0;
  return std::holds_alternative<Dense>(layer.op);
}

}  // namespace

Choice choice_of(const Outcome& outcome, std::uint32_t results) {
  if (outcome.task != TaskKind::kMap) return {results};
  return {outcome.shape.front(), results / outcome.shape.front()};
}

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

Network with_pixel_logits(const Network& network, const Choice& choice) {
  Network result = network;
  if (has_biases_by_class(result.layers.back(), choice)) return result;
  const Affine same{network.outputs(), std::vector<double>(choice.classes, 1.0),
                    std::vector<double>(choice.classes, 0.0)};
  result.layers.push_back({"classes", diagonal(same), {}});
  return result;
}

unsigned distinct_bits(std::uint32_t classes) {
  return static_cast<unsigned>(std::bit_width(classes - 1));
}

unsigned distinct_weight_bits(std::uint32_t classes) {
  return 30 - distinct_bits(classes);
}

bool make_distinct(LinearWeights& weights, std::uint32_t classes, bool last_wins) {
  const std::int64_t factor = std::int64_t{1} << distinct_bits(classes);
  const std::int64_t most_weight = std::numeric_limits<std::int32_t>::max() / factor;
  const std::int64_t most_bias = (std::int64_t{1} << 62) / factor - 1;
  for (std::int32_t& weight : weights.matrix) {
    if (std::abs(std::int64_t{weight}) > most_weight) return false;
    weight = static_cast<std::int32_t>(weight * factor);
  }
  const std::size_t of_one_class = weights.bias.size() / classes;
  for (std::size_t i = 0; i < weights.bias.size(); ++i) {
    const auto place = static_cast<std::int64_t>(i / of_one_class);
    if (std::abs(weights.bias[i]) > most_bias) return false;
    weights.bias[i] = weights.bias[i] * factor + (last_wins ? place : classes - 1 - place);
  }
  return true;
}

double threshold_logit(double threshold) {
  return std::log(threshold / (1 - threshold));
}

double raised_by(const Plan& plan) {
  const Outcome& outcome = plan.manifest.outcome;
  const bool raised = plan.output == Output::kLabel && outcome.task == TaskKind::kBinary;
  return raised ? threshold_logit(outcome.thresholds.front()) : 0;
}

void raise_threshold(LinearWeights& weights, double threshold, std::int32_t scale) {
  const double logit = std::ceil(std::ldexp(threshold_logit(threshold), scale));
  // What is beyond every logit is as far as a bias goes.
  const double held = std::clamp(logit, -0x1p60, 0x1p60);
  weights.bias[1] -= static_cast<std::int64_t>(held);
}

std::vector<Step> label_steps(std::uint32_t logits, const Choice& choice) {
  const auto [classes, positions] = choice;
  const std::uint32_t size = classes * positions;
  if (classes == 1) {
    const Piecewise from_zero_on{0, 0, {{0, 0, 1}}};
    return {{"label", 0, ThresholdStep{size, 0, 0, 0, 0, from_zero_on}, {logits}}};
  }
  const Image column{1, classes, positions};
  Window all;
  all.kernel_height = classes;
  std::uint32_t tensor = logits + 1;
  std::vector<Step> steps{
      {"label/max", 0, MaxPoolStep{column, Image{1, 1, positions}, all, 0}, {logits}}};
  if (positions > 1) {
    const ConcatStep copies{std::vector<std::uint32_t>(classes, positions),
                            std::vector<std::uint32_t>(classes), 0};
    steps.push_back({"label/copies", 0, copies, std::vector(classes, tensor++)});
  }
  steps.push_back({"label/below", 0, SumStep{size, {1, -1}, 1, 0}, {logits, tensor++}});
  steps.push_back({"label", 0, relu_step(size, 0, 0, 0), {tensor}});
  return steps;
}

}  // namespace medisc
