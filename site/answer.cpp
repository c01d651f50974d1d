#include "site/answer.hpp"

#include <algorithm>

#include "plan/input_encoding.hpp"

namespace medisc {

Answer answer_of(const Plan& plan, std::span<const std::int64_t> logits) {
  Answer answer;
  answer.index =
      static_cast<std::size_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
  answer.label =
      plan.labels.empty() ? "class " + std::to_string(answer.index) : plan.labels[answer.index];
  if (plan.output == Output::kLogits) {
    answer.probabilities = probabilities(decode_logits(plan, logits));
  }
  return answer;
}

}  // namespace medisc
