#include "compiler/sample_errors.hpp"

#include <algorithm>
#include <cmath>

namespace medisc {
namespace {

/// Index of the first of the largest values that are `stride` apart.
std::size_t largest_at(std::span<const double> values, std::size_t first, std::size_t stride) {
  std::size_t best = first;
  for (std::size_t i = first; i < values.size(); i += stride) {
    if (values[i] > values[best]) best = i;
  }
  return best;
}

/// max - min of each output over the records; where there is one record alone, its largest.
std::vector<double> spreads(std::span<const double> expected, std::size_t outputs) {
  std::vector<double> spread(outputs);
  for (std::size_t output = 0; output < outputs; ++output) {
    double least = expected[output];
    double most = expected[output];
    for (std::size_t i = output; i < expected.size(); i += outputs) {
      least = std::min(least, expected[i]);
      most = std::max(most, expected[i]);
    }
    spread[output] = most > least ? most - least : std::abs(most);
  }
  return spread;
}

}  // namespace

Decisions compare_decisions(const Purpose& purpose, std::span<const double> expected,
                            std::span<const double> actual) {
  const std::size_t positions = purpose.positions;
  Decisions decisions;
  const auto count = [&](bool alike) {
    ++decisions.all;
    if (alike) ++decisions.alike;
  };
  switch (purpose.task) {
    case Task::kClasses:
      count(largest_at(expected, 0, 1) == largest_at(actual, 0, 1));
      break;
    case Task::kBinary:
    case Task::kFindings:
      for (std::size_t i = 0; i < expected.size(); ++i) {
        count((expected[i] > 0) == (actual[i] > 0));
      }
      break;
    case Task::kMap:
      for (std::size_t at = 0; at < positions; ++at) {
        count(largest_at(expected, at, positions) == largest_at(actual, at, positions));
      }
      break;
    case Task::kNumber:
      break;
  }
  return decisions;
}

void fill_errors(Fidelity& fidelity, const Purpose& purpose, std::span<const double> expected,
                 std::span<const double> actual, std::size_t outputs) {
  std::vector<double> spread = spreads(expected, outputs);
  const double widest = std::max(*std::max_element(spread.begin(), spread.end()), 1e-300);
  for (double& own : spread) {
    // A number that hardly changes is measured by the others.
    own = purpose.task == Task::kNumber && own > 1e-6 * widest ? own : widest;
  }
  std::vector<double> errors(expected.size());
  Decisions decisions;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    errors[i] = std::abs(actual[i] - expected[i]) / spread[i % outputs];
  }
  for (std::size_t at = 0; at < expected.size(); at += outputs) {
    const Decisions own =
        compare_decisions(purpose, expected.subspan(at, outputs), actual.subspan(at, outputs));
    decisions.alike += own.alike;
    decisions.all += own.all;
  }
  std::sort(errors.begin(), errors.end());
  fidelity.agreement = decisions.all == 0 ? 1
                                          : static_cast<double>(decisions.alike) /
                                                static_cast<double>(decisions.all);
  fidelity.largest = errors.back();
  fidelity.p99 = errors[(errors.size() * 99 + 99) / 100 - 1];
  fidelity.median = errors[errors.size() / 2];
}

}  // namespace medisc
