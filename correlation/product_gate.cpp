#include "correlation/product_gate.hpp"

#include "correlation/derivation_steps.hpp"

namespace medisc {

ProductGate make_product_gate(const ProductStep& step, std::size_t index,
                              std::array<bool, 2> live) {
  return {step,
          {Reveal{step.size, step.width, level_step(index, 0), live[0], true},
           Reveal{step.runs, step.width, level_step(index, 1), live[1], true}}};
}

}  // namespace medisc
