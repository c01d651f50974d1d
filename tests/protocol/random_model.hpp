/// Models without a meaning: any shapes, widths and shifts that a plan may have, any weights.
#pragma once

#include <random>

#include <rapidcheck.h>

#include "model/plan.hpp"
#include "model/reference.hpp"
#include "model/weights.hpp"

namespace medisc::test {

struct RandomModel {
  Plan plan;
  Weights weights;
};

/// The integers that shapes are drawn from: pick(lo, hi) lies in [lo, hi].
template <class Pick>
RandomModel make_random_model(Pick&& pick, std::uint32_t ring_bits, std::uint64_t seed) {
  RandomModel model;
  Plan& plan = model.plan;
  plan.ring_bits = ring_bits;
  const std::uint32_t layers = pick(1, 4);
  std::uint32_t size = pick(1, 40);
  plan.input = {size, 1, {0}};
  std::mt19937_64 random(seed);
  for (std::uint32_t layer = 0; layer < layers; ++layer) {
    const std::uint32_t width = pick(0, 3) == 0 ? ring_bits : pick(2, ring_bits);
    if (layer > 0) std::get<ReluStep>(plan.steps.back().op).output_width = width;
    const DenseStep dense{size, pick(1, 40), width};
    plan.steps.push_back({"fc", 0, dense});
    DenseWeights weights;
    for (std::size_t i = 0; i < std::size_t{dense.inputs} * dense.outputs; ++i) {
      weights.matrix.push_back(static_cast<std::int32_t>(random()));
    }
    for (std::size_t i = 0; i < dense.outputs; ++i) {
      weights.bias.push_back(static_cast<std::int64_t>(random()));
    }
    model.weights.push_back(std::move(weights));
    size = dense.outputs;
    if (layer + 1 < layers) {
      plan.steps.push_back({"relu", 0, ReluStep{size, width, pick(0, width - 2), 0}});
    }
  }
  return model;
}

/// Inside a rapidcheck property.
inline RandomModel arbitrary_model() {
  const auto ring_bits = *rc::gen::element(8U, 16U, 32U, 64U);
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  return make_random_model(
      [](std::uint32_t lo, std::uint32_t hi) { return *rc::gen::inRange(lo, hi + 1); },
      ring_bits, seed);
}

/// Any integers: a plan wraps them, and so does the reference.
inline std::vector<std::int64_t> random_records(const Plan& plan, std::size_t batch,
                                                std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::int64_t> records(batch * plan.input.features);
  for (std::int64_t& value : records) value = static_cast<std::int64_t>(random());
  return records;
}

/// batch x outputs logits in plaintext.
inline std::vector<std::int64_t> reference_batch(const Plan& plan, const Weights& weights,
                                                 std::span<const std::int64_t> records) {
  std::vector<std::int64_t> logits;
  const std::size_t features = plan.input.features;
  for (std::size_t at = 0; at < records.size(); at += features) {
    const auto one = reference(plan, weights, records.subspan(at, features));
    logits.insert(logits.end(), one.begin(), one.end());
  }
  return logits;
}

}  // namespace medisc::test
