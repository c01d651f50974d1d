#include "model/plan_widths.hpp"

#include <algorithm>
#include <type_traits>

namespace medisc {

unsigned needed_bits(const Plan& plan, std::size_t index, const std::vector<unsigned>& bits) {
  if (!std::holds_alternative<MaxPoolStep>(plan.steps[index].op)) return bits[index + 1];
  return std::max(bits[index + 1], bits[inputs_of(plan, index).front()] + 1);
}

void assign_widths(Plan& plan, const std::vector<unsigned>& bits) {
  std::vector<std::uint32_t> read_at(plan.steps.size() + 1, 2);  // by tensor
  for (std::size_t i = plan.steps.size(); i-- > 0;) {
    const std::vector<std::uint32_t> inputs = inputs_of(plan, i);
    const std::uint32_t result =
        std::max(even_width(needed_bits(plan, i, bits)), read_at[i + 1]);
    const std::uint32_t reads = std::visit(
        [&]<class Op>(Op& op) {
          if constexpr (std::is_same_v<Op, ReluStep>) {
            op.output_width = result;
            return op.width = even_width(bits[inputs.front()]);
          } else {
            return op.width = result;
          }
        },
        plan.steps[i].op);
    for (const std::uint32_t tensor : inputs)
      read_at[tensor] = std::max(read_at[tensor], reads);
  }
}

void assign_full_widths(Plan& plan) {
  for (Step& step : plan.steps) {
    std::visit([&](auto& op) { op.width = plan.ring_bits; }, step.op);
    if (auto* relu = std::get_if<ReluStep>(&step.op)) relu->output_width = plan.ring_bits;
  }
}

}  // namespace medisc
