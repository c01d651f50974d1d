#include "correlation/max_pool_gate.hpp"

#include "correlation/derivation_steps.hpp"
#include "plan/max_tree.hpp"

namespace medisc {

MaxPoolGate make_max_pool_gate(const MaxPoolStep& step, std::size_t index, bool live) {
  MaxTree tree = make_max_tree(step);
  MaxPoolGate gate{step, {}, std::move(tree.result)};
  for (std::size_t level = 0; level < tree.levels.size(); ++level) {
    MaxTree::Level& indices = tree.levels[level];
    const ThresholdShape shape{step.in.channels * static_cast<std::uint32_t>(indices.a.size()),
                               step.width, 0, step.width, Piecewise::relu()};
    ThresholdGate relu = make_threshold_gate(shape, choice_of(step.chain),
                                             level_step(index, level), level > 0 || live);
    gate.levels.push_back({std::move(indices.a), std::move(indices.b),
                           std::move(indices.passed), std::move(relu)});
  }
  return gate;
}

}  // namespace medisc
