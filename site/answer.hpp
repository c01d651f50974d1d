/// What results say, by the model's task.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "plan/plan.hpp"

namespace medisc {

/// One class out of several.
struct ClassAnswer {
  std::size_t index = 0;  ///< of the largest logit, the first of equal ones
  std::string label;
  std::vector<double> softmax{};  ///< one a class, adding up to 1; empty of a label-only plan
};

/// Yes or no.
struct BinaryAnswer {
  bool positive = false;  ///< the probability reaches the threshold
  std::string label;
  std::optional<double> probability{};  ///< of yes; none of a label-only plan
};

/// Any number of findings.
struct FindingsAnswer {
  std::vector<double> probabilities;  ///< one a finding
  std::vector<bool> positive;         ///< those that reach their thresholds
  std::vector<std::string> found;     ///< their labels
};

struct NumberAnswer {
  std::vector<double> values;
  std::string unit;
};

/// A class a pixel.
struct MapAnswer {
  std::vector<std::uint32_t> classes;  ///< of pixels, row major
  std::vector<double> shares;          ///< of the pixels, one a class, adding up to 1
};

using Answer = std::variant<ClassAnswer, BinaryAnswer, FindingsAnswer, NumberAnswer, MapAnswer>;

/// The plan's task; of a single result about which nothing is said, a number.
TaskKind task_of(const Plan& plan);

/// A network's own results, before a label is made of them: one of a binary task's label-only
/// plan, say, which has two.
std::uint32_t network_results(const Plan& plan);

/// Names of classes (of a binary task "negative" and "positive"), findings or numbers: the
/// manifest's, or "class 0", "finding 0", "value 0".
std::vector<std::string> labels_of(const Plan& plan);

/// `logits`: plan.outputs() integers at plan.output_scale(), as a diagnosis or the reference
/// has them. Of a plan whose output is a label they are 1 and 0: 1 at the class, of a map of
/// single logits where it says yes.
Answer answer_of(const Plan& plan, std::span<const std::int64_t> logits);

/// The network's own results in floating point: network_results numbers.
Answer answer_of_results(const Plan& plan, std::span<const double> results);

/// In a few words: a label, the findings that were found, numbers with their unit, the shares
/// of a map's classes.
std::string to_text(const Plan& plan, const Answer& answer);

}  // namespace medisc
