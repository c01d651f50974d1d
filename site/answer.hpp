/// What logits say.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "plan/plan.hpp"

namespace medisc {

struct Answer {
  std::size_t index = 0;              ///< of the largest logit, the first of equal ones
  std::string label;                  ///< its name in the plan; without names "class N", from 0
  std::vector<double> probabilities;  ///< one a logit, adding up to 1; a single logit's sigmoid
};

/// `logits`: plan.outputs() integers at plan.output_scale(), as a diagnosis or the reference
/// has them. Of a plan whose output is a label they are 1 and 0, and there are no
/// probabilities.
Answer answer_of(const Plan& plan, std::span<const std::int64_t> logits);

}  // namespace medisc
