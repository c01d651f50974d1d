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

Decisions compare_decisions(const MeasuredTask& task, std::span<const double> expected,
                            std::span<const double> actual) {
  const std::size_t positions = task.positions;
  Decisions decisions;
  const auto count = [&](bool alike) {
    ++decisions.all;
    if (alike) ++decisions.alike;
  };
  switch (task.task) {
    case TaskKind::kClasses:
      count(largest_at(expected, 0, 1) == largest_at(actual, 0, 1));
      break;
    case TaskKind::kBinary: {
      const double threshold = task.thresholds.empty() ? 0 : task.thresholds.front();
      const auto logit = [](std::span<const double> results) {
        return results.size() == 2 ? results[1] - results[0] : results[0];
      };
      count((logit(expected) >= threshold) == (logit(actual) >= threshold));
      break;
    }
    case TaskKind::kFindings:
      for (std::size_t i = 0; i < expected.size(); ++i) {
        const double threshold = i < task.thresholds.size() ? task.thresholds[i] : 0;
        count((expected[i] >= threshold) == (actual[i] >= threshold));
      }
      break;
    case TaskKind::kMap:
      for (std::size_t at = 0; at < positions; ++at) {
        if (expected.size() == positions) {
          count((expected[at] >= 0) == (actual[at] >= 0));
          continue;
        }
        count(largest_at(expected, at, positions) == largest_at(actual, at, positions));
      }
      break;
    case TaskKind::kNumber:
      break;
  }
  return decisions;
}

void fill_errors(Fidelity& fidelity, const MeasuredTask& task, std::span<const double> expected,
                 std::span<const double> actual, std::size_t outputs) {
  std::vector<double> spread = spreads(expected, outputs);
  const double widest = std::max(*std::max_element(spread.begin(), spread.end()), 1e-300);
  for (double& own : spread) {
    // A number that hardly changes is measured by the others.
    own = task.task == TaskKind::kNumber && own > 1e-6 * widest ? own : widest;
  }
  std::vector<double> errors(expected.size());
  Decisions decisions;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    errors[i] = std::abs(actual[i] - expected[i]) / spread[i % outputs];
  }
  for (std::size_t at = 0; at < expected.size(); at += outputs) {
    const Decisions own =
        compare_decisions(task, expected.subspan(at, outputs), actual.subspan(at, outputs));
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
