#include "compiler/plan_widths.hpp"

#include <algorithm>
#include <type_traits>

namespace medisc {
namespace {

std::int64_t reduced(std::int64_t value, std::uint32_t width) {
  return to_signed(to_word<std::uint64_t>(value), width);
}

/// A sum mod 2^width is the same with its numbers mod 2^width.
void reduce(SumStep& sum) {
  for (std::int64_t& multiplier : sum.multipliers) multiplier = reduced(multiplier, sum.width);
  sum.offset = reduced(sum.offset, sum.width);
}

/// What is shifted by a width or more, and fits it all the same, is 0.
void reduce(ConcatStep& concat) {
  for (std::uint32_t& shift : concat.shifts) shift = std::min(shift, concat.width - 1);
}

void reduce_numbers(Step& step) {
  if (auto* sum = std::get_if<SumStep>(&step.op)) reduce(*sum);
  if (auto* concat = std::get_if<ConcatStep>(&step.op)) reduce(*concat);
}

}  // namespace

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
            return op.width = even_width(std::max(bits[inputs.front()], op.shift + 2));
          } else {
            return op.width = result;
          }
        },
        plan.steps[i].op);
    reduce_numbers(plan.steps[i]);
    for (const std::uint32_t tensor : inputs)
      read_at[tensor] = std::max(read_at[tensor], reads);
  }
}

void assign_full_widths(Plan& plan) {
  for (Step& step : plan.steps) {
    std::visit([&](auto& op) { op.width = plan.ring_bits; }, step.op);
    reduce_numbers(step);
    if (auto* relu = std::get_if<ReluStep>(&step.op)) relu->output_width = plan.ring_bits;
  }
}

}  // namespace medisc
