/// The widths of a plan, once it is known how many bits each tensor needs.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/bounds.hpp"
#include "plan/plan.hpp"

namespace medisc {

/// A width of at least `bits`: the next even number, so that it tells little of the weights.
constexpr std::uint32_t even_width(unsigned bits) {
  return bits + bits % 2;
}

/// The largest |value| of each tensor: the record's, then that of each step's result.
using TensorBounds = std::vector<Wide>;

/// Bits that step `index` computes at: those of its result, and of what it compares. A
/// threshold compares y - t for each place t of its function, a max-pool differences of what it
/// reads.
unsigned needed_bits(const Plan& plan, std::size_t index, const TensorBounds& bounds);

/// Sets every width: even, and as small as the bits of a step's result, the bits that it
/// compares at, and the widths of the steps that read it allow. A threshold compares at no less
/// than its shift leaves room for. A sum's numbers are reduced mod its width, and a
/// concatenation's shifts to less than it.
void assign_widths(Plan& plan, const TensorBounds& bounds);

/// Sets every width to ring_bits, and reduces numbers likewise.
void assign_full_widths(Plan& plan);

}  // namespace medisc
