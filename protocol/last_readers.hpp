/// When a step's result, or the record, is of use to nobody any more.
#pragma once

#include <cstddef>
#include <vector>

#include "plan/plan.hpp"

namespace medisc {

/// By step: the tensors that it is the last to read, or that it makes and nobody reads. Tensor
/// 0 is the record, i + 1 the result of step i; the last is of use to the end.
inline std::vector<std::vector<std::size_t>> needless_after(const Plan& plan) {
  const std::size_t steps = plan.steps.size();
  std::vector<std::size_t> last_reader(steps + 1);
  for (std::size_t step = 0; step < steps; ++step) {
    last_reader[step + 1] = step;
    for (const std::uint32_t tensor : inputs_of(plan, step)) last_reader[tensor] = step;
  }
  std::vector<std::vector<std::size_t>> needless(steps);
  for (std::size_t tensor = 0; tensor < steps; ++tensor) {
    needless[last_reader[tensor]].push_back(tensor);
  }
  return needless;
}

}  // namespace medisc
