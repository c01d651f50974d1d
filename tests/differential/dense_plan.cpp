#include "tests/differential/dense_plan.hpp"

#include <algorithm>

namespace medisc::test {
namespace {

/// By the tree, or by a chain of any weight.
std::uint32_t any_chain(const Pick& pick) {
  return pick(0, 1) == 0 ? 0 : pick(1, 16);
}

}  // namespace

DrawnPlan dense_plan(std::uint32_t ring_bits, const Pick& pick, Chance chance) {
  // Now and then beyond the tiles that products are made of.
  const std::uint32_t most = pick(0, 15) == 0 ? 300 : 40;
  DrawnPlan drawn;
  Plan& plan = drawn.plan;
  plan.ring_bits = ring_bits;
  const std::uint32_t layers = pick(1, 4);
  std::uint32_t size = pick(1, most);
  std::uint32_t width = ring_bits;  // of the tensor made last
  plan.input = {size, pick(1, std::min(ring_bits - 1, 52U)), {0}};
  for (std::uint32_t layer = 1; layer <= layers; ++layer) {
    if (pick(0, 3) != 0) width = pick(2, width);
    const DenseStep dense{size, pick(1, most), width};
    plan.steps.push_back({"fc", 0, dense});
    drawn.weights.push_back(
        any_weights(chance, std::uint64_t{dense.inputs} * dense.outputs, dense.outputs));
    size = dense.outputs;
    const bool activated = layer < layers ? pick(0, 7) != 0 : pick(0, 7) == 0;
    if (!activated) continue;
    const std::uint32_t next = pick(2, ring_bits);
    plan.steps.push_back(
        {"relu", 0, relu_step(size, width, pick(0, width - 2), next, any_chain(pick))});
    width = next;
    if (layer == layers && pick(0, 1) == 0) plan.output = Output::kLabel;
  }
  return drawn;
}

DrawnPlan dense_plan(std::uint32_t ring_bits, Chance& chance) {
  const Chance weights(chance.bits());
  return dense_plan(
      ring_bits, [&](std::uint32_t low, std::uint32_t high) { return chance.pick(low, high); },
      weights);
}

}  // namespace medisc::test
