#include "protocol/choose_borrows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "correlation/gates.hpp"
#include "correlation/half.hpp"

namespace medisc {
namespace {

/// Weights of sent bits that layouts of chains are tried for.
constexpr std::array<std::uint32_t, 5> kWeights{1, 2, 4, 8, 16};
constexpr std::uint32_t kUsualWeight = 4;
/// What a dealt byte takes of a session's time, about, as the service reads, opens and uses it
/// on two cores: 0.5 ns were measured. Dealing and preparing come before, and take more.
constexpr double kByteSeconds = 1e-9;
/// No step of any plan is worth a byte at this price.
constexpr double kDearest = 1;

/// What one step takes under one choice.
struct StepCost {
  double seconds = 0;
  double bytes = 0;  ///< of a bundle's corrections
};

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

/// A way to compare, for all steps of a plan: 0 the tree, else a chain of that weight.
struct Way {
  std::uint32_t chain = 0;
  std::vector<StepCost> costs;
};

std::vector<Way> ways_of(const Plan& plan, const LinkSpeed& link) {
  std::vector<Way> ways{{0, costs_of(with_chains(plan, 0), link)}};
  for (const std::uint32_t weight : kWeights) {
    ways.push_back({weight, costs_of(with_chains(plan, weight), link)});
  }
  return ways;
}

/// Of each step, the index of its way.
using Chosen = std::vector<std::size_t>;

/// What a step takes by a way where a dealt byte costs so many seconds.
double cost_of(const std::vector<Way>& ways, std::size_t way, std::size_t step, double price) {
  const StepCost& cost = ways[way].costs[step];
  return cost.seconds + price * cost.bytes;
}

Chosen best_ways(const std::vector<Way>& ways, double price) {
  Chosen best(ways.front().costs.size(), 0);
  for (std::size_t step = 0; step < best.size(); ++step) {
    for (std::size_t way = 1; way < ways.size(); ++way) {
      if (cost_of(ways, way, step, price) < cost_of(ways, best[step], step, price)) {
        best[step] = way;
      }
    }
  }
  return best;
}

double bytes_of(const std::vector<Way>& ways, const Chosen& chosen) {
  double bytes = 0;
  for (std::size_t step = 0; step < chosen.size(); ++step) {
    bytes += ways[chosen[step]].costs[step].bytes;
  }
  return bytes;
}

/// The best ways at the lowest price, from kByteSeconds on, at which a bundle stays within the
/// bound. Where none does they are those of the fewest bytes.
Chosen best_within(const std::vector<Way>& ways, double bound) {
  Chosen chosen = best_ways(ways, kByteSeconds);
  if (bytes_of(ways, chosen) <= bound) return chosen;
  double low = kByteSeconds;
  double high = kDearest;
  for (int halving = 0; halving < 40; ++halving) {
    const double price = std::sqrt(low * high);
    (bytes_of(ways, best_ways(ways, price)) <= bound ? high : low) = price;
  }
  return best_ways(ways, high);
}

/// Another way for one step.
struct Change {
  std::size_t step = 0;
  std::size_t way = 0;
  double worth = 0;  ///< seconds saved a byte more
};

/// The one that is worth most of those that fit into so many bytes more.
Change best_change(const std::vector<Way>& ways, const Chosen& chosen, double left) {
  Change best;
  for (std::size_t step = 0; step < chosen.size(); ++step) {
    const double now = cost_of(ways, chosen[step], step, kByteSeconds);
    for (std::size_t way = 0; way < ways.size(); ++way) {
      const double more = ways[way].costs[step].bytes - ways[chosen[step]].costs[step].bytes;
      const double saved = now - cost_of(ways, way, step, kByteSeconds);
      const double worth = saved / std::max(more, 1e-3);
      if (more <= left && worth > best.worth) best = {step, way, worth};
    }
  }
  return best;
}

/// What is left below the bound goes to single steps.
void fill_up(const std::vector<Way>& ways, double bound, Chosen& chosen) {
  while (true) {
    const Change change = best_change(ways, chosen, bound - bytes_of(ways, chosen));
    if (change.worth <= 0) return;
    chosen[change.step] = change.way;
  }
}

void choose_by_time(Plan& plan, const BorrowOptions& options) {
  const std::vector<Way> ways = ways_of(plan, options.link);
  const Chosen trees(plan.steps.size(), 0);
  const double bound = options.bundle_mb ? *options.bundle_mb * 1e6 : 2 * bytes_of(ways, trees);
  Chosen chosen = best_within(ways, bound);
  fill_up(ways, bound, chosen);
  for (std::size_t step = 0; step < chosen.size(); ++step) {
    set_chain(plan.steps[step], ways[chosen[step]].chain);
  }
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
