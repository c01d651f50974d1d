#include "site/ending_check.hpp"

#include <fmt/format.h>

namespace medisc {
namespace {

const char* name_of(NetworkEnding ending) {
  switch (ending) {
    case NetworkEnding::kSoftmax:
      return "a softmax";
    case NetworkEnding::kSigmoid:
      return "sigmoids";
    case NetworkEnding::kLabel:
      return "a label";
    case NetworkEnding::kShares:
      return "sigmoids divided by their sum";
    case NetworkEnding::kNone:
      break;
  }
  return "logits";
}

/// Of sigmoids: the classes of a map and of a label are told, no probabilities.
bool fits_sigmoids(const Outcome& outcome, Output output) {
  switch (outcome.task) {
    case TaskKind::kFindings:
    case TaskKind::kMap:
      return true;
    case TaskKind::kBinary:
      return elements_of(outcome.shape) == 1;
    case TaskKind::kClasses:
      return output == Output::kLabel;
    case TaskKind::kNumber:
      break;
  }
  return false;
}

bool is_a_choice(TaskKind task) {
  return task == TaskKind::kClasses || task == TaskKind::kBinary || task == TaskKind::kMap;
}

bool fits(NetworkEnding ending, const Outcome& outcome, Output output) {
  switch (ending) {
    case NetworkEnding::kSoftmax:
    case NetworkEnding::kLabel:
      return is_a_choice(outcome.task);
    case NetworkEnding::kSigmoid:
      return fits_sigmoids(outcome, output);
    case NetworkEnding::kShares:
      return outcome.task == TaskKind::kClasses && output == Output::kLabel;
    case NetworkEnding::kNone:
      break;
  }
  return true;
}

std::string hint_for(NetworkEnding ending, const Outcome& outcome) {
  const bool label = outcome.task == TaskKind::kClasses;
  if (label) {
    return "let the hospital have the label alone: output = \"label\" (--output label); each "
           "class's probability is none of a softmax";
  }
  const char* task = ending != NetworkEnding::kSigmoid ? "classes"
                     : elements_of(outcome.shape) == 1 ? "binary"
                                                       : "findings";
  return fmt::format(
      "declare task = \"{}\", or take what stands behind the logits out of the "
      "file",
      task);
}

}  // namespace

Result<void> check_ending(const NetworkFacts& facts, const Outcome& outcome, Output output) {
  if (fits(facts.ending, outcome, output)) return {};
  return fail(
      ErrorCode::kUnsupported,
      fmt::format("it ends in {}, which a task '{}' with {} results does not tell",
                  name_of(facts.ending), task_name(outcome.task), elements_of(outcome.shape)),
      hint_for(facts.ending, outcome));
}

}  // namespace medisc
