#include "compiler/sample_errors.hpp"

#include <algorithm>
#include <cmath>

namespace medisc {
namespace {

/// Of the spread: a drawn record that the network itself decides by less tells nothing.
constexpr double kTooClose = 0.02;

/// What is decided, and by how much.
struct Choice {
  std::size_t which = 0;
  double margin = 0;
};

/// The first of the largest values that are `stride` apart.
Choice largest_of(std::span<const double> values, std::size_t first, std::size_t stride) {
  std::size_t best = first;
  for (std::size_t i = first; i < values.size(); i += stride) {
    if (values[i] > values[best]) best = i;
  }
  double margin = HUGE_VAL;
  for (std::size_t i = first; i < values.size(); i += stride) {
    if (i != best) margin = std::min(margin, values[best] - values[i]);
  }
  return {best, margin};
}

Choice yes_or_no(double logit, double threshold) {
  return {logit >= threshold ? std::size_t{1} : 0, std::abs(logit - threshold)};
}

/// All that one record's results decide.
std::vector<Choice> choices_of(const MeasuredTask& task, std::span<const double> results) {
  const auto threshold = [&](std::size_t i) {
    return i < task.thresholds.size() ? task.thresholds[i] : 0.0;
  };
  std::vector<Choice> choices;
  switch (task.task) {
    case TaskKind::kClasses:
      return {largest_of(results, 0, 1)};
    case TaskKind::kBinary:
      return {
          yes_or_no(results.size() == 2 ? results[1] - results[0] : results[0], threshold(0))};
    case TaskKind::kFindings:
      for (std::size_t i = 0; i < results.size(); ++i) {
        choices.push_back(yes_or_no(results[i], threshold(i)));
      }
      break;
    case TaskKind::kMap:
      for (std::size_t at = 0; at < task.positions; ++at) {
        choices.push_back(results.size() == task.positions
                              ? yes_or_no(results[at], 0)
                              : largest_of(results, at, task.positions));
      }
      break;
    case TaskKind::kNumber:
      break;
  }
  return choices;
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
                            std::span<const double> actual, double close) {
  const std::vector<Choice> wanted = choices_of(task, expected);
  const std::vector<Choice> found = choices_of(task, actual);
  Decisions decisions;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].margin < close) continue;
    ++decisions.all;
    if (wanted[i].which == found[i].which) ++decisions.alike;
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
  const double close = fidelity.drawn ? kTooClose * widest : 0;
  std::vector<double> errors(expected.size());
  Decisions decisions;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    errors[i] = std::abs(actual[i] - expected[i]) / spread[i % outputs];
  }
  for (std::size_t at = 0; at < expected.size(); at += outputs) {
    const Decisions own = compare_decisions(task, expected.subspan(at, outputs),
                                            actual.subspan(at, outputs), close);
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
