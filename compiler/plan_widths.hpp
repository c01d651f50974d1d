/// The widths of a plan, once it is known how many bits each tensor needs.
#pragma once

#include <cstdint>
#include <vector>

#include "plan/plan.hpp"

namespace medisc {

/// A width of at least `bits`: the next even number, so that it tells little of the weights.
constexpr std::uint32_t even_width(unsigned bits) {
  return bits + bits % 2;
}

/// Bits that step `index` compares or computes at; `bits` is by tensor, as for assign_widths.
unsigned needed_bits(const Plan& plan, std::size_t index, const std::vector<unsigned>& bits);

/// Sets every width: even, and as small as the bits of a step's result (`bits[i + 1]` those of
/// step i, `bits[0]` the record's), the bits that it compares at, and the widths of the steps
/// that read it allow. A max-pool compares differences, one bit wider than what it reads; a
/// ReLU at no less than its shift leaves room for. A sum's numbers are reduced mod its width,
/// and a concatenation's shifts to less than it.
void assign_widths(Plan& plan, const std::vector<unsigned>& bits);

/// Sets every width to ring_bits, and reduces numbers likewise.
void assign_full_widths(Plan& plan);

}  // namespace medisc
