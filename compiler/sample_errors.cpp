#include "compiler/sample_errors.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

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

/// The most that a logit changes without its probability moving far.
constexpr double kNarrowLogits = 4;
/// Of a number: a smaller change, as a share of it, is the dust of its computation.
constexpr double kDust = 1e-10;
constexpr double kOfTheWidest = 1e-6;

struct Extent {
  double spread = 0;
  double magnitude = 0;
};

Extent extent_of(std::span<const double> expected, std::size_t outputs, std::size_t output) {
  double least = expected[output];
  double most = expected[output];
  for (std::size_t i = output; i < expected.size(); i += outputs) {
    least = std::min(least, expected[i]);
    most = std::max(most, expected[i]);
  }
  return {most - least, std::max(std::abs(least), std::abs(most))};
}

/// A number that never changes is measured by itself.
double scale_of_number(const Extent& own, double widest) {
  if (own.spread > kDust * own.magnitude) return own.spread;
  return own.magnitude > 0 ? std::max(own.magnitude, kOfTheWidest * widest) : widest;
}

/// What each output's errors are divided by: its spread over the records; where there is one
/// record alone, its largest value.
std::vector<double> scales_of(const MeasuredTask& task, std::span<const double> expected,
                              std::size_t outputs) {
  std::vector<Extent> extents;
  double widest = 1e-300;
  for (std::size_t output = 0; output < outputs; ++output) {
    Extent own = extent_of(expected, outputs, output);
    if (expected.size() == outputs) own.spread = own.magnitude;
    widest = std::max(widest, own.spread > 0 ? own.spread : own.magnitude);
    extents.push_back(own);
  }
  std::vector<double> scales;
  for (const Extent& own : extents) {
    if (task.task == TaskKind::kNumber) {
      scales.push_back(scale_of_number(own, widest));
    } else if (task.task == TaskKind::kFindings) {
      scales.push_back(std::min(widest, std::max(own.spread, kNarrowLogits)));
    } else {
      scales.push_back(widest);
    }
  }
  return scales;
}

bool counts_each(TaskKind task) {
  return task == TaskKind::kFindings || task == TaskKind::kNumber;
}

double percentile(std::vector<double>& errors) {
  const std::size_t at = (errors.size() * 99 + 99) / 100 - 1;
  std::nth_element(errors.begin(), errors.begin() + static_cast<std::ptrdiff_t>(at),
                   errors.end());
  return errors[at];
}

/// The 99th percentile of each output's errors by itself: the largest counts.
void fill_worst_error(Fidelity& fidelity, const std::vector<double>& errors,
                      std::size_t outputs) {
  fidelity.p99 = -1;
  for (std::size_t output = 0; output < outputs; ++output) {
    std::vector<double> own;
    for (std::size_t i = output; i < errors.size(); i += outputs) own.push_back(errors[i]);
    const double p99 = percentile(own);
    if (p99 <= fidelity.p99) continue;
    fidelity.p99 = p99;
    fidelity.worst_error = output;
  }
}

/// Agreement over records: of all decisions together, and of each finding.
class Agreement {
 public:
  Agreement(const MeasuredTask& task, std::vector<double> close)
      : task_(task),
        close_(std::move(close)),
        each_(task.task == TaskKind::kFindings ? close_.size() : 0) {}

  void add(std::span<const double> expected, std::span<const double> actual) {
    const std::vector<Choice> wanted = choices_of(task_, expected);
    const std::vector<Choice> found = choices_of(task_, actual);
    bool all_alike = true;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (wanted[i].margin < close_[each_.empty() ? 0 : i]) continue;
      const bool alike = wanted[i].which == found[i].which;
      count(pooled_, alike);
      if (!each_.empty()) count(each_[i], alike);
      all_alike = all_alike && alike;
    }
    count(records_, all_alike);
  }

  void write(Fidelity& fidelity) const {
    fidelity.pooled = fidelity.agreement = fidelity.all_alike = pooled_.share();
    fidelity.unlike = pooled_.all - pooled_.alike;
    if (each_.empty()) return;
    const auto worst = std::ranges::min_element(each_, {}, &Decisions::share);
    fidelity.agreement = worst->share();
    fidelity.unlike = worst->all - worst->alike;
    fidelity.worst_agreement = static_cast<std::size_t>(worst - each_.begin());
    fidelity.all_alike = records_.share();
  }

 private:
  static void count(Decisions& decisions, bool alike) {
    ++decisions.all;
    if (alike) ++decisions.alike;
  }

  const MeasuredTask& task_;
  std::vector<double> close_;    ///< by output: what is decided by less tells nothing
  std::vector<Decisions> each_;  ///< by finding
  Decisions pooled_;
  Decisions records_;
};

}  // namespace

void fill_errors(Fidelity& fidelity, const MeasuredTask& task, std::span<const double> expected,
                 std::span<const double> actual, std::size_t outputs) {
  const std::vector<double> scales = scales_of(task, expected, outputs);
  std::vector<double> close(outputs, 0.0);
  for (std::size_t i = 0; i < outputs && fidelity.drawn; ++i) close[i] = kTooClose * scales[i];
  Agreement agreement(task, std::move(close));
  for (std::size_t at = 0; at < expected.size(); at += outputs) {
    agreement.add(expected.subspan(at, outputs), actual.subspan(at, outputs));
  }
  agreement.write(fidelity);
  std::vector<double> errors(expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    errors[i] = std::abs(actual[i] - expected[i]) / scales[i % outputs];
  }
  if (counts_each(task.task)) fill_worst_error(fidelity, errors, outputs);
  std::sort(errors.begin(), errors.end());
  fidelity.largest = errors.back();
  fidelity.median = errors[errors.size() / 2];
  if (!counts_each(task.task)) fidelity.p99 = percentile(errors);
}

}  // namespace medisc
