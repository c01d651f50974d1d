#include "compiler/plan_widths.hpp"

#include <algorithm>
#include <type_traits>

namespace medisc {
namespace {

std::int64_t reduced(std::int64_t value, std::uint32_t width) {
  return to_signed(to_word<std::uint64_t>(value), width);
}

// A result mod 2^width is the same with its numbers mod 2^width.

void reduce(SumStep& sum) {
  for (std::int64_t& multiplier : sum.multipliers) multiplier = reduced(multiplier, sum.width);
  sum.offset = reduced(sum.offset, sum.width);
}

/// What is shifted by a width or more, and fits it all the same, is 0.
void reduce(ConcatStep& concat) {
  for (std::uint32_t& shift : concat.shifts) shift = std::min(shift, concat.width - 1);
}

void reduce_numbers(Step& step) {
  std::visit(
      [](auto& op) {
        if constexpr (requires { reduce(op); }) reduce(op);
      },
      step.op);
}

/// Bits that a step compares at; 0 for one that does not.
struct ComparedBits {
  Wide read;  ///< the largest |value| of what it reads

  unsigned operator()(const ThresholdStep& step) const {
    Wide furthest = 0;
    for (const Knot& knot : step.function.knots) {
      const Wide at = Wide{knot.at} << step.shift;
      furthest = std::max({furthest, at, -at});
    }
    return std::max(signed_bits(read + furthest), step.shift + 2);
  }
  unsigned operator()(const MaxPoolStep&) const { return signed_bits(read) + 1; }
  template <class Op>
  unsigned operator()(const Op&) const {
    return 0;
  }
};

unsigned compared_bits_of(const Plan& plan, std::size_t index, const TensorBounds& bounds) {
  const ComparedBits compared{bounds[inputs_of(plan, index).front()]};
  return std::visit(compared, plan.steps[index].op);
}

}  // namespace

unsigned needed_bits(const Plan& plan, std::size_t index, const TensorBounds& bounds) {
  return std::max(signed_bits(bounds[index + 1]), compared_bits_of(plan, index, bounds));
}

void assign_widths(Plan& plan, const TensorBounds& bounds) {
  std::vector<std::uint32_t> read_at(plan.steps.size() + 1, 2);  // by tensor
  for (std::size_t i = plan.steps.size(); i-- > 0;) {
    const std::vector<std::uint32_t> inputs = inputs_of(plan, i);
    const std::uint32_t compared = even_width(compared_bits_of(plan, i, bounds));
    const std::uint32_t result =
        std::max(even_width(signed_bits(bounds[i + 1])), read_at[i + 1]);
    const std::uint32_t reads = std::visit(
        [&]<class Op>(Op& op) {
          if constexpr (std::is_same_v<Op, ThresholdStep>) {
            op.output_width = result;
            return op.width = compared;
          } else {
            return op.width = std::max(result, compared);
          }
        },
        plan.steps[i].op);
    reduce_numbers(plan.steps[i]);
    for (const std::uint32_t tensor : inputs) {
      read_at[tensor] = std::max(read_at[tensor], reads);
    }
  }
}

void assign_full_widths(Plan& plan) {
  for (Step& step : plan.steps) {
    std::visit([&](auto& op) { op.width = plan.ring_bits; }, step.op);
    auto* threshold = std::get_if<ThresholdStep>(&step.op);
    if (threshold != nullptr) threshold->output_width = plan.ring_bits;
    reduce_numbers(step);
  }
}

}  // namespace medisc
