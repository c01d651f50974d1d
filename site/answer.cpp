#include "site/answer.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/label_output.hpp"
#include "plan/input_encoding.hpp"

namespace medisc {
namespace {

double sigmoid(double logit) {
  return 1 / (1 + std::exp(-logit));
}

std::size_t largest_of(std::span<const double> values) {
  return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) -
                                  values.begin());
}

ClassAnswer class_answer(const Plan& plan, std::span<const double> logits) {
  const std::size_t index = largest_of(logits);
  return {index, labels_of(plan)[index], probabilities(logits)};
}

BinaryAnswer binary_answer(const Plan& plan, std::span<const double> logits) {
  const double logit = logits.size() == 1 ? logits[0] : logits[1] - logits[0];
  const bool yes = logit >= threshold_logit(plan.manifest.outcome.thresholds.front());
  return {yes, labels_of(plan)[yes ? 1 : 0], sigmoid(logit)};
}

FindingsAnswer findings_answer(const Plan& plan, std::span<const double> logits) {
  const std::vector<std::string> labels = labels_of(plan);
  FindingsAnswer answer;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    answer.probabilities.push_back(sigmoid(logits[i]));
    const bool yes = logits[i] >= threshold_logit(plan.manifest.outcome.thresholds[i]);
    answer.positive.push_back(yes);
    if (yes) answer.found.push_back(labels[i]);
  }
  return answer;
}

/// Of one result a pixel it is a yes from `least_yes` on.
template <class Number>
MapAnswer map_answer(const Plan& plan, std::span<const Number> logits, Number least_yes) {
  const std::size_t channels = plan.manifest.outcome.shape.front();
  const std::size_t pixels = logits.size() / channels;
  MapAnswer answer;
  answer.shares.assign(std::max<std::size_t>(channels, 2), 0.0);
  for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
    std::size_t best = 0;
    if (channels == 1) {
      best = logits[pixel] >= least_yes ? 1 : 0;
    } else {
      for (std::size_t c = 1; c < channels; ++c) {
        if (logits[c * pixels + pixel] > logits[best * pixels + pixel]) best = c;
      }
    }
    answer.classes.push_back(static_cast<std::uint32_t>(best));
    answer.shares[best] += 1;
  }
  for (double& share : answer.shares) share /= static_cast<double>(pixels);
  return answer;
}

/// The class that a label-only plan gives 1.
Answer answer_of_label(const Plan& plan, std::span<const std::int64_t> one_hot) {
  if (task_of(plan) == TaskKind::kMap) return map_answer(plan, one_hot, std::int64_t{1});
  const auto index = static_cast<std::size_t>(std::max_element(one_hot.begin(), one_hot.end()) -
                                              one_hot.begin());
  const std::string label = labels_of(plan)[index];
  if (task_of(plan) == TaskKind::kBinary) return BinaryAnswer{index == 1, label, std::nullopt};
  return ClassAnswer{index, label, {}};
}

struct Text {
  const std::vector<std::string>& labels;

  std::string operator()(const ClassAnswer& answer) const { return answer.label; }
  std::string operator()(const BinaryAnswer& answer) const { return answer.label; }
  std::string operator()(const FindingsAnswer& answer) const {
    if (answer.found.empty()) return "none";
    return fmt::format("{}", fmt::join(answer.found, "; "));
  }
  std::string operator()(const NumberAnswer& answer) const {
    std::string text;
    for (const double value : answer.values) {
      text += fmt::format("{}{:.6g}", text.empty() ? "" : "; ", value);
    }
    return answer.unit.empty() ? text : text + " " + answer.unit;
  }
  std::string operator()(const MapAnswer& answer) const {
    std::string text;
    for (std::size_t i = 0; i < answer.shares.size(); ++i) {
      if (answer.shares[i] == 0) continue;
      text += fmt::format("{}{} {:.1f} %", text.empty() ? "" : "; ", labels[i],
                          100 * answer.shares[i]);
    }
    return text;
  }
};

}  // namespace

TaskKind task_of(const Plan& plan) {
  const Outcome& outcome = plan.manifest.outcome;
  const bool says_nothing = outcome.shape.empty() && outcome.task == TaskKind::kClasses;
  return says_nothing && plan.outputs() == 1 ? TaskKind::kNumber : outcome.task;
}

std::uint32_t network_results(const Plan& plan) {
  const Outcome& outcome = plan.manifest.outcome;
  return outcome.shape.empty() ? plan.outputs() : elements_of(outcome.shape);
}

std::vector<std::string> labels_of(const Plan& plan) {
  const Outcome& outcome = plan.manifest.outcome;
  if (!outcome.labels.empty()) return outcome.labels;
  std::size_t count = network_results(plan);
  const char* what = "class";
  switch (task_of(plan)) {
    case TaskKind::kBinary:
      return {"negative", "positive"};
    case TaskKind::kMap:
      if (outcome.shape.front() == 1) return {"negative", "positive"};
      count = outcome.shape.front();
      break;
    case TaskKind::kFindings:
      what = "finding";
      break;
    case TaskKind::kNumber:
      what = "value";
      break;
    case TaskKind::kClasses:
      break;
  }
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < count; ++i) labels.push_back(fmt::format("{} {}", what, i));
  return labels;
}

Answer answer_of(const Plan& plan, std::span<const std::int64_t> logits) {
  if (plan.output == Output::kLabel) return answer_of_label(plan, logits);
  return answer_of_results(plan, decode_logits(plan, logits));
}

Answer answer_of_results(const Plan& plan, std::span<const double> results) {
  switch (task_of(plan)) {
    case TaskKind::kClasses:
      return class_answer(plan, results);
    case TaskKind::kBinary:
      return binary_answer(plan, results);
    case TaskKind::kFindings:
      return findings_answer(plan, results);
    case TaskKind::kMap:
      return map_answer(plan, results, 0.0);
    case TaskKind::kNumber:
      break;
  }
  return NumberAnswer{{results.begin(), results.end()}, plan.manifest.outcome.unit};
}

std::string to_text(const Plan& plan, const Answer& answer) {
  const std::vector<std::string> labels = labels_of(plan);
  return std::visit(Text{labels}, answer);
}

}  // namespace medisc
