/// Steps that each party computes on its own share: sums over windows, residual sums,
/// concatenations. Linear with public coefficients, so shares of the inputs give shares of the
/// result. No flights, no bits.
#pragma once

#include <span>
#include <vector>

#include "correlation/gates.hpp"
#include "ring/word.hpp"

namespace medisc {

/// One party's share of the result, batch x size. `inputs`: its shares, batch x size each.
template <RingWord Word>
std::vector<Word> compute_local(const LocalGate& gate,
                                const std::vector<std::span<const Word>>& inputs,
                                std::size_t batch);

}  // namespace medisc
