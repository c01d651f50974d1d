#include "protocol/choose_borrows.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "correlation/gates.hpp"
#include "correlation/half.hpp"

namespace medisc {
namespace {

/// Weights of sent bits that layouts of chains are tried for.
constexpr std::array<std::uint32_t, 5> kWeights{1, 2, 4, 8, 16};
constexpr std::uint32_t kUsualWeight = 4;

/// What one step takes under one choice.
struct StepCost {
  double seconds = 0;
  double bytes = 0;  ///< of a bundle's corrections
};

bool has_chain(const Step& step) {
  return std::holds_alternative<ThresholdStep>(step.op) ||
         std::holds_alternative<MaxPoolStep>(step.op);
}

void set_chain(Step& step, std::uint32_t weight) {
  std::visit(
      [&](auto& op) {
        if constexpr (requires { op.chain; }) op.chain = weight;
      },
      step.op);
}

Plan with_chains(Plan plan, std::uint32_t weight) {
  for (Step& step : plan.steps) set_chain(step, weight);
  return plan;
}

std::vector<StepCost> costs_of(const Plan& plan, const LinkSpeed& link) {
  const Gates gates = make_gates(plan);
  const Traffic traffic = declared_traffic(gates, 1);
  std::vector<StepCost> costs;
  for (std::size_t i = 0; i < gates.size(); ++i) {
    const DeclaredStep& step = traffic.steps[i];
    const auto bits = static_cast<double>(step.bits_up + step.bits_down);
    costs.push_back(
        {static_cast<double>(step.flights) * link.delay_ms / 1e3 + bits / (link.mbit_s * 1e6),
         static_cast<double>(
             std::visit([](const auto& gate) { return correction_bits(gate); }, gates[i])) /
             8});
  }
  return costs;
}

/// A step by the chain in place of the tree.
struct Change {
  std::size_t step = 0;
  double saved = 0;  ///< seconds
  double more = 0;   ///< bytes
  double worth() const { return saved / std::max(more, 1e-3); }
};

std::vector<Change> worthwhile(const Plan& plan, const std::vector<StepCost>& trees,
                               const std::vector<StepCost>& chains) {
  std::vector<Change> changes;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    if (!has_chain(plan.steps[i])) continue;
    const Change change{i, trees[i].seconds - chains[i].seconds,
                        chains[i].bytes - trees[i].bytes};
    if (change.saved > 0) changes.push_back(change);
  }
  std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
    return std::pair(-a.worth(), a.step) < std::pair(-b.worth(), b.step);
  });
  return changes;
}

double bytes_of(const std::vector<StepCost>& costs) {
  double bytes = 0;
  for (const StepCost& cost : costs) bytes += cost.bytes;
  return bytes;
}

void choose_by_time(Plan& plan, const BorrowOptions& options) {
  const std::vector<StepCost> trees = costs_of(with_chains(plan, 0), options.link);
  const double bound = options.bundle_mb ? *options.bundle_mb * 1e6 : 2 * bytes_of(trees);
  double most_saved = 0;
  Plan best = with_chains(plan, 0);
  for (const std::uint32_t weight : kWeights) {
    const auto changes =
        worthwhile(plan, trees, costs_of(with_chains(plan, weight), options.link));
    Plan tried = with_chains(plan, 0);
    double bytes = bytes_of(trees);
    double saved = 0;
    for (const Change& change : changes) {
      if (change.more > 0 && bytes + change.more > bound) continue;
      bytes += change.more;
      saved += change.saved;
      set_chain(tried.steps[change.step], weight);
    }
    if (saved <= most_saved) continue;
    most_saved = saved;
    best = std::move(tried);
  }
  plan = std::move(best);
}

}  // namespace

double seconds_over(const Traffic& traffic, const LinkSpeed& link) {
  const auto bytes = static_cast<double>(traffic.bytes_up() + traffic.bytes_down());
  return static_cast<double>(traffic.flights()) * link.delay_ms / 1e3 +
         bytes * 8 / (link.mbit_s * 1e6);
}

void choose_borrows(Plan& plan, const BorrowOptions& options) {
  switch (options.comparison) {
    case ComparisonChoice::kAuto:
      return choose_by_time(plan, options);
    case ComparisonChoice::kTree:
      return void(plan = with_chains(std::move(plan), 0));
    case ComparisonChoice::kChain:
      return void(plan = with_chains(std::move(plan), kUsualWeight));
  }
}

}  // namespace medisc
