#include "tests/differential/comparison.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "compiler/label_output.hpp"
#include "compiler/plan_widths.hpp"
#include "plan/reference.hpp"
#include "simulation/memory_pool.hpp"
#include "tests/differential/cost_comparison.hpp"
#include "tests/differential/exact_steps.hpp"
#include "tests/differential/records.hpp"
#include "tests/ring/numbered_seed.hpp"

namespace medisc::test {
namespace {

using Disagreement = std::optional<std::string>;

std::span<const std::int64_t> record_of(const Experiment& experiment, std::size_t record) {
  const std::size_t features = experiment.drawn.plan.input.features;
  return std::span(experiment.records).subspan(record * features, features);
}

// Flips

void flip_bit(Bytes& bytes, Chance& chance) {
  if (bytes.empty()) return;
  bytes[chance.bits() % bytes.size()] ^= static_cast<std::uint8_t>(1 << chance.pick(0, 7));
}

Weights flipped(Weights weights, Chance& chance) {
  LinearWeights& layer = weights[chance.bits() % weights.size()];
  std::int32_t& weight = layer.matrix[chance.bits() % layer.matrix.size()];
  weight ^= static_cast<std::int32_t>(1U << chance.pick(0, 15));
  return weights;
}

void flip(MemoryBundles& bundles, Flip what, Chance& chance) {
  const std::size_t bundle = chance.bits() % bundles.hospital.size();
  if (what == Flip::kShare) flip_bit(bundles.hospital[bundle].shares, chance);
  if (what == Flip::kCorrection) flip_bit(bundles.service[bundle].half.corrections, chance);
  if (what == Flip::kOpening) flip_bit(bundles.service[bundle].openings, chance);
}

// The secure run

Disagreement secure_run_differs(const Experiment& experiment, Flip what) {
  const auto& [plan, weights] = experiment.drawn;
  Chance chance(experiment.seed);
  auto pool = MemoryPool::make(plan, what == Flip::kWeight ? flipped(weights, chance) : weights,
                               [series = experiment.seed, next = std::uint64_t{0}]() mutable {
                                 return numbered_seed(next++, series);
                               });
  if (!pool) return "no pool: " + render(pool.error());
  MemoryBundles bundles = (*pool)->deal(experiment.batch());
  flip(bundles, what, chance);
  const auto session = (*pool)->run(bundles, experiment.records);
  if (!session) return "no result: " + render(session.error());
  const auto expected = reference_batch(plan, weights, experiment.records);
  if (session->logits.size() != expected.size()) {
    return fmt::format("{} results, and {} of the reference", session->logits.size(),
                       expected.size());
  }
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (session->logits[i] == expected[i]) continue;
    return fmt::format("record {}, result {}: {}, and {} of the reference", i / plan.outputs(),
                       i % plan.outputs(), session->logits[i], expected[i]);
  }
  return cost_disagreement(*session, declared_traffic((*pool)->gates(), experiment.batch()));
}

// Mathematics

Disagreement steps_differ(const Experiment& experiment, std::size_t record,
                          const std::vector<std::vector<Wide>>& exact) {
  const auto& [plan, weights] = experiment.drawn;
  const auto steps = reference_steps(plan, weights, record_of(experiment, record));
  for (std::size_t step = 0; step < steps.size(); ++step) {
    const std::string where = fmt::format("record {}, step {}", record, step);
    for (std::size_t i = 0; i < steps[step].size(); ++i) {
      const Wide value = exact[step][i];
      if (value != steps[step][i]) {
        return fmt::format("{}, element {}: the reference has {}, mathematics {}", where, i,
                           steps[step][i], static_cast<double>(value));
      }
      const auto magnitude = static_cast<double>(value < 0 ? -value : value);
      if (magnitude > experiment.bounds[step]) {
        return fmt::format("{}, element {}: {} is above {}, which is proven", where, i,
                           magnitude, experiment.bounds[step]);
      }
    }
  }
  return std::nullopt;
}

Choice choice_of(const Plan& plan) {
  return medisc::choice_of(plan.manifest.outcome, plan.outputs());
}

/// 1 at the largest logit of each position, the first of equal ones; of single logits where
/// they are 0 or above.
template <class Number>
std::vector<std::int64_t> label_of(std::span<const Number> logits, const Choice& choice) {
  std::vector<std::int64_t> label(logits.size(), 0);
  for (std::size_t position = 0; position < choice.positions; ++position) {
    std::size_t best = position;
    for (std::size_t i = position; i < logits.size(); i += choice.positions) {
      if (logits[i] > logits[best]) best = i;
    }
    label[best] = choice.classes > 1 || logits[best] >= 0 ? 1 : 0;
  }
  return label;
}

Disagreement label_differs(const Experiment& experiment, std::size_t record,
                           const std::vector<std::vector<Wide>>& exact) {
  const Choice choice = choice_of(experiment.drawn.plan);
  const std::size_t steps_behind_logits = label_steps(0, choice).size();
  const std::vector<Wide>& result = exact.back();
  std::vector<Wide> logits = exact[exact.size() - 1 - steps_behind_logits];
  const Wide factor = Wide{1} << distinct_bits(choice.classes);
  for (std::size_t i = 0; i < logits.size(); ++i) {
    logits[i] -= static_cast<Wide>(choice.classes - 1 - i / choice.positions);
    if (logits[i] % factor != 0)
      return fmt::format("record {}: logit {} has no rank", record, i);
  }
  const std::vector<std::int64_t> label = label_of(std::span<const Wide>(logits), choice);
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (result[i] == label[i]) continue;
    return fmt::format("record {}: the label has {} at {}, and {} by its logits", record,
                       static_cast<double>(result[i]), i, label[i]);
  }
  if (!has_equal_logits(experiment)) return std::nullopt;
  const auto of_logits_plan = reference(experiment.logits->plan, experiment.logits->weights,
                                        record_of(experiment, record));
  if (label_of(std::span(of_logits_plan), choice) == label) return std::nullopt;
  return fmt::format("record {}: the label is another by the plan for logits", record);
}

Disagreement mathematics_differs(const Experiment& experiment) {
  const auto& [plan, weights] = experiment.drawn;
  for (std::size_t record = 0; record < experiment.batch(); ++record) {
    const auto exact = exact_steps(plan, weights, record_of(experiment, record));
    if (!exact) return fmt::format("record {}: a result leaves 128 bits", record);
    if (auto steps = steps_differ(experiment, record, *exact)) return steps;
    if (plan.output != Output::kLabel) continue;
    if (auto label = label_differs(experiment, record, *exact)) return label;
  }
  return std::nullopt;
}

/// One class at each position, or at most one of single logits.
bool is_label(const std::vector<std::int64_t>& label, const Choice& choice) {
  for (std::size_t position = 0; position < choice.positions; ++position) {
    std::int64_t ones = 0;
    for (std::size_t i = position; i < label.size(); i += choice.positions) {
      if (label[i] != 0 && label[i] != 1) return false;
      ones += label[i];
    }
    if (ones != 1 && choice.classes > 1) return false;
  }
  return true;
}

/// A calibrated label is one class too, for every record that the ranges let through.
Disagreement calibrated_label_differs(const Experiment& experiment) {
  const auto& [plan, weights] = experiment.drawn;
  const std::int64_t end = std::int64_t{1} << plan.input.bits;
  for (std::size_t record = 0; record < experiment.batch(); ++record) {
    const auto x = record_of(experiment, record);
    if (std::any_of(x.begin(), x.end(), [end](auto v) { return v < -end || v > end; }))
      continue;
    if (is_label(reference(plan, weights, x), choice_of(plan))) continue;
    return fmt::format("record {}: the label is not one class", record);
  }
  return std::nullopt;
}

}  // namespace

bool has_equal_logits(const Experiment& experiment) {
  if (!experiment.logits) return false;
  DrawnPlan logits = *experiment.logits;
  DrawnPlan label = experiment.drawn;
  const Choice choice = choice_of(label.plan);
  if (logits.plan.steps.size() + label_steps(0, choice).size() != label.plan.steps.size())
    return false;
  label.plan.steps.resize(logits.plan.steps.size());
  assign_full_widths(label.plan);
  assign_full_widths(logits.plan);
  const auto equal_ops = [](const Step& a, const Step& b) {
    return a.op == b.op && a.inputs == b.inputs;
  };
  if (!std::equal(label.plan.steps.begin(), label.plan.steps.end(), logits.plan.steps.begin(),
                  equal_ops)) {
    return false;
  }
  if (!make_distinct(logits.weights.back(), choice.classes)) return false;
  return label.weights == logits.weights;
}

std::optional<std::string> disagreement(const Experiment& experiment, Flip flip) {
  if (auto valid = validate(experiment.drawn.plan); !valid) {
    return "no plan: " + render(valid.error());
  }
  if (auto differs = secure_run_differs(experiment, flip)) return differs;
  if (!experiment.bounds.empty()) return mathematics_differs(experiment);
  const bool calibrated = kind_of(experiment.seed) == Kind::kCalibrated;
  if (calibrated && experiment.drawn.plan.output == Output::kLabel) {
    return calibrated_label_differs(experiment);
  }
  return std::nullopt;
}

}  // namespace medisc::test
